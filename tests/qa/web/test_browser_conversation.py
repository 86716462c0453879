"""How a conversation goes on: what is shown meanwhile, and how a turn is stopped or changed."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from index.types import Hit
from qa.assistant import Assistant
from tests.qa.web.payloads import LEADING, MARKDOWN
from tests.qa.web.test_browser import LEAVE, LIGHTHOUSE, ask, cards


class SlowReader:
    """The reader of an assistant, which waits until it is told to go on."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.name = reader.name
        self.may_read = threading.Event()

    def read(self, question: str, hits: Sequence[Hit], lexicon: Any) -> Any:
        self.may_read.wait(timeout=20)
        return self._reader.read(question, hits, lexicon)


@pytest.fixture
def slow_reader(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowReader]:
    reader = SlowReader(assistant._reader)
    monkeypatch.setattr(assistant, "_reader", reader)
    yield reader
    reader.may_read.set()


def start(page: Page, question: str) -> None:
    """Ask without waiting for an answer."""
    box = page.get_by_role("textbox", name="Question")
    expect(box).to_be_editable()
    box.fill(question)
    box.press("Enter")


def test_what_is_being_done_is_shown_until_the_answer_is_there(
    page: Page, slow_reader: SlowReader
) -> None:
    start(page, LEAVE)
    reply = page.locator("#chat .bot.message")
    expect(reply).to_have_text("Reading …")
    expect(page.locator("#chat .user.message")).to_have_text(LEAVE)

    slow_reader.may_read.set()
    expect(reply).to_contain_text("25 days")
    expect(page.get_by_role("textbox", name="Question")).to_be_focused()


def test_a_stopped_question_keeps_what_is_there_and_can_be_asked_again(
    page: Page, slow_reader: SlowReader
) -> None:
    start(page, LEAVE)
    reply = page.locator("#chat .bot.message")
    expect(reply).to_have_text("Reading …")
    page.locator("#question .stop-button").click()
    expect(reply).to_have_text("Stopped.")
    expect(page.locator("#chat .user.message")).to_have_text(LEAVE)

    slow_reader.may_read.set()
    expect(page.get_by_role("textbox", name="Question")).to_be_editable()
    page.get_by_role("button", name="Retry").click()
    expect(reply).to_contain_text("25 days")
    expect(page.locator("#chat .user.message")).to_have_count(1)


def test_an_earlier_question_is_edited_as_it_was_typed_and_asked_anew(page: Page) -> None:
    typed = f"{LEADING[1]} {MARKDOWN[4]} & <b> cost?"
    ask(page, typed)
    ask(page, LIGHTHOUSE)
    asked = page.locator("#chat .user.message")
    expect(asked.first).to_have_text(typed)

    page.get_by_role("button", name="Edit").first.click()
    box = page.locator("#chat textarea.edit-textarea")
    expect(box).to_have_value(typed)
    box.fill(LEAVE)
    page.get_by_role("button", name="Submit").first.click()

    expect(asked).to_have_text([LEAVE])
    expect(page.locator("#chat .bot.message")).to_contain_text("25 days")
    expect(cards(page)).to_have_count(2)


@pytest.mark.parametrize("width", [390, 1440])
def test_a_long_question_is_seen_whole_while_it_is_edited(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    ask(page, "How many days of annual leave do employees get, and what of those who work less?")
    page.get_by_label("Edit").last.click()

    box = page.locator("#chat textarea.edit-textarea")
    expect(box).to_be_visible()
    assert box.evaluate("box => box.scrollHeight - box.clientHeight") <= 1


@pytest.mark.parametrize("tolerated", [("status of 500",)], indirect=True)
def test_a_question_cannot_be_edited_into_none(page: Page) -> None:
    ask(page, LEAVE)
    page.get_by_role("button", name="Edit").first.click()
    page.locator("#chat textarea.edit-textarea").fill("x" * 2001)
    page.get_by_role("button", name="Submit").first.click()

    expect(page.get_by_text("found 2,001").first).to_be_visible()
    expect(page.locator("#chat .bot.message")).to_contain_text("25 days")


def test_the_last_question_is_taken_back_into_the_box(page: Page) -> None:
    ask(page, LEAVE)
    ask(page, "How many *days* of rain?")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#chat .user.message")).to_have_text([LEAVE])
    expect(page.get_by_role("textbox", name="Question")).to_have_value("How many *days* of rain?")


def test_what_was_searched_for_can_be_edited_and_asked(page: Page) -> None:
    ask(page, LEAVE)
    follow_up = ask(page, "And who *approves* it?")
    chip = follow_up.get_by_role("link").first
    query = chip.inner_text()
    assert "leave" in query
    chip.click()

    box = page.get_by_role("textbox", name="Question")
    expect(box).to_have_value(query)
    expect(box).to_be_focused()


def test_a_copied_question_is_what_was_typed(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "Is 3 * 4 < 13 & [1](#p-x) so?")
    page.locator("#chat .message-buttons-right").get_by_label("Copy message").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).length > 0")

    assert page.evaluate("navigator.clipboard.readText()") == "Is 3 * 4 < 13 & [1](#p-x) so?"
