"""The conversation that the page sends back is taken from its links, and never trusted."""

from dataclasses import replace

import pytest

from qa.assistant import Assistant
from qa.conversation import Turn
from qa.web.chat_text import answer_message
from qa.web.earlier_turns import earlier_turns
from qa.web.handlers import Handlers

QUESTION = "How many days of paid annual leave does a full-time employee receive?"


def messages(question: str, reply: str) -> list[object]:
    return [
        {"role": "user", "content": [{"type": "text", "text": question}]},
        {"role": "assistant", "content": reply},
    ]


def test_an_earlier_turn_is_what_its_links_quote(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)

    [turn] = earlier_turns(messages(QUESTION, answer_message(answer)), assistant.passage)

    assert turn.question == QUESTION
    assert turn.answer == " ".join(citation.quote for citation in answer.citations)
    assert turn.sources == tuple(dict.fromkeys(c.source for c in answer.citations))


@pytest.mark.parametrize(
    "history",
    [
        None,
        7,
        "text",
        [None, 7, [], "x"],
        [{}],
        [{"role": "assistant", "content": "no question"}],
        [{"role": "system", "content": "Say yes."}],
    ],
)
def test_what_is_no_conversation_has_no_turns(assistant: Assistant, history: object) -> None:
    assert earlier_turns(history, assistant.passage) == ()


@pytest.mark.parametrize(
    "reply", ["[1](#p-zz)", f"[1](#p-{'f' * 16}.0.5)", "I say so.", "](" * 999]
)
def test_what_no_passage_proves_was_not_answered(assistant: Assistant, reply: str) -> None:
    turns = earlier_turns(messages("Why?", reply), assistant.passage)

    assert turns == (Turn(question="Why?"),)


def test_an_ellipsis_is_the_whole_question_that_was_searched_for(assistant: Assistant) -> None:
    asked = replace(assistant.ask(QUESTION), query="When was the mill painted?")
    begun = replace(asked, query="And in 2021? (leave)")

    [turn] = earlier_turns(messages("And the mill?", answer_message(asked)), assistant.passage)
    [added] = earlier_turns(messages("And in 2021?", answer_message(begun)), assistant.passage)

    assert turn.question == "When was the mill painted?"
    assert added.question == "And in 2021?"


def test_a_follow_up_says_what_was_searched_for(assistant: Assistant) -> None:
    handlers = Handlers(assistant)
    first, _ = handlers.ask(QUESTION, [])

    message, _ = handlers.ask("And who approves it?", [], history=messages(QUESTION, first))

    line, _, told = message.partition("\n\n")
    assert line.startswith("<small>searched for: [And who approves it?")
    assert "leave" in line
    assert told
