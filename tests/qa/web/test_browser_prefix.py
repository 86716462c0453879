"""The page below a prefix, behind a proxy that takes the prefix away."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from qa.assistant import Assistant
from qa.web import build_app
from tests.qa.web.conftest import running
from tests.qa.web.prefix_proxy import prefix_proxy
from tests.qa.web.test_browser import LEAVE, ask, cards

PREFIX = "/qa"


@pytest.fixture(scope="module")
def served(assistant: Assistant) -> Iterator[str]:
    """The address that the proxy shows; everything else on its host is 404."""
    with (
        running(build_app(assistant, root_path=PREFIX), PREFIX) as behind,
        running(prefix_proxy(behind, PREFIX)) as shown,
    ):
        yield f"{shown}{PREFIX}"


# A browser looks for the host's own icon, which is not this application's.
@pytest.mark.parametrize("tolerated", [("favicon.ico",)], indirect=True)
def test_the_whole_way_works_below_a_prefix(page: Page) -> None:
    message = ask(page, LEAVE)
    expect(message).to_contain_text("25 days")
    message.get_by_role("link", name="1").click()
    expect(cards(page).first).to_be_focused()
    cards(page).first.get_by_role("button", name="Open in document").click()
    expect(page.locator("#document mark").first).to_be_in_viewport()

    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#library table")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Report as JSON").click()
    assert f"{PREFIX}/api/report" in kept.value.url
