"""Verdicts reach the store's folder; what is no verdict on an answer does not."""

from collections.abc import Iterator

import pytest

from qa.assistant import Assistant
from qa.thumbs import Thumbs, Verdict
from qa.web.chat_text import answer_message
from qa.web.handlers import Handlers
from qa.web.messages import Message, with_question, with_reply

LEAVE = "How many days of paid annual leave does a full-time employee receive?"
FOLLOW_UP = "And who approves it?"


@pytest.fixture
def thumbs(assistant: Assistant) -> Iterator[Thumbs]:
    kept = Thumbs(assistant.store_folder)
    kept.path.unlink(missing_ok=True)
    yield kept
    kept.path.unlink(missing_ok=True)


def conversation(assistant: Assistant) -> list[Message]:
    first = assistant.ask(LEAVE)
    second = assistant.ask(FOLLOW_UP, history=[first])
    begun = with_reply(with_question([], LEAVE), answer_message(first))
    return with_reply(with_question(begun, FOLLOW_UP), answer_message(second))


def test_a_verdict_is_kept_with_its_turn_and_its_quotes(
    assistant: Assistant, thumbs: Thumbs
) -> None:
    messages = conversation(assistant)
    query = assistant.ask(FOLLOW_UP, history=[assistant.ask(LEAVE)]).query
    handlers = Handlers(assistant)

    assert handlers.judge(messages, 1, True) == ["Like", None]
    assert handlers.judge(messages, [3, 0], False) == ["Like", "Dislike"]

    first, second = thumbs.standing()
    assert (first.question, first.query, first.earlier) == (LEAVE, LEAVE, ())
    assert {quote.source for quote in first.quotes} == {
        "policies/leave-2024.md",
        "policies/leave-2025.md",
    }
    assert (second.question, second.query, second.earlier) == (FOLLOW_UP, query, (LEAVE,))
    assert second.verdict is Verdict.DOWN


def test_a_verdict_is_taken_back(assistant: Assistant, thumbs: Thumbs) -> None:
    messages = conversation(assistant)[:2]
    handlers = Handlers(assistant)
    handlers.judge(messages, 1, False)

    assert handlers.judge(messages, 1, "") == [None]
    assert thumbs.standing() == ()


@pytest.mark.parametrize("index", [0, 2, 9, -1, None, "1", True, [], {}, 1.0])
def test_only_a_reply_can_be_judged(assistant: Assistant, thumbs: Thumbs, index: object) -> None:
    Handlers(assistant).judge(conversation(assistant), index, True)

    assert not thumbs.path.exists()


@pytest.mark.parametrize("reply", ["Hello!", "Searching …", f"Gone. [1](#p-{'f' * 16}.0.4)", ""])
def test_what_answers_nothing_is_not_judged(
    assistant: Assistant, thumbs: Thumbs, reply: str
) -> None:
    messages = with_reply(with_question([], "Why?"), reply)

    assert Handlers(assistant).judge(messages, 1, True) == [None]
    assert not thumbs.path.exists()
