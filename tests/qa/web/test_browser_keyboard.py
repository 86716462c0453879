"""The whole way of a reader who has no mouse; every stop shows where the keyboard is."""

import re

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.qa.web.test_browser import LEAVE, LIGHTHOUSE

N_STOPS = 60
"""More than the page has, so that a stop that cannot be reached ends its test."""

_FADE_MS = 200  # Gradio's fields change their looks over 0.15 s

MIN_CONTRAST = 3.0  # https://www.w3.org/WAI/WCAG22/Understanding/non-text-contrast.html

_RING = """element => {
    // The ring may be an outline of its own or a border of the frame around it.
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const channels = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (colour) => {
        const [r, g, b] = channels(colour).slice(0, 3).map((channel) => {
            const share = channel / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paperOf = (from) => {
        for (let at = from; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (channels(colour)[3] === 255) return colour;
        }
        return 'white';
    };
    for (let at = element, depth = 0; at && depth < 8; at = at.parentElement, depth += 1) {
        const style = getComputedStyle(at);
        const shadow = style.boxShadow.match(/^(rgba?\\([^)]*\\)) 0px 0px 0px [1-9]/);
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const ring = outlined ? style.outlineColor : shadow && shadow[1];
        if (!ring) continue;
        const pair = [luminance(ring), luminance(paperOf(at.parentElement))].sort();
        return (pair[1] + 0.05) / (pair[0] + 0.05);
    }
    return 0;
}"""


class Keyboard:
    """Presses keys, and looks at every stop it makes."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def to(self, wanted: Locator, *, back: bool = False) -> Locator:
        """Go from stop to stop until the wanted one; fail if one on the way is not to be seen."""
        for _ in range(N_STOPS):
            self._page.keyboard.press("Shift+Tab" if back else "Tab")
            self.is_seen()
            if wanted.count() and wanted.evaluate("e => e === document.activeElement"):
                return wanted
        pytest.fail(f"the keyboard does not reach {wanted}")

    def press(self, wanted: Locator, key: str = "Enter", *, back: bool = False) -> None:
        self.to(wanted, back=back)
        self._page.keyboard.press(key)

    def is_seen(self) -> None:
        """Fail where the focused element has no ring that stands out, or is out of sight."""
        focused = self._page.locator(":focus")
        if not focused.count():  # the browser's own bars come after the last stop
            return
        contrast = focused.evaluate(_RING)
        if contrast < MIN_CONTRAST:
            self._page.wait_for_timeout(_FADE_MS)
            contrast = focused.evaluate(_RING)
        told = focused.evaluate("e => e.outerHTML.slice(0, 120)")
        assert contrast >= MIN_CONTRAST, f"{told} has a ring of {contrast:.2f}:1"
        expect(focused).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_whole_way_needs_no_mouse(page: Page, scheme: str) -> None:
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    page.reload()
    box = page.get_by_role("textbox", name="Question")
    box.wait_for()
    keyboard, messages = Keyboard(page), page.locator("#chat .bot.message")

    keyboard.to(box)
    page.keyboard.type(LEAVE)
    page.keyboard.press("Enter")
    expect(messages.get_by_role("link", name="1")).to_be_visible()
    expect(box).to_be_focused()

    keyboard.press(messages.get_by_role("link", name="1"), back=True)
    card = page.locator("#passages .card").first
    expect(card).to_be_focused()
    keyboard.is_seen()
    page.keyboard.press("]")
    expect(page.locator("#passages .card").nth(1)).to_be_focused()
    page.keyboard.press("[")
    expect(card).to_be_focused()
    keyboard.press(card.get_by_text("Why this passage"))
    expect(card.locator(".why dl")).to_be_visible()

    keyboard.press(card.get_by_role("button", name="Open in document"), back=True)
    text = page.get_by_role("region", name=re.compile("^Text of policies"))
    expect(text).to_be_focused()
    expect(text.locator("mark").first).to_be_in_viewport()
    keyboard.is_seen()
    first = str(text.get_attribute("aria-label"))
    page.keyboard.press("]")
    expect(text).not_to_have_attribute("aria-label", first)
    expect(text).to_be_focused()
    keyboard.press(page.get_by_role("button", name="Previous citation").last, back=True)
    expect(text).to_have_attribute("aria-label", first)

    keyboard.to(page.get_by_role("tab", name="Document"), back=True)
    keyboard.press(page.get_by_role("tab", name="Library"))
    expect(page.locator("#library table")).to_be_visible()
    keyboard.press(page.get_by_role("tab", name="Passages"), back=True)
    expect(card).to_be_visible()


def test_chats_are_kept_saved_and_changed_by_keyboard(page: Page) -> None:
    box = page.get_by_role("textbox", name="Question")
    keyboard, messages = Keyboard(page), page.locator("#chat .bot.message")
    keyboard.to(box)
    page.keyboard.type(LEAVE)
    page.keyboard.press("Enter")
    expect(messages).to_contain_text("25 days")
    expect(box).to_be_focused()

    keyboard.press(page.get_by_role("button", name="New chat"), back=True)
    expect(messages).to_have_count(0)
    expect(box).to_be_focused()
    page.keyboard.type(LIGHTHOUSE)
    page.keyboard.press("Enter")
    expect(messages).to_contain_text("1871")
    expect(box).to_be_focused()

    old = page.locator("#chats .choose").filter(has_text=LEAVE)
    keyboard.press(old, back=True)
    expect(messages).to_contain_text("25 days")
    expect(old).to_be_focused()
    keyboard.is_seen()

    with page.expect_download() as saved:
        keyboard.press(page.get_by_role("button", name="Markdown"))
    download: Download = saved.value
    assert "25 days" in download.path().read_text("utf-8")
    expect(page.get_by_role("button", name="Markdown")).to_be_focused()

    keyboard.press(page.locator("#chats .delete").last, back=True)
    expect(page.locator("#chats .choose")).to_have_count(1)
    keyboard.is_seen()
    expect(page.locator("#chats :focus")).to_have_count(1)

    keyboard.press(page.get_by_role("button", name="Appearance: as the system"), back=True)
    light = page.get_by_role("button", name="Appearance: light")
    expect(light).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("body.dark")).to_have_count(1)
