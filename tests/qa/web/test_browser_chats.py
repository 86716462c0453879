"""Several chats, kept by the browser: chosen, deleted, and saved as files."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from qa.assistant import Assistant
from qa.reader import NO_READER
from qa.settings import Settings
from qa.thumbs import Thumbs, Verdict
from qa.verification import Verdict as Proved
from qa.verification import claims_in, verify
from qa.web import build_app
from tests.qa.web.axe import assert_accessible
from tests.qa.web.conftest import running
from tests.qa.web.payloads import MARKDOWN, MARKUP, TEMPLATES
from tests.qa.web.test_browser import LEAVE, LIGHTHOUSE, ask, cards


def titles(page: Page) -> Locator:
    return page.locator("#chats .choose")


def saved(page: Page, form: str, folder: Path) -> Path:
    """Save the open chat and return the file."""
    with page.expect_download() as found:
        page.get_by_role("button", name=form, exact=True).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def test_a_chat_is_there_after_a_reload_with_links_that_work(page: Page) -> None:
    ask(page, LEAVE)
    expect(titles(page)).to_have_text([LEAVE])

    page.reload()

    message = page.locator("#chat .bot.message")
    expect(message).to_contain_text("25 days")
    expect(titles(page)).to_have_text([LEAVE])
    expect(cards(page)).to_have_count(0)
    message.get_by_role("link", name="1").click()
    expect(cards(page).first).to_be_focused()


def test_chats_are_begun_chosen_and_go_on(page: Page) -> None:
    ask(page, LEAVE)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#chat .message")).to_have_count(0)
    expect(cards(page)).to_have_count(0)
    ask(page, LIGHTHOUSE)
    expect(titles(page)).to_have_text([LIGHTHOUSE, LEAVE])

    titles(page).nth(1).click()
    expect(page.locator("#chat .bot.message")).to_contain_text("25 days")
    expect(titles(page).nth(1)).to_have_attribute("aria-current", "true")
    expect(cards(page)).to_have_count(0)

    ask(page, "And who approves it?")
    expect(page.locator("#chat .user.message")).to_have_text([LEAVE, "And who approves it?"])
    expect(titles(page)).to_have_text([LEAVE, LIGHTHOUSE])


def test_a_question_is_typed_once_the_earlier_chat_is_shown(page: Page) -> None:
    ask(page, LEAVE)
    address, held = page.url, list[Route]()
    page.goto("about:blank")
    page.route("**/gradio_api/run/**", lambda route: held.append(route))
    page.goto(address)
    box = page.get_by_role("textbox", name="Question")
    expect(box).not_to_be_editable()

    for route in held:
        route.continue_()
    page.unroute("**/gradio_api/run/**")
    expect(box).to_be_editable()
    expect(page.locator("#chat .bot.message")).to_contain_text("25 days")


def test_one_chat_and_all_chats_are_deleted(page: Page) -> None:
    for question in (LEAVE, LIGHTHOUSE, "Hello!"):
        page.get_by_role("button", name="New chat").click()
        expect(page.locator("#chat .message")).to_have_count(0)
        ask(page, question)
    page.get_by_role("button", name=f"Delete chat: {LIGHTHOUSE}").click()
    expect(titles(page)).to_have_text(["Hello!", LEAVE])
    expect(page.locator("#chat .user.message")).to_have_text(["Hello!"])

    page.get_by_role("button", name="Delete all chats").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#chat .message")).to_have_count(0)
    expect(titles(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_text("They stay in this browser")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('qa-'))") == []


def test_a_full_storage_gives_up_the_oldest_chat_and_says_so(page: Page) -> None:
    ask(page, "Hello!")
    page.evaluate(
        """() => {
            const old = Object.keys(localStorage).find((key) => key.startsWith('qa-'));
            const message = {role: 'user', content: 'x'.repeat(9000)};
            const chat = {title: 'old', changed: 1, messages: [message]};
            localStorage.setItem(old + 'old', JSON.stringify(chat));
            for (let size = 4e6, n = 0; size > 10; n++)
                try { localStorage.setItem('x' + n, 'x'.repeat(size)) } catch { size /= 2 }
        }"""
    )
    ask(page, LEAVE)

    expect(page.get_by_text("The oldest chats were deleted")).to_be_visible()
    expect(titles(page)).to_have_text(["Hello!"])


def test_the_title_of_a_hostile_chat_is_inert(page: Page) -> None:
    ask(page, MARKUP[1])

    expect(titles(page)).to_have_text([MARKUP[1]])
    expect(page.locator("#chats :is(img, script, svg)")).to_have_count(0)


TAMPERED = {
    "title": MARKUP[1],
    "changed": "<b>",
    "messages": [
        None,
        7,
        {"role": "tool", "content": MARKUP[0]},
        {"role": "user", "content": {"html": MARKUP[0]}},
        {"role": "user", "content": " ".join((*MARKUP, *MARKDOWN, *TEMPLATES))},
        {"role": "assistant", "content": "\n\n".join((*MARKUP, *MARKDOWN, *TEMPLATES))},
        {"role": "assistant", "content": f"{MARKUP[1]} [1](#p-{MARKUP[0]}.0.1)"},
    ],
}


def test_a_chat_that_somebody_tampered_with_is_inert_shown_and_saved(
    page: Page, tmp_path: Path
) -> None:
    ask(page, LEAVE)
    page.evaluate(
        """tampered => {
            const key = Object.keys(localStorage).find((key) => key.startsWith('qa-'));
            localStorage.setItem(key, JSON.stringify(tampered));
            localStorage.setItem(key + '<img src=x>', '{"messages": [');
        }""",
        TAMPERED,
    )
    page.reload()

    typed, told = page.locator("#chat .user.message"), page.locator("#chat .bot.message")
    expect(typed).to_have_count(1)
    for payload in (*MARKUP, *MARKDOWN):
        expect(typed).to_contain_text(payload)
        expect(told.first).to_contain_text(payload)
    active = "#chat .prose :is(script, img, svg, iframe, a, style, form, input, b)"
    expect(page.locator(active)).to_have_count(0)
    expect(titles(page)).to_have_text([MARKUP[1]])
    expect(page.locator("#chats :is(img, script)")).to_have_count(0)
    assert json.loads(saved(page, "JSON", tmp_path).read_text("utf-8"))["turns"]
    ask(page, "Hello!")


def test_a_saved_chat_proves_its_quotes(page: Page, assistant: Assistant, tmp_path: Path) -> None:
    ask(page, LEAVE)
    ask(page, LIGHTHOUSE)

    kept = saved(page, "JSON", tmp_path).read_text("utf-8")

    assert [turn["question"] for turn in json.loads(kept)["turns"]] == [LEAVE, LIGHTHOUSE]
    proofs = list(verify(assistant.folder, claims_in(kept)))
    assert {proof.verdict for proof in proofs} == {Proved.PROVED}
    assert len(proofs) >= 3


def test_a_chat_is_saved_as_markdown_and_copied(page: Page, tmp_path: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, LIGHTHOUSE)

    path = saved(page, "Markdown", tmp_path)
    assert path.name.startswith("chat-when-was-the-lamp-of-the-lighthouse-lit")
    assert path.suffix == ".md"
    kept = path.read_text("utf-8")
    assert "lit for the first time in 1871" in kept

    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.partition("\n\n## ")[2] == kept.partition("\n\n## ")[2]


@pytest.mark.parametrize("width", [390, 900])
def test_on_a_small_screen_the_list_unfolds(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    ask(page, LEAVE)
    expect(titles(page)).to_be_hidden()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#chat .message")).to_have_count(0)

    page.get_by_role("button", name="Chats", exact=True).click()
    titles(page).click()

    expect(page.locator("#chat .bot.message")).to_contain_text("25 days")
    expect(titles(page)).to_be_hidden()


def test_a_verdict_is_shown_again_and_only_on_its_answer(page: Page, assistant: Assistant) -> None:
    kept = Thumbs(assistant.store_folder)
    ask(page, LEAVE)
    page.get_by_role("button", name="Like", exact=True).click()
    expect(page.get_by_role("button", name="Liked")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Liked")).to_be_visible()
    assert [(thumb.question, thumb.verdict) for thumb in kept.standing()] == [(LEAVE, Verdict.UP)]

    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#chat .message")).to_have_count(0)
    ask(page, LIGHTHOUSE)
    expect(page.get_by_role("button", name="Like", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Liked")).to_have_count(0)

    titles(page).nth(1).click()
    with page.expect_response(lambda response: "liked" in (response.request.post_data or "")):
        page.get_by_role("button", name="Liked").click()
    expect(page.get_by_role("button", name="Like", exact=True)).to_be_visible()
    assert kept.standing() == ()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_and_what_was_searched_for_are_accessible(page: Page, scheme: str) -> None:
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page.reload()
    ask(page, LEAVE)
    ask(page, "And who approves it?")
    page.get_by_role("button", name="Delete all chats").click()
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    assert_accessible(page)

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Chats", exact=True).click()
    expect(titles(page)).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(titles(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Chats", exact=True)).to_be_focused()


def test_chats_outlive_the_server_and_keep_apart_from_those_of_another_library(
    browser: Browser, assistant: Assistant, tmp_path: Path
) -> None:
    folder = tmp_path / "village"
    folder.mkdir()
    (folder / "mill.txt").write_text("The mill of the village was painted in May.")
    other = Assistant.open(folder, settings=Settings(reader=NO_READER))
    other.sync()
    with closing(other), browser.new_context() as context:
        page = context.new_page()
        with running(build_app(assistant)) as address:
            page.goto(address)
            ask(page, LEAVE)
            expect(titles(page)).to_have_text([LEAVE])
        port = int(address.rpartition(":")[2])

        with running(build_app(other), port=port):
            page.goto(address)
            ask(page, "When was the mill of the village painted?")
            expect(titles(page)).to_have_text(["When was the mill of the village painted?"])

        with running(build_app(assistant), port=port):
            page.goto(address)
            expect(page.locator("#chat .bot.message")).to_contain_text("25 days")
            expect(titles(page)).to_have_text([LEAVE])
            page.locator("#chat").get_by_role("link", name="1").click()
            expect(cards(page).first).to_be_focused()
