"""Earlier turns are the same turns in whichever form they come."""

from dataclasses import replace

import pytest

from qa.assistant import Assistant
from qa.conversation import MAX_CHARACTERS, MAX_TURNS, Turn, turns_of

QUESTION, REPLY = "Who baked the rye bread?", "The bakery did."
TURN = Turn(question=QUESTION, answer=REPLY)


@pytest.mark.parametrize(
    "history",
    [
        [TURN],
        [(QUESTION, REPLY)],
        [[QUESTION, REPLY]],
        [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": REPLY}],
        [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
            {"role": "assistant", "content": [{"type": "text", "text": REPLY}]},
        ],
    ],
)
def test_every_form_gives_the_same_turn(history: list[object]) -> None:
    assert turns_of(history) == (TURN,)


def test_messages_of_one_speaker_in_a_row_are_one_text() -> None:
    messages = [("user", "One?"), ("user", "Two?"), ("assistant", "A."), ("assistant", "B.")]

    turns = turns_of([{"role": role, "content": text} for role, text in messages])

    assert turns == (Turn(question="One? Two?", answer="A. B."),)


@pytest.mark.parametrize("wrong", ["text", ("one",), ("one", 2), {"content": "no role"}, None])
def test_another_form_is_the_callers_mistake(wrong: object) -> None:
    with pytest.raises(ValueError, match="Expected a"):
        turns_of([wrong])


def test_only_the_last_turns_and_the_beginning_of_long_ones_are_kept() -> None:
    turns = turns_of([(str(n), "x" * 3_000) for n in range(30)])

    assert [turn.question for turn in turns] == [str(n) for n in range(30 - MAX_TURNS, 30)]
    assert {len(turn.answer) for turn in turns} == {MAX_CHARACTERS}


def test_an_answer_is_a_turn_with_what_it_cited(marlow: Assistant) -> None:
    [turn] = turns_of([marlow.ask("What did the battery cost?")])

    assert turn == Turn(
        question="What did the battery cost?",
        answer="It cost 1.3 million euros.",
        topics=("Solar power in Marlow", "The battery"),
        sources=("energy/solar.md",),
    )


def test_a_turn_keeps_the_whole_question_without_what_its_search_leant_on(
    marlow: Assistant,
) -> None:
    answer = replace(
        marlow.ask("What did the battery cost?"),
        question="And in Lyon?",
        query="How many work in Lyon? (Marlow staff)",
    )

    assert [turn.question for turn in turns_of([answer])] == ["How many work in Lyon?"]


def test_a_chat_keeps_its_turns_and_a_list_of_them_does_the_same(marlow: Assistant) -> None:
    chat = marlow.chat()

    first = chat.ask("When did the solar plant of Marlow open?")
    second = chat.ask("And who designed it?")

    assert chat.answers == [first, second]
    assert "Ruth Okafor" in second.statements[0].text
    assert second.resolved
    assert marlow.ask("And who designed it?", history=[first]) == second
