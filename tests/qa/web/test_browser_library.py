"""The library tab in a real browser: what became of each file, and how files come and go."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from qa.assistant import Assistant
from tests.qa.web.library import HOSTILE_NAME, N_FILES
from tests.qa.web.test_browser import ask, cards


@pytest.fixture
def library(page: Page) -> Locator:
    """The open tab."""
    page.get_by_role("tab", name="Library").click()
    files = page.locator("#library")
    expect(files.get_by_role("table")).to_be_visible()
    return files


@pytest.fixture
def quay(assistant: Assistant, tmp_path: Path) -> Iterator[Path]:
    """A file to add, which is gone afterwards whatever happened."""
    path = tmp_path / "quay.txt"
    path.write_text("The quay of the harbour was paved with 900 slabs of basalt.")
    yield path
    if assistant.document(path.name):
        (assistant.folder / path.name).unlink()
        assistant.sync()


def add(page: Page, *paths: Path) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Add files").click()
    chosen.value.set_files(paths)


def test_every_file_is_there_with_its_account(
    page: Page, library: Locator, assistant: Assistant
) -> None:
    rows = library.locator("tbody tr")
    expect(rows).to_have_count(len(assistant.documents()))
    expect(library.get_by_role("heading")).to_have_text(
        re.compile(rf"^{N_FILES} files, \d+ passages$")
    )
    expect(library.locator(".file", has_text="onerror")).to_have_attribute("title", HOSTILE_NAME)

    page.get_by_role("textbox", name="Find files").fill("PUMPS")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("pumps.md")


def test_a_file_is_added_answers_and_is_removed_again(
    page: Page, library: Locator, quay: Path, assistant: Assistant
) -> None:
    wrong = quay.with_name("tool.exe")
    wrong.write_text("x")
    add(page, quay, wrong)

    said = page.locator("#library-news")
    expect(said).to_contain_text("Added quay.txt.")
    expect(said).to_contain_text("found 'tool.exe'")
    expect(library.locator("tbody tr", has_text="quay.txt")).to_be_visible()
    expect(ask(page, "How many slabs of basalt pave the quay?")).to_contain_text("900 slabs")

    page.get_by_role("tab", name="Library").click()
    row = library.locator("tbody tr", has_text="quay.txt")
    row.get_by_text("Remove", exact=True).click()
    row.get_by_role("button", name="Remove quay.txt").click()

    expect(said).to_contain_text("Moved quay.txt to .removed/quay.txt.")
    expect(row).to_have_count(0)
    assert (assistant.folder / ".removed" / "quay.txt").exists()


def test_a_change_of_the_folder_appears_in_the_open_tab(
    page: Page, library: Locator, assistant: Assistant
) -> None:
    added = [assistant.folder / name for name in ("late.txt", "later.txt")]
    try:
        for file in added:
            file.write_text("The last ferry leaves at ten.")
            assistant.sync()
            with suppress(AssertionError):
                expect(library.locator("tbody tr", has_text=file.name)).to_be_visible()
                return
            page.reload()  # where the machine is busy, a page's stream may break off
            page.get_by_role("tab", name="Library").click()
            expect(library.get_by_role("table")).to_be_visible()
        pytest.fail("a change of the folder appeared in neither of two tabs")
    finally:
        for file in added:
            file.unlink(missing_ok=True)
        assistant.sync()


def test_sync_and_check_say_what_they_found(page: Page, library: Locator) -> None:
    said = page.locator("#library-news")
    page.get_by_role("button", name="Sync now").click()
    expect(said).to_contain_text(f"In step with the folder: {N_FILES} unchanged.")

    page.get_by_role("button", name="Check the index").click()
    expect(said).to_contain_text(f"All is well: {N_FILES} documents")


def test_the_report_is_a_file_to_keep(page: Page, library: Locator) -> None:
    with page.expect_download() as kept:
        library.get_by_role("link", name="Report as JSON").click()

    assert kept.value.suggested_filename == "library-report.json"
    assert '"n_kept"' in Path(kept.value.path()).read_text("utf-8")


def test_an_answer_brings_its_passages_before_the_library(page: Page, library: Locator) -> None:
    answer = ask(page, "When was the lamp of the lighthouse lit for the first time?")

    expect(cards(page).first).to_be_visible()
    expect(library).to_be_hidden()

    page.get_by_role("tab", name="Library").click()
    answer.get_by_role("link", name="1").click()

    expect(cards(page).first).to_be_focused()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_table_fits_its_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("tab", name="Library").click()
    expect(page.locator("#library table")).to_be_visible()

    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
