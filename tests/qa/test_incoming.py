"""Files come into a folder whole and under a free name, and leave it so that they can come back."""

import os
from pathlib import Path

import pytest

from qa.incoming import SET_ASIDE, IncomingError, receive, set_aside

MOST = 1_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "library").mkdir()
    return tmp_path / "library"


def sent(folder: Path, content: str = "The mill turns.") -> Path:
    path = folder.parent / "sent"
    path.write_text(content)
    return path


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("mill.txt", "mill.txt"),
        ("../../etc/mill.txt", "mill.txt"),
        ("C:\\Users\\me\\mill.txt", "mill.txt"),
        ("mi\nll\x00.txt", "mill.txt"),
        ("Mühle <b>.MD", "Mühle <b>.MD"),
    ],
)
def test_a_file_lies_in_the_folder_under_the_last_part_of_its_name(
    folder: Path, name: str, source: str
) -> None:
    assert receive(folder, sent(folder), name, max_bytes=MOST) == source
    assert [path.name for path in folder.iterdir()] == [source]
    assert (folder / source).read_text() == "The mill turns."


def test_a_name_that_is_taken_is_refused_and_nothing_overwritten(folder: Path) -> None:
    (folder / "mill.txt").write_text("The old mill.")

    with pytest.raises(IncomingError, match=r"there is a 'mill\.txt' already"):
        receive(folder, sent(folder), "mill.txt", max_bytes=MOST)

    assert (folder / "mill.txt").read_text() == "The old mill."
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "name", ["mill.exe", "mill", "", ".hidden.txt", "~$mill.docx", "a" * 250 + ".txt"]
)
def test_what_no_document_is_called_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(IncomingError, match=r"Expected a (document|name)"):
        receive(folder, sent(folder), name, max_bytes=MOST)

    assert not list(folder.iterdir())


def test_a_file_larger_than_a_sync_reads_is_refused(folder: Path) -> None:
    with pytest.raises(IncomingError, match=r"'mill\.txt' to have at most 0 MB"):
        receive(folder, sent(folder, "x" * (MOST + 1)), "mill.txt", max_bytes=MOST)


def test_a_folder_without_hard_links_takes_files_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)

    assert receive(folder, sent(folder), "mill.txt", max_bytes=MOST) == "mill.txt"
    with pytest.raises(IncomingError, match="already"):
        receive(folder, sent(folder), "mill.txt", max_bytes=MOST)


def test_a_folder_that_cannot_be_written_to_is_named(folder: Path) -> None:
    with pytest.raises(IncomingError, match=r"Cannot write to '.*gone'"):
        receive(folder / "gone", sent(folder), "mill.txt", max_bytes=MOST)


def test_what_is_set_aside_lies_in_the_hidden_folder_and_loses_to_nothing_there(
    folder: Path,
) -> None:
    for content in ("first", "second"):
        (folder / "a").mkdir(exist_ok=True)
        (folder / "a" / "mill.txt").write_text(content)
        set_aside(folder, "a/mill.txt")

    kept = folder / SET_ASIDE / "a"
    assert {path.name: path.read_text() for path in kept.iterdir()} == {
        "mill.txt": "first",
        "mill-2.txt": "second",
    }


def test_what_is_gone_cannot_be_set_aside(folder: Path) -> None:
    with pytest.raises(
        IncomingError, match=r"Expected a file 'mill\.txt' in the folder, found none"
    ):
        set_aside(folder, "mill.txt")
