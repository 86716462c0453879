"""A message is read with the turns before it exactly where it needs them."""

import pytest

from qa.conversation import Turn
from qa.following import resolve
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon({"": 1.0})
"""Every word weighs as much as the rarest, so that two of them stand alone."""


def turn(question: str, answer: str = "", *topics: str) -> Turn:
    return Turn(question=question, answer=answer, topics=topics)


@pytest.mark.parametrize(
    "message",
    [
        "Which zones does the port of Marlow have?",
        "What is the capital of Mongolia?",
        "Who won the chess tournament?",
        "What about the price of rye bread in Marlow?",
    ],
)
def test_a_message_about_something_of_its_own_is_left_alone(message: str) -> None:
    turns = [turn("When did the solar plant open?", "It opened in May 2019.", "Solar power")]

    assert resolve(message, turns, LEXICON) == message


def test_without_earlier_turns_nothing_is_resolved() -> None:
    assert resolve("  And who\ndesigned it? ", [], LEXICON) == "And who designed it?"


@pytest.mark.parametrize(
    ("question", "message", "query"),
    [
        ("How many came in 2020?", "And in 2021?", "How many came in 2021?"),
        ("How many came in 2020?", "what about 2021", "How many came in 2021?"),
        ("Who won the race in May?", "And in June?", "Who won the race in June?"),
        ("What does Spain sell to China?", "How about Japan?", "What does Spain sell to Japan?"),
        ("How tall are pupils in class 3?", "And 4?", "How tall are pupils in class 4?"),
    ],
)  # fmt: skip
def test_an_ellipsis_is_put_into_the_last_question(question: str, message: str, query: str) -> None:
    assert resolve(message, [turn(question, "Nine.")], LEXICON) == query


def test_an_ellipsis_after_an_ellipsis_goes_back_to_the_whole_question() -> None:
    turns = [turn("How many pacts were signed in 2020?", "Nine."), turn("And in 2021?", "Ten.")]

    assert resolve("And in 2022?", turns, LEXICON) == "How many pacts were signed in 2022?"


def test_he_and_she_become_the_name_that_was_told_last() -> None:
    turns = [turn("Who designed the plant?", "The plant was designed by Ruth Okafor.")]

    assert resolve("Why did she refuse?", turns, LEXICON) == "Why did Ruth Okafor refuse?"
    assert resolve("What is her job?", turns, LEXICON) == "What is Ruth Okafor’s job?"
    turns.append(turn("What did Byrne ask for?", "She asked for more light."))
    assert resolve("Did she get that?", turns, LEXICON).startswith("Did Byrne get that?")
    for own in ("Did Ada Byrne say so before she left?", "Who refused when she was asked?"):
        assert resolve(own, turns, LEXICON).count("Ruth Okafor") == 0


def test_what_a_pronoun_lacks_is_written_behind_the_message() -> None:
    turns = [turn("When was the Marlow lighthouse built?", "In 1890.")]

    query = resolve("Who painted it?", turns, LEXICON)

    assert query.startswith("Who painted it? (")
    assert "lighthouse" in query


def test_the_heading_of_what_was_cited_says_what_is_meant() -> None:
    turns = [turn("Yes", "It cost 1.3 million euros.", "The battery")]

    assert "battery" in resolve("Why?", turns, LEXICON)


def test_words_of_the_message_are_not_carried_over_again() -> None:
    turns = [turn("Where is the lighthouse?", "The lighthouse stands on the pier.")]

    assert resolve("Is it the lighthouse?", turns, LEXICON) == "Is it the lighthouse? (stands pier)"
