"""What a citation shows beyond its quote: its tip, the next one by a key, why it was found."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.qa.web.library import HOSTILE_NAME, HOSTILE_SENTENCES
from tests.qa.web.test_browser import LEAVE, LIGHTHOUSE, UNANSWERABLE, ask, cards


def test_a_number_shows_its_quote_and_file_under_the_pointer_and_in_focus(page: Page) -> None:
    pill = ask(page, LEAVE).get_by_role("link", name="1")
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_hidden()

    pill.hover()
    expect(tip).to_contain_text("Every full-time employee receives 25 days")
    expect(tip).to_contain_text("policies/")
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()

    pill.focus()
    expect(tip).to_be_visible()
    expect(pill).to_have_attribute("aria-describedby", "quote-tip")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_the_number_of_an_earlier_answer_shows_its_quote(page: Page) -> None:
    old = ask(page, LEAVE).get_by_role("link", name="1")
    href = old.get_attribute("href")
    ask(page, LIGHTHOUSE)
    expect(cards(page).first).to_contain_text("lighthouse")

    page.locator(f"#chat a[href='{href}']").hover()

    expect(page.get_by_role("tooltip")).to_contain_text("Every full-time employee receives 25 days")


def test_the_tip_stays_on_the_screen_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, LIGHTHOUSE).get_by_role("link", name="1").focus()

    box = page.get_by_role("tooltip").bounding_box()

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] >= 0


@pytest.mark.parametrize("plan", HOSTILE_SENTENCES)
def test_a_hostile_quote_is_inert_in_its_tip(page: Page, plan: str) -> None:
    sentence = HOSTILE_SENTENCES[plan]
    message = ask(page, f"What is it that {sentence.partition(' hides')[0]} hides today?")
    message.locator("p").filter(has_text=f"The {plan} plan").get_by_role("link").first.hover()

    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text(sentence[:40])
    expect(tip).to_contain_text(HOSTILE_NAME)
    expect(tip.locator("*")).to_have_count(2)


def test_keys_and_buttons_lead_from_citation_to_citation(page: Page) -> None:
    ask(page, LEAVE)
    page.locator("#passages h2").click()

    page.keyboard.press("[")  # of two, only the first step tells the keys apart
    expect(cards(page).nth(1)).to_be_focused()
    page.keyboard.press("]")
    expect(cards(page).nth(0)).to_be_focused()
    page.keyboard.press("[")
    expect(cards(page).nth(1)).to_be_focused()
    page.get_by_role("button", name="Previous citation").click()
    expect(cards(page).nth(0)).to_be_focused()


def test_in_the_document_they_lead_to_the_next_document(page: Page) -> None:
    ask(page, LEAVE)
    cards(page).first.get_by_role("button", name="Open in document").click()
    text = page.get_by_role("region", name=re.compile("^Text of policies"))
    expect(text).to_be_focused()
    first = text.get_attribute("aria-label")

    page.keyboard.press("]")

    expect(text).not_to_have_attribute("aria-label", str(first))
    expect(text.locator("mark").first).to_be_in_viewport()


def test_the_keys_stay_letters_while_typing(page: Page) -> None:
    ask(page, LEAVE)
    box = page.get_by_role("textbox", name="Question")
    box.click()
    page.keyboard.type("a]b[")

    expect(box).to_have_value("a]b[")
    expect(box).to_be_focused()


def test_a_card_tells_why_it_was_found(page: Page) -> None:
    ask(page, LEAVE)
    card = cards(page).first
    card.get_by_text("Why this passage").click()

    why = card.locator(".why")
    expect(why).to_contain_text(re.compile(r"By meaning\s*place \d+, similarity 0\.\d\d"))
    expect(why.locator(".word").filter(has_text="leave")).to_be_visible()
    expect(card.locator(".matched").filter(has_text="leave").first).to_have_css(
        "text-decoration-style", "dotted"
    )
    expect(page.locator(".certainty")).to_have_text(
        re.compile(r"^\d+\s% sure that the first quote is right\.$")
    )


def test_an_abstention_says_how_near_it_was(page: Page) -> None:
    ask(page, UNANSWERABLE)

    expect(page.locator(".certainty")).to_have_text(
        re.compile(r"probability of \d+\s% only; answers are given from \d+\s% upwards")
    )
