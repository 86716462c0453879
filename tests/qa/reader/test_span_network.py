"""The network that comes with the product marks the words that answer, in any company."""

import numpy as np
import pytest

from qa.reader.span_network import SpanNetwork
from qa.reader.span_reader import best_answer
from qa.reader.trained_network import trained_network

BAKERY = "The bakery of Marlow has baked rye bread since 1874. It is owned by Ruth Okafor."
RIVER = "The river rises in the hills in spring."


@pytest.fixture(scope="module")
def network() -> SpanNetwork:
    return trained_network()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Since when has the bakery baked bread?", "1874"),
        ("Who owns the bakery?", "Ruth Okafor"),
        ("What kind of bread is baked in Marlow?", "rye"),
    ],
)
def test_it_marks_the_words_that_answer(network, question, expected):
    answer = best_answer(network.mark(question, [BAKERY])[0], 0, len(BAKERY))

    assert answer is not None
    assert expected in BAKERY[slice(*answer.span)]


def test_a_text_that_answers_stands_further_above_none_than_one_that_does_not(network):
    found = network.mark("Who owns the bakery?", [BAKERY, RIVER])

    margins = [
        best_answer(m, 0, len(t)).margin for m, t in zip(found, (BAKERY, RIVER), strict=True)
    ]

    assert margins[0] > margins[1] + 2
    assert margins[1] < 0


def test_a_texts_marks_do_not_depend_on_those_read_with_it(network):
    alone = network.mark("Who owns the bakery?", [BAKERY])[0]
    together = network.mark("Who owns the bakery?", [RIVER * 8, BAKERY])[1]

    np.testing.assert_allclose(alone.begins, together.begins, atol=0.3)
    np.testing.assert_array_equal(alone.places, together.places)


def test_every_piece_stands_at_its_place_in_the_text(network):
    text = "Łódź costs 5 €, naïve 東京!"
    found = network.mark("How much?", [text])[0]

    assert len(found.begins) == len(found.ends) == len(found.places)
    assert "".join(text[s:e] for s, e in found.places) == text.replace(" ", "")


def test_a_text_too_long_to_read_is_read_to_where_it_goes(network):
    long = "word " * 2000
    found = network.mark("What?", [long])[0]

    assert 400 < len(found.begins) < 512


def test_no_texts_have_no_marks(network):
    assert network.mark("What?", []) == []
