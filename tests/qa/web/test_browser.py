"""The page in a real browser; the `page` fixture also fails on any error, call out or payload."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from qa.assistant import Assistant
from tests.qa.web.library import HOSTILE_NAME, HOSTILE_SENTENCES, LIGHTHOUSE_SENTENCE, LONG_NAME
from tests.qa.web.payloads import MARKDOWN, MARKUP, TEMPLATES

LEAVE = "How many days of paid annual leave does a full-time employee receive?"
LIGHTHOUSE = "When was the lamp of the lighthouse lit for the first time?"
UNANSWERABLE = "Who won the chess tournament in Reykjavik?"


def ask(page: Page, question: str) -> Locator:
    """Ask and return the message that answers."""
    messages = page.locator("#chat .bot.message")
    before = messages.count()
    box = page.get_by_role("textbox", name="Question")
    expect(box).to_be_editable()
    box.fill(question)
    box.press("Enter")
    expect(messages).to_have_count(before + 1)
    expect(box).to_be_editable()
    return messages.last


def cards(page: Page) -> Locator:
    return page.locator("#passages .card")


def in_view(mark: Locator) -> bool:
    """Say whether a mark lies inside the box that scrolls it."""
    return bool(
        mark.evaluate(
            """mark => {
                const box = mark.closest('.text').getBoundingClientRect();
                const own = mark.getBoundingClientRect();
                return own.height > 0 && own.top >= box.top && own.bottom <= box.bottom;
            }"""
        )
    )


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_a_number_leads_to_its_card_and_the_card_to_the_sentence_in_its_document(
    page: Page,
) -> None:
    message = ask(page, LEAVE)
    expect(message).to_contain_text("Every full-time employee receives 25 days")
    expect(cards(page)).to_have_count(2)

    message.get_by_role("link", name="2").click()

    second = cards(page).nth(1)
    expect(second).to_be_focused()
    assert "#" not in page.url
    expect(second.locator(".number")).to_have_text("2")
    expect(second.locator("mark").first).to_contain_text("Every full-time employee receives 25")

    second.get_by_role("button", name="Open in document").click()

    text = page.get_by_role("region", name=re.compile("^Text of policies"))
    expect(text.locator("mark").first).to_be_in_viewport()


def test_a_sentence_deep_in_a_long_document_is_scrolled_to(page: Page) -> None:
    ask(page, LIGHTHOUSE)
    page.get_by_role("button", name="Open in document").first.click()

    mark = page.locator("#document mark")
    expect(mark).to_have_text(LIGHTHOUSE_SENTENCE)
    expect(mark).to_be_in_viewport()
    assert in_view(mark)

    page.locator("#document .text").evaluate("text => { text.scrollTop = 0 }")
    page.get_by_role("tab", name="Passages").click()
    page.get_by_role("button", name="Open in document").first.click()
    expect(mark).to_be_in_viewport()


def test_the_number_of_an_old_turn_brings_its_passages_back(page: Page) -> None:
    old = ask(page, LEAVE)
    link = old.get_by_role("link", name="1")
    href = link.get_attribute("href")
    ask(page, LIGHTHOUSE)
    expect(cards(page).first).to_contain_text("lighthouse")

    page.locator(f"#chat a[href='{href}']").click()

    expect(cards(page)).to_have_count(2)
    expect(cards(page).first).to_be_focused()
    expect(cards(page).first.locator("mark").first).to_contain_text("25 days")


def test_an_abstention_looks_different_and_shows_what_was_nearest(page: Page) -> None:
    message = ask(page, UNANSWERABLE)
    expect(page.get_by_role("heading", name="Nearest passages")).to_be_visible()
    expect(page.locator("#passages :is(.number, mark)")).to_have_count(0)
    expect(message).to_have_css("border-top-style", "dashed")

    ask(page, LEAVE)
    expect(page.get_by_role("heading", name="Cited passages")).to_be_visible()
    page.get_by_role("link", name="Nearest passages").click()
    expect(page.get_by_role("heading", name="Nearest passages")).to_be_visible()
    expect(cards(page).first).to_be_focused()

    cards(page).first.get_by_role("button", name="Open in document").click()
    expect(page.locator("#document .passage").first).to_be_in_viewport()


def test_a_greeting_is_answered_without_passages(page: Page) -> None:
    message = ask(page, "Hello!")
    expect(message).to_contain_text("Hello!")
    expect(cards(page)).to_have_count(0)
    expect(message.get_by_role("link")).to_have_count(0)


def test_prices_brackets_and_markup_of_a_quote_show_letter_for_letter(page: Page) -> None:
    message = ask(page, "How much did the old pump and the new pump cost?")
    expect(message.locator("p").first).to_have_text(
        re.compile(
            re.escape(
                "The old pump cost $461 and the new pump cost $219 [3], says the *final* report"
                " of pump_x200. 1"
            )
        )
    )


@pytest.mark.parametrize("plan", HOSTILE_SENTENCES)
def test_hostile_text_and_names_are_inert_everywhere(page: Page, plan: str) -> None:
    sentence = HOSTILE_SENTENCES[plan]
    message = ask(page, f"What is it that {sentence.partition(' hides')[0]} hides today?")
    quote = message.locator("p").filter(has_text=f"The {plan} plan")
    expect(quote).to_contain_text(sentence)
    expect(quote.locator("*")).to_have_count(quote.locator("a[href^='#p-']").count())

    card = cards(page).filter(has_text=f"The {plan} plan")
    expect(card.locator(".file")).to_have_attribute("title", HOSTILE_NAME)
    expect(card.locator("mark").first).to_contain_text(sentence[:40])
    card.get_by_role("button", name="Open in document").click()
    expect(page.locator("#document .text")).to_contain_text(sentence)

    page.get_by_role("combobox", name="Search in").click()
    expect(page.get_by_role("option").filter(has_text="onerror")).to_be_visible()
    for panel in ("#chat .message", "#passages", "#document"):
        inside = page.locator(panel)
        expect(inside.locator("script, img, iframe, form, input, style")).to_have_count(0)


def test_a_hostile_question_does_not_run(page: Page) -> None:
    question = " ".join((*MARKUP, *MARKDOWN, *TEMPLATES))
    ask(page, question)

    typed = page.locator("#chat .user.message .prose p")
    expect(typed).to_have_text(question)
    expect(typed.locator("*")).to_have_count(0)


def test_the_filter_limits_answers_to_a_folder_and_is_shown(page: Page) -> None:
    page.get_by_role("combobox", name="Search in").click()
    page.get_by_role("option", name="policies/ (all 2 files)").click()
    page.keyboard.press("Escape")
    ask(page, LEAVE)
    expect(cards(page)).to_have_count(2)

    ask(page, LIGHTHOUSE)
    expect(cards(page).filter(has_text="lighthouse")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1440])
def test_a_long_path_chosen_in_the_filter_fits_and_shows_its_end(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("combobox", name="Search in").click()
    page.get_by_role("option", name=LONG_NAME).click()
    page.keyboard.press("Escape")

    token = page.locator("#search-in .token")
    expect(token).to_contain_text(LONG_NAME)
    box = token.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width - 14
    cut_on = token.locator("span").first.evaluate(
        """span => {
            const words = document.createRange();
            words.selectNodeContents(span);
            const own = span.getBoundingClientRect(), all = words.getBoundingClientRect();
            return [own.left - all.left, all.right - own.right];
        }"""
    )
    assert cut_on[0] > 100
    assert cut_on[1] < 1


def test_days_limit_answers_to_documents_of_a_time(page: Page) -> None:
    question = "How much did the old pump and the new pump cost?"
    page.get_by_role("textbox", name="Dated from").fill("2024-05-03")
    expect(ask(page, question)).not_to_contain_text("461")

    page.get_by_role("textbox", name="Dated from").fill("2024-05-01")
    expect(ask(page, question)).to_contain_text("461")

    page.get_by_role("textbox", name="Dated from").fill("May")
    expect(ask(page, question)).to_contain_text("Expected a day such as 2025-12-04, found “May”")


def test_the_appearance_is_chosen_and_remembered(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    dark = page.locator("body.dark")
    page.get_by_role("button", name="Appearance: as the system").click()
    page.get_by_role("button", name="Appearance: light").click()
    expect(dark).to_have_count(1)

    page.reload()
    expect(page.get_by_role("button", name="Appearance: dark")).to_be_visible()
    expect(dark).to_have_count(1)

    page.get_by_role("button", name="Appearance: dark").click()
    expect(dark).to_have_count(0)
    page.emulate_media(color_scheme="dark")
    expect(dark).to_have_count(1)


@pytest.mark.parametrize("tolerated", [("status of 500",)], indirect=True)
def test_too_long_a_question_stays_in_the_box_with_the_reason(page: Page) -> None:
    box = page.get_by_role("textbox", name="Question")
    expect(box).to_be_editable()
    box.fill("x" * 2001)
    box.press("Enter")
    expect(page.get_by_text("found 2,001").first).to_be_visible()
    expect(page.locator("#chat .error")).to_be_hidden()  # it would lie over the conversation
    assert len(box.input_value()) == 2001


def test_examples_of_the_empty_chat_ask_themselves(page: Page) -> None:
    page.get_by_role("button", name="How many days of annual leave do employees get?").click()
    expect(page.locator("#chat .bot.message")).to_contain_text("25 days")
    expect(cards(page).first).to_be_visible()


def test_a_copied_answer_is_the_quote_with_its_numbers(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "How much did the old pump and the new pump cost?")
    page.locator("#chat .message-buttons-left").get_by_label("Copy message").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).length > 0")

    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "The old pump cost $461 and the new pump cost $219 [3], says the *final* report of"
        " pump_x200. [1]"
    )


def test_an_open_page_shows_what_a_sync_changed(page: Page, assistant: Assistant) -> None:
    header, before = page.locator("#header"), len(assistant.documents())
    expect(header).to_contain_text(f"{before} documents")
    added = assistant.folder / "just-added.txt"
    added.write_text("The mill was painted in May.")
    try:
        assistant.sync()
        expect(header).to_contain_text(f"{before + 1} documents")
    finally:
        added.unlink()
        assistant.sync()
    expect(header).to_contain_text(f"{before} documents")


def test_both_days_stand_on_one_line_of_a_phone_and_can_be_read(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    since, until = (
        page.get_by_role("textbox", name=name, exact=True) for name in ("Dated from", "to")
    )
    since.fill("2024-12-28")
    until.fill("2024-12-28")

    assert (since.bounding_box() or {})["y"] == (until.bounding_box() or {})["y"]
    for day in (since, until):
        assert day.evaluate("day => day.scrollWidth - day.clientWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_scrolls_sideways(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.reload()
    assert not scrolls_sideways(page)
    dark = page.locator("body.dark")
    expect(dark).to_have_count(1 if scheme == "dark" else 0)

    ask(page, LIGHTHOUSE)
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Open in document").first.click()
    expect(page.locator("#document mark")).to_be_in_viewport()
    assert not scrolls_sideways(page)
