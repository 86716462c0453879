"""A message is read with the turns before it exactly where it needs them."""

import pytest

from index.types import Said
from qa.conversation import Turn
from qa.following import Resolved, resolve
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon({"": 1.0})
"""Every word weighs as much as the rarest, so that two of them stand alone."""


def turn(question: str, answer: str = "", *topics: str) -> Turn:
    return Turn(question=question, answer=answer, topics=topics)


def resolved(message: str, *turns: Turn) -> str:
    return resolve(message, turns, LEXICON).query


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

    assert resolve(message, turns, LEXICON) == Resolved(query=message, said=None)


def test_without_earlier_turns_nothing_is_resolved() -> None:
    expected = Resolved(query="And who designed it?", said=None)

    assert resolve("  And who\ndesigned it? ", [], LEXICON) == expected


@pytest.mark.parametrize(
    ("question", "message", "query"),
    [
        ("How many came in 2020?", "And in 2021?", "How many came in 2021?"),
        ("How many came in 2020?", "what about 2021", "How many came in 2021?"),
        ("Who won the race in May?", "And in June?", "Who won the race in June?"),
        ("What does Spain sell to China?", "How about Japan?", "What does Spain sell to Japan?"),
        ("How tall are pupils in class 3?", "And 4?", "How tall are pupils in class 4?"),
        ("How heavy is the Heat 200?", "And of the 300?", "How heavy is the Heat 300?"),
        ("How heavy is the Heat 200?", "And the Heat 300?", "How heavy is the Heat 300?"),
        ("What does the LX-20 cost?", "And the LX-40?", "What does the LX-40 cost?"),
        ("What was sold in Q2 in Lyon?", "What about Q3?", "What was sold in Q3 in Lyon?"),
        (
            "What was earned in the second quarter?",
            "And in the first quarter?",
            "What was earned in the first quarter?",
        ),
    ],
)  # fmt: skip
def test_an_ellipsis_is_put_into_the_last_question(question: str, message: str, query: str) -> None:
    assert resolved(message, turn(question, "Nine.")) == query


def test_an_ellipsis_after_an_ellipsis_goes_back_to_the_whole_question() -> None:
    turns = [turn("How many pacts were signed in 2020?", "Nine."), turn("And in 2021?", "Ten.")]

    assert resolved("And in 2022?", *turns) == "How many pacts were signed in 2022?"


def test_what_gave_way_to_another_phrase_is_carried_over_no_more() -> None:
    lexicon = PlainLexicon({"": 1.0, "cost": 0.1, "lx": 0.1})

    found = resolve("And the LX-40?", [turn("What does the LX-20 cost?", "60 euros.")], lexicon)

    assert found.said is not None
    assert "20" not in found.said.shares
    assert "60" in found.said.shares


def test_a_code_is_carried_over_whole() -> None:
    turns = [
        turn("What does the LX-20 cost?", "189 euros."),
        turn("What does the LX-40 cost?", "319 euros."),
    ]

    assert resolved("Is it in stock?", *turns) == "Is it in stock? (LX-40 cost)"


def test_he_and_she_become_the_name_that_was_told_last() -> None:
    turns = [turn("Who designed the plant?", "The plant was designed by Ruth Okafor.")]

    assert resolved("Why did she refuse?", *turns) == "Why did Ruth Okafor refuse?"
    assert resolved("What is her job?", *turns) == "What is Ruth Okafor’s job?"
    turns.append(turn("What did Byrne ask for?", "She asked for more light."))
    assert resolved("Did she get that?", *turns).startswith("Did Byrne get that?")
    for own in ("Did Ada Byrne say so before she left?", "Who refused when she was asked?"):
        assert resolved(own, *turns).startswith(own)


def test_what_a_pronoun_lacks_is_written_behind_the_message() -> None:
    turns = [turn("When was the Marlow lighthouse built?", "In 1890.")]

    query = resolved("Who painted it?", *turns)

    assert query.startswith("Who painted it? (")
    assert "lighthouse" in query


def test_the_heading_of_what_was_cited_says_what_is_meant() -> None:
    turns = [turn("Yes", "It cost 1.3 million euros.", "The battery")]

    assert "battery" in resolved("Why?", *turns)


def test_words_of_the_message_are_not_carried_over_again() -> None:
    turns = [turn("Where is the lighthouse?", "The lighthouse stands on the pier.")]

    assert resolved("Is it the lighthouse?", *turns) == "Is it the lighthouse? (stands pier)"


def test_carried_words_count_by_how_likely_they_are_and_the_likeliest_whole() -> None:
    turns = [turn("When was the Marlow lighthouse built?", "The keeper says so.", "Lighthouse")]

    said = resolve("Who painted it?", turns, LEXICON).said

    assert isinstance(said, Said)
    assert said.text == "Who painted it?"
    assert max(said.shares.values()) == 1.0
    assert said.shares["lighthouse"] > said.shares["keeper"] > 0


def test_a_name_put_in_counts_whole() -> None:
    turns = [turn("Who designed the plant?", "The plant was designed by Ruth Okafor.")]

    said = resolve("Why did she refuse?", turns, LEXICON).said

    assert said is not None
    assert said.shares["ruth"] == said.shares["okafor"] == 1.0


def test_as_many_words_are_read_as_are_missing_and_the_search_leans_on_eight() -> None:
    names = "Vexford Marlow Quillan Brack Tolland Wexcombe Harrow Stanby Orrin Pell"
    turns = [turn(f"Is it {', or '.join(names.split())}?")]

    def n_read_and_leant_on(message: str, weight: float) -> tuple[int, int]:
        found = resolve(message, turns, PlainLexicon({"": 1.0, "fog": weight}))
        n_shares = len(found.said.shares) if found.said else 0
        return len(found.query.split()) - len(message.split()), n_shares

    assert n_read_and_leant_on("Is fog bad?", 1.0) == (0, 0)
    assert n_read_and_leant_on("Is fog bad?", 0.5) == (1, 8)
    assert n_read_and_leant_on("Is fog?", 0.1) == (2, 8)
    assert n_read_and_leant_on("Is it?", 1.0) == (4, 8)
