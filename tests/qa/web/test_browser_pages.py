"""The picture of a PDF's page, with the quoted sentence boxed, in a real browser."""

import pytest
from playwright.sync_api import Locator, Page, expect

from qa.assistant import Assistant
from tests.qa.web.test_browser import ask, cards

CRANE = "When was the steam crane on the western quay bought?"


def open_crane(page: Page) -> None:
    """Ask for a sentence of a PDF and open it in its document."""
    ask(page, CRANE)
    button = cards(page).filter(has_text="harbour.pdf").first.get_by_role("button")
    button.filter(has_text="Open in document").click()
    page.locator("#document .text mark").wait_for()


def pane(page: Page) -> Locator:
    return page.get_by_role("region", name="Pages of harbour.pdf")


def shows(box: Locator) -> bool:
    """Say whether a box lies over its picture, inside of what scrolls it."""
    return bool(
        box.evaluate(
            """box => {
                const own = box.getBoundingClientRect();
                const inside = (outer) => own.left >= outer.left && own.right <= outer.right + 1
                    && own.top >= outer.top && own.bottom <= outer.bottom + 1;
                const pane = box.closest('.paper').getBoundingClientRect();
                const picture = box.parentElement.querySelector('img').getBoundingClientRect();
                const seen = own.top >= pane.top && own.bottom <= pane.bottom
                    && own.left >= pane.left && own.right <= pane.right;
                return own.width > 40 && own.height > 4 && inside(picture) && seen;
            }"""
        )
    )


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_is_shown_by_keyboard_with_the_sentence_boxed(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_crane(page)

    page.get_by_role("button", name="Page 2").focus()
    page.keyboard.press("Enter")

    picture = page.get_by_role("img", name="Page 2 of harbour.pdf, the quoted words boxed")
    expect(picture).to_be_visible()
    expect(pane(page)).to_be_focused()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 800
    [box] = page.locator("#document .box").all()
    assert shows(box)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    place, step = page.locator("#document .place"), page.locator("#document .step").first
    beside = place.bounding_box(), step.bounding_box()
    assert beside[0]
    assert beside[1]
    assert beside[0]["x"] + beside[0]["width"] <= beside[1]["x"]


def test_text_and_page_take_each_others_place(page: Page) -> None:
    open_crane(page)
    text = page.get_by_role("region", name="Text of harbour.pdf")
    views = {name: page.get_by_role("button", name=name, exact=True) for name in ("Text", "Page 2")}

    views["Page 2"].click()
    expect(pane(page)).to_be_visible()
    expect(text).to_be_hidden()
    views["Text"].click()
    expect(text).to_be_focused()
    expect(pane(page)).to_be_hidden()
    expect(text.locator("mark")).to_be_in_viewport()
    expect(views["Text"]).to_have_attribute("aria-pressed", "true")
    views["Page 2"].click()

    expect(pane(page)).to_be_focused()
    expect(views["Text"]).to_have_attribute("aria-pressed", "false")


def test_the_next_citation_shows_as_its_page_too(page: Page) -> None:
    open_crane(page)
    page.get_by_role("button", name="Page 2").click()
    expect(pane(page)).to_be_visible()
    opening = page.locator("#document .document").get_attribute("data-opening")
    assert opening

    page.keyboard.press("]")

    section = page.locator("#document .document")
    expect(section).not_to_have_attribute("data-opening", opening)
    expect(section).to_have_attribute("data-view", "page")


def test_a_file_that_changed_says_so_in_place_of_its_page(page: Page, assistant: Assistant) -> None:
    open_crane(page)
    path = assistant.folder / "harbour.pdf"
    whole = path.read_bytes()
    try:
        path.write_bytes(whole + b"\n% more")
        page.get_by_role("button", name="Page 2").click()

        expect(pane(page)).to_contain_text("found that it has changed since")
        expect(page.locator("#document img")).to_have_count(0)
    finally:
        path.write_bytes(whole)


def test_a_document_without_pages_offers_none(page: Page) -> None:
    ask(page, "How much did the new pump cost?")
    cards(page).first.get_by_role("button", name="Open in document").click()

    page.locator("#document .text mark").first.wait_for()
    expect(page.locator("#document .views")).to_have_count(0)
