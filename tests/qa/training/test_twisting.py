"""A twisted question asks for what its text does not tell."""

import random

from qa.training.examples import SpanExample
from qa.training.twisting import twisted

TEXT = (
    "The old mill at Lerwick was built in 1874 by Anna Bruce. A storm took the roof of the Dunbar "
    "House in 1902. The largest wheel of the mill turned until the river was led away."
)


def asked(question: str, answer: str, text: str = TEXT) -> SpanExample:
    start = text.index(answer)
    return SpanExample(question=question, title="", text=text, start=start, end=start + len(answer))


def questions(example: SpanExample) -> set[str]:
    """Return every question an example is twisted to."""
    found = [twisted(example, random.Random(seed)) for seed in range(40)]
    assert all(not one.answerable and one.text == example.text for one in found if one)
    return {one.question for one in found if one}


def test_a_number_gives_way_to_another_of_the_text():
    assert questions(asked("Who built the mill in 1874?", "Anna Bruce")) == {
        "Who built the mill in 1902?"
    }


def test_a_name_gives_way_to_one_of_as_many_words():
    assert questions(asked("When did Anna Bruce build the mill?", "1874")) == {
        "When did Dunbar House build the mill?"
    }


def test_a_word_gives_way_to_its_opposite_unless_the_text_has_both():
    assert questions(asked("Until when did the largest wheel turn?", "the river was led away")) == {
        "Until when did the smallest wheel turn?"
    }
    both = TEXT + " The smallest wheel was of iron."
    assert not questions(asked("What did the largest wheel drive?", "the mill", both))


def test_a_name_beside_the_answer_takes_no_place():
    text = "Anna Bruce built the mill with Jon Dunn in 1874."
    assert not questions(asked("When did Anna Bruce build the mill?", "1874", text))


def test_a_question_of_no_name_number_or_sense_stays():
    assert twisted(asked("What took the roof?", "A storm"), random.Random(0)) is None
