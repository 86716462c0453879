"""The library tab's events over a real assistant, whatever they are given."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from index.store import PassageStore
from index.store_place import store_of
from index.types import Embedder
from qa.assistant import Assistant
from qa.reader import NO_READER, open_reader
from qa.settings import Settings
from qa.web import library_desk
from qa.web.library_desk import LibraryDesk
from tests.qa.web.payloads import ALL

TEXT = "The mill has twelve sails."


@pytest.fixture
def assistant(tmp_path: Path, word_embedder: Embedder) -> Iterator[Assistant]:
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "mill.txt").write_text(TEXT)
    (folder / "copy.txt").write_text(TEXT)
    (folder / "page.html").write_text(
        f"<html><body><nav><a href='/'>Home</a></nav><article><p>{TEXT * 8}</p></article></body>"
    )
    (folder / "empty.txt").write_text("")
    store = PassageStore.open_or_create(store_of(folder, None), word_embedder.identity)
    settings = Settings(max_file_bytes=10_000)
    reader = open_reader(NO_READER, word_embedder)
    opened = Assistant(folder, store, word_embedder, reader, settings)
    opened.sync()
    yield opened
    opened.close()


@pytest.fixture
def desk(assistant: Assistant) -> LibraryDesk:
    return LibraryDesk(assistant)


def quiet(doing: str, done: int, total: int) -> None:
    """Tell nobody."""


def rows(view: str) -> dict[str, list[str]]:
    """Return the cells of each file's row."""
    page = html.fromstring(view)
    return {
        row.find("th").find("bdi").get("title"): [
            " ".join(cell.text_content().split()) for cell in row
        ]
        for row in page.iter("tr")
        if row.find("th").find("bdi") is not None
    }


def said(view: str) -> list[str]:
    return [p.text_content() for p in html.fromstring(view).iter("p")]


def sent(tmp_path: Path, name: str, content: str) -> str:
    path = tmp_path / "uploads" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    return str(path)


def test_each_file_is_there_with_what_became_of_it(desk: LibraryDesk) -> None:
    found = rows(desk.files())

    assert set(found) == {"copy.txt", "empty.txt", "mill.txt", "page.html"}
    assert found["mill.txt"][1:] == ["1", "22", "0"]
    assert "Same text as copy.txt" in found["mill.txt"][0]
    assert "Not indexed: Expected text in 'empty.txt', found an empty file" in found["empty.txt"][0]
    assert found["page.html"][3] == "4 boilerplate 4"


def test_the_head_balances(desk: LibraryDesk, assistant: Assistant) -> None:
    n_found = sum(account.n_found for account in assistant.accounts())

    head = said(desk.files())[0]

    assert (
        f"{n_found:,} characters found = {n_found - 4:,} kept + 4 dropped (boilerplate 4)" in head
    )


@pytest.mark.parametrize(
    ("wanted", "sources"), [("MILL", {"mill.txt"}), (".txt", {"copy.txt", "empty.txt", "mill.txt"})]
)
def test_a_part_of_a_name_narrows_the_files(
    desk: LibraryDesk, wanted: str, sources: set[str]
) -> None:
    assert set(rows(desk.files(wanted))) == sources


def test_a_long_list_says_how_much_of_it_is_shown(
    desk: LibraryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_desk, "N_SHOWN", 2)

    view = desk.files()

    assert len(rows(view)) == 2
    assert any(line.startswith("The first 2 of 4 files") for line in said(view))


def test_a_name_that_no_file_has_says_so(desk: LibraryDesk) -> None:
    assert "No file has such a name." in said(desk.files("unicorn"))


def test_sent_files_are_indexed_each_with_its_line(
    desk: LibraryDesk, assistant: Assistant, tmp_path: Path
) -> None:
    files = [
        sent(tmp_path, "bridge.txt", "The bridge is new."),
        sent(tmp_path, "mill.txt", "Another mill."),
        sent(tmp_path, "tool.exe", "x"),
        sent(tmp_path, "large.txt", "x" * 10_001),
        sent(tmp_path, "hollow.txt", ""),
    ]

    lines = said(desk.add(files, quiet))

    assert "Added bridge.txt." in lines
    assert any("there is a 'mill.txt' already" in line for line in lines)
    assert any("found 'tool.exe'" in line for line in lines)
    assert any("'large.txt' to have at most" in line for line in lines)
    assert any(line.startswith("hollow.txt lies in the folder, but is not") for line in lines)
    assert assistant.document("bridge.txt") is not None
    assert (assistant.folder / "mill.txt").read_text() == TEXT
    assert not list((tmp_path / "uploads").iterdir())


@pytest.mark.parametrize("files", [None, "mill.txt", [None, 7], {"a": 1}, []])
def test_what_is_no_list_of_files_adds_nothing(desk: LibraryDesk, files: object) -> None:
    assert said(desk.add(files, quiet)) == []


def test_a_removed_file_lies_aside_and_answers_no_more(
    desk: LibraryDesk, assistant: Assistant
) -> None:
    line = said(desk.remove("page.html"))[0]

    assert line.startswith("Moved page.html to .removed/page.html.")
    assert "1 removed" in line
    assert assistant.document("page.html") is None
    assert (assistant.folder / ".removed" / "page.html").exists()


@pytest.mark.parametrize("source", [None, 7, "gone.txt", "../mill.txt", "/etc/passwd", ".qa", ""])
def test_only_files_of_the_library_can_be_removed(
    desk: LibraryDesk, assistant: Assistant, source: object
) -> None:
    assert said(desk.remove(source)) == ["Expected a file of the library, found none of that name."]
    assert len(assistant.documents()) == 3


def test_a_sync_says_what_it_did(desk: LibraryDesk, assistant: Assistant) -> None:
    (assistant.folder / "new.txt").write_text("The pier is of oak.")

    assert said(desk.sync(quiet)) == ["In step with the folder: 1 added, 3 unchanged, 1 skipped."]


def test_a_sync_that_fails_says_why(desk: LibraryDesk, assistant: Assistant) -> None:
    for path in assistant.folder.glob("*.*"):
        if path.is_file():
            path.unlink()

    [line] = said(desk.sync(quiet))

    assert line.startswith("Expected")
    assert len(assistant.documents()) == 3


def test_the_doctors_verdict_is_told(desk: LibraryDesk, assistant: Assistant) -> None:
    assert said(desk.examine())[0].startswith("All is well: 3 documents")

    for path in (assistant.store_folder / "derived").rglob("*.faiss"):
        path.write_bytes(b"x")

    assert said(desk.examine())[0].endswith("not as they were written:")


def test_the_version_changes_with_the_library_and_with_what_is_skipped(
    desk: LibraryDesk, assistant: Assistant
) -> None:
    first = desk.version
    assistant.sync()
    assert desk.version == first

    (assistant.folder / "hollow.txt").write_text("")
    assistant.sync()
    assert desk.version != first


def test_a_library_for_reading_only_changes_nothing(assistant: Assistant, tmp_path: Path) -> None:
    desk = LibraryDesk(assistant, read_only=True)
    file = sent(tmp_path, "bridge.txt", "The bridge is new.")

    told = [desk.sync(quiet), desk.add([file], quiet), desk.remove("mill.txt")]

    assert [said(view) for view in told] == [["This library is open for reading only."]] * 3
    assert len(assistant.documents()) == 3
    assert "Remove" not in desk.files()


@pytest.mark.parametrize("payload", ALL)
def test_hostile_names_are_shown_as_they_are(
    desk: LibraryDesk, assistant: Assistant, payload: str
) -> None:
    name = "".join(c for c in payload if c not in "/\0")[:80] + ".txt"
    (assistant.folder / name).write_text("The inn is old.")
    desk.sync(quiet)

    view = desk.files()

    assert name in rows(view)
    buttons = html.fromstring(view).find_class("confirm")
    assert name in [button.get("data-source") for button in buttons]
    tags = {element.tag for element in html.fromstring(view).iter()}
    assert not tags & {"script", "img", "iframe", "svg", "form", "style", "input"}


def test_a_second_sync_is_told_of_the_first(
    desk: LibraryDesk, assistant: Assistant, tmp_path: Path
) -> None:
    told: list[str] = []

    def press_again(doing: str, done: int, total: int) -> None:
        if not told:
            told.extend(said(desk.sync(quiet)))

    (assistant.folder / "new.txt").write_text("The pier is of oak.")
    first = said(desk.sync(press_again))

    assert told == ["A sync is running already. What it finds appears below when it is done."]
    assert first == ["In step with the folder: 1 added, 3 unchanged, 1 skipped."]
    assert not assistant.is_syncing
