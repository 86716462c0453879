"""Every view of the page passes axe-core, in light and in dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.qa.web.axe import assert_accessible
from tests.qa.web.test_browser import LEAVE, UNANSWERABLE, ask, cards
from tests.qa.web.test_browser_pages import open_crane


def nothing_asked(_: Page) -> None:
    """Leave the page as it opens."""


def an_answer(page: Page) -> None:
    ask(page, LEAVE)


def an_abstention(page: Page) -> None:
    ask(page, UNANSWERABLE)


def the_reasons(page: Page) -> None:
    ask(page, LEAVE)
    cards(page).first.get_by_text("Why this passage").click()


def the_tip(page: Page) -> None:
    ask(page, LEAVE).get_by_role("link", name="1").focus()


def a_document(page: Page) -> None:
    ask(page, LEAVE)
    cards(page).first.get_by_role("button", name="Open in document").click()
    page.locator("#document .text").wait_for()


def a_page(page: Page) -> None:
    open_crane(page)
    page.get_by_role("button", name="Page 2").click()
    page.locator("#document .box").first.wait_for()


def the_library(page: Page) -> None:
    page.get_by_role("tab", name="Library").click()
    page.locator("#library table").wait_for()
    page.locator("#library summary").first.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "view",
    [
        nothing_asked,
        an_answer,
        an_abstention,
        the_reasons,
        the_tip,
        a_document,
        a_page,
        the_library,
    ],
)
def test_a_view_is_accessible(page: Page, view: Callable[[Page], None], scheme: str) -> None:
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page.reload()
    page.get_by_role("textbox", name="Question").wait_for()
    page.get_by_role("heading", name="Ask your documents").wait_for()

    view(page)

    assert_accessible(page)
