"""Where a quote stands in its document: what the text shows and a screen reader hears."""

import pytest
from playwright.sync_api import Page, expect

from tests.qa.web.axe import assert_accessible
from tests.qa.web.library import FERRY_CELL, FERRY_SHEET
from tests.qa.web.test_browser import ask, cards, in_view
from tests.qa.web.test_browser_pages import open_crane


def open_document(page: Page, question: str, source: str) -> None:
    """Ask, and open the first passage of a file."""
    ask(page, question)
    card = cards(page).filter(has_text=source).first
    card.get_by_role("button", name="Open in document").click()
    expect(page.locator("#document .text mark").first).to_be_in_viewport()


def headings(page: Page) -> list[str]:
    """Return what a screen reader lists as headings of the text."""
    found = page.locator("#document .text").get_by_role("heading")
    return [h.get_attribute("aria-label") or h.inner_text() for h in found.all()]


def test_the_pages_of_a_pdf_are_told_in_its_text(page: Page) -> None:
    open_crane(page)

    assert headings(page)[:2] == ["Page 1", "Page 2"]
    second = page.get_by_role("heading", name="Page 2", exact=True)
    expect(second).to_have_attribute("aria-level", "3")
    assert "Page 2" in second.evaluate("e => getComputedStyle(e, '::before').content")
    expect(page.locator("#document .text")).not_to_contain_text("Page 2")
    expect(page.locator("#document header .place")).to_have_text("page 2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_sheets_and_cells_are_inert_and_told(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_document(page, "What is the home port of the ferry Cormorant?", "ferries.xlsx")

    assert headings(page) == ["Sheet Ports", f"Sheet {FERRY_SHEET}"]
    expect(page.locator("#document mark").first).to_contain_text(FERRY_CELL)
    expect(page.locator("#document header .place")).to_have_text(f"sheet {FERRY_SHEET}, row 2")
    inside = page.locator("#document, #passages, #chat .message")
    expect(inside.locator("svg:has-text('ran'), img, .text b, script")).to_have_count(0)
    assert_accessible(page)


def test_slides_are_told_above_their_titles(page: Page) -> None:
    open_document(page, "Where did the slate of the church come from?", "roofs.pptx")

    assert headings(page) == [
        "Slide 1",
        "Thatch of the barns",
        "Slide 2",
        "Slate <i>of</i> the church",
    ]
    expect(page.locator("#document header .place")).to_have_text("slide 2")
    expect(page.locator("#document header .outline-path")).to_have_text(
        "Slate <i>of</i> the church"
    )


def test_headings_of_a_text_are_headings_and_its_line_tells_their_path(page: Page) -> None:
    question = "With which wood was the oven of the old bakery fired?"
    open_document(page, question, "trades.docx")

    assert headings(page) == ["The old town", "Trades", "Baking"]
    levels = page.locator("#document .text").get_by_role("heading")
    assert [h.get_attribute("aria-level") for h in levels.all()] == ["3", "3", "4"]
    expect(page.locator("#document header .outline-path")).to_have_text("Trades › Baking")
    assert in_view(page.locator("#document mark").first)


def test_landmarks_are_not_copied_with_the_text(page: Page) -> None:
    open_crane(page)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#document .text'))")

    copied = page.evaluate("getSelection().toString()")

    assert "steam crane on the western quay" in copied
    assert "Page 2" not in copied
