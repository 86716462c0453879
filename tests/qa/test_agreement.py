"""Sentences differ in their figures only if they speak of one thing."""

from dataclasses import replace

import pytest

from qa.agreement import Difference, Wording, difference, say_the_same
from qa.question import Question
from tests.qa.builders import library_of, reading_of
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()
FIGURES, DATES = Difference.FIGURES, Difference.DATES


def wording(text: str, *, source: str, answer: str = "") -> Wording:
    reading = reading_of(library_of({source: text})[source], text, 0.5)
    if answer:
        start = text.index(answer)
        reading = replace(reading, span=(start, start + len(answer)))
    return Wording.of(reading, LEXICON)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The plant opened in May 2019.", "In May 2019, the plant opened.", True),
        ("The plant has two towers.", "The plant has 2 towers.", True),
        (
            "The plant of the town opened in May 2019.",
            "The plant of the town opened in June 2019.",
            False,
        ),
        ("It cost the town 1.3 million euros.", "It cost the town 1.3 billion euros.", False),
        ("The price rose from 5 to 10 euros.", "The price rose from 10 to 5 euros.", False),
        (
            "Dogs are allowed in all of the parks.",
            "Dogs are not allowed in all of the parks.",
            False,
        ),
        (
            "On 5 May 2019 the society elected Ada Bell its head for the year.",
            "On 5 May 2019 the society elected Ruth Bell its head for the year.",
            False,
        ),
        ("双方签署了12项协议。", "双方签署了12项协议。", True),
        ("双方签署了12项协议。", "双方签署了18项协议。", False),
        ("-", "-", False),
    ],
)
def test_the_same_words_names_and_figures_say_the_same(
    one: str, other: str, expected: bool
) -> None:
    pair = wording(one, source="a.txt"), wording(other, source="b.txt")

    assert say_the_same(*pair) is expected
    assert say_the_same(*reversed(pair)) is expected


@pytest.mark.parametrize(
    ("question", "one", "other", "expected"),
    [
        (
            "How many panels are there?",
            "The plant has 12 panels.",
            "The plant has 18 panels.",
            FIGURES,
        ),
        (
            "How many panels are there?",
            "The plant has 12 panels.",
            "The plant on the hill has 18 panels.",
            FIGURES,
        ),
        (
            "When did it open?",
            "The plant opened in May 2019.",
            "The plant opened in June 2020.",
            DATES,
        ),
        ("What opened?", "The plant opened in May 2019.", "The plant opened in 2020.", DATES),
        # the figure that differs is not the one asked for
        (
            "When did it open?",
            "The plant with 12 panels opened.",
            "The plant with 18 panels opened.",
            None,
        ),
        (
            "How many panels are there?",
            "The plant had 12 panels in 2019.",
            "The plant had 12 panels in 2020.",
            None,
        ),
        # both differ: each may be right for its own year
        (
            "How many panels are there?",
            "The plant had 12 panels in 2019.",
            "The plant had 18 panels in 2020.",
            None,
        ),
        # one is only more exact
        ("When did it open?", "The plant opened in 2019.", "The plant opened in May 2019.", None),
        (
            "How many panels are there?",
            "The plant has 12 panels.",
            "The plant has 12 panels of 2 kinds.",
            None,
        ),
        # other things
        (
            "How many panels are there?",
            "The old plant has 12 panels.",
            "The new plant has 18 panels.",
            None,
        ),
        (
            "How many panels are there?",
            "The plant of Marlow has 12 panels.",
            "The plant of Bree has 18 panels.",
            None,
        ),
        (
            "How many panels has Marlow?",
            "Marlow: the plant has 12 panels.",
            "The plant has 18 panels.",
            None,
        ),
        (
            "How many panels are there?",
            "The plant has 12 panels.",
            "The plant does not have 18 panels.",
            None,
        ),
        ("How many are there?", "Total: 12", "Total: 18", None),
        ("How many?", "12", "18", None),
        # a language whose months are not known
        (
            "Combien de panneaux ?",
            "La centrale compte 12 panneaux.",
            "La centrale compte 18 panneaux.",
            FIGURES,
        ),
    ],
)
def test_other_figures_count_only_for_the_same_thing(
    question: str, one: str, other: str, expected: Difference | None
) -> None:
    asked = Question.parse(question, LEXICON)

    found = difference(asked, wording(one, source="a.txt"), wording(other, source="b.txt"))

    assert found == expected


def test_one_file_does_not_differ_from_itself() -> None:
    asked = Question.parse("How many panels are there?", LEXICON)
    one, other = "The plant has 12 panels.", "The plant has 18 panels."

    assert difference(asked, wording(one, source="a.txt"), wording(other, source="a.txt")) is None


@pytest.mark.parametrize(
    ("answers", "expected"), [(("12", "18"), FIGURES), (("panels", "panels"), None)]
)
def test_marked_answers_may_stand_in_other_words(
    answers: tuple[str, str], expected: Difference | None
) -> None:
    asked = Question.parse("How many panels has the plant?", LEXICON)
    one = "The plant of the town holds 12 panels.", "The plant of the town got 18 panels."
    unmarked = [wording(text, source=s) for text, s in zip(one, "ab", strict=True)]
    marked = [
        wording(text, source=s, answer=answer)
        for text, s, answer in zip(one, "ab", answers, strict=True)
    ]

    assert difference(asked, unmarked[0], unmarked[1]) is None
    assert difference(asked, marked[0], marked[1]) == expected
