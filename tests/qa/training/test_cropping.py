"""A cropped example is still right: its answer is its answer, or it has none."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qa.training.cropping import MOST_CHARACTERS, SHORT_CHARACTERS, cropped
from qa.training.examples import SpanExample

SENTENCES = [f"Sentence number {i} tells of the town that lies on river {i}." for i in range(40)]
TEXT = " ".join(SENTENCES)


def example(answer: str) -> SpanExample:
    start = TEXT.index(answer)
    return SpanExample(question="Which?", title="", text=TEXT, start=start, end=start + len(answer))


@given(st.integers(0, 39), st.integers(0, 10_000))
def test_an_answer_stands_where_the_example_says(number: int, seed: int) -> None:
    answer = f"river {number}."
    found = cropped(example(answer), random.Random(seed))

    if found.answerable:
        assert found.text[found.start : found.end] == answer
    else:
        assert answer not in found.text
    assert found.text in TEXT
    assert len(found.text) <= MOST_CHARACTERS


def test_examples_are_cut_to_both_lengths_and_some_lose_their_answer():
    found = [cropped(example("river 20."), random.Random(seed)) for seed in range(200)]

    answered = [len(one.text) for one in found if one.answerable]
    assert 5 < sum(not one.answerable for one in found) < 40
    assert 60 < sum(length <= SHORT_CHARACTERS for length in answered) < 140


def test_a_short_text_without_an_answer_stays_whole():
    short = SpanExample(question="Which?", title="", text=SENTENCES[0])

    assert cropped(short, random.Random(0)) == short


def test_a_long_text_without_an_answer_is_cut_to_whole_sentences():
    found = cropped(SpanExample(question="Which?", title="", text=TEXT), random.Random(1))

    assert found.text.startswith("Sentence number")
    assert found.text.rstrip().endswith(".")
    assert len(found.text) <= MOST_CHARACTERS


def test_some_questions_are_twisted_and_lose_their_answer():
    asked = replace(example("river 20."), question="Which town lies on river 20?")
    found = [cropped(asked, random.Random(seed)) for seed in range(200)]

    twisted = [one for one in found if one.question != asked.question]
    assert 30 < len(twisted) < 90
    assert not any(one.answerable for one in twisted)
