"""A conversation that comes back from the browser, where anybody may have written it."""

import pytest

from qa.web import wording
from qa.web.messages import (
    before_question,
    messages_of,
    settled,
    waiting_question,
    with_question,
    with_reply,
)

ONE = with_reply(with_question([], "One *thing*?"), "Yes.")
TWO = with_reply(with_question(ONE, "Another?"), "No.")


@pytest.mark.parametrize("payload", [None, 7, "text", [None, 7, [], "x"], [{}], [{"role": "tool"}]])
def test_what_is_no_conversation_has_no_messages(payload: object) -> None:
    assert messages_of(payload) == []


def test_the_parts_of_a_message_are_one_text_and_files_are_none() -> None:
    parts = [{"type": "text", "text": "One"}, {"type": "file", "file": {"path": "/x"}}, "two"]

    assert messages_of([{"role": "user", "content": parts}]) == [
        {"role": "user", "content": "One two"}
    ]


def test_a_question_waits_until_it_has_a_reply() -> None:
    assert waiting_question(with_question(ONE, "Why *so*?")) == "Why *so*?"
    assert waiting_question(ONE) is None
    assert waiting_question([]) is None


@pytest.mark.parametrize("index", [0, 1, [0, 0], (1,)])
def test_a_question_is_found_by_its_place_or_its_reply(index: object) -> None:
    assert before_question(TWO, index) == ([], "One *thing*?")


@pytest.mark.parametrize("index", [2, 3, 99, -1, None, True, "0", [], ["x"], {}])
def test_any_other_place_stands_for_the_last_question(index: object) -> None:
    assert before_question(TWO, index) == (ONE, "Another?")


def test_without_a_question_there_is_nothing_before_it() -> None:
    assert before_question([], 0) == ([], "")


@pytest.mark.parametrize("status", [wording.SEARCHING, wording.READING])
def test_a_reply_that_only_said_what_was_being_done_is_stopped(status: str) -> None:
    asked = with_question(ONE, "Why?")

    assert settled(with_reply(asked, status)) == with_reply(asked, wording.STOPPED)
    assert settled(asked) == with_reply(asked, wording.STOPPED)


def test_a_reply_stays_as_it_is() -> None:
    assert settled(TWO) is None
    assert settled([]) is None
