"""What a folder holds is listed without following links, and what is passed over has a reason."""

import os
import sys
from pathlib import Path

import pytest

from index.errors import FolderError
from index.folder import list_folder
from index.types import Skipped
from tests.index.builders import library


def sources(folder: Path) -> list[str]:
    return list(list_folder(folder).files)


def test_files_are_listed_by_their_path_below_the_folder(tmp_path: Path) -> None:
    library(tmp_path, {"b.txt": "b", "a/c.md": "c", "a/d/e.xyz": "e"})

    assert sources(tmp_path) == ["a/c.md", "a/d/e.xyz", "b.txt"]


def test_hidden_entries_are_left_out(tmp_path: Path) -> None:
    library(tmp_path, {".git/x.txt": "x", ".qa/y.txt": "y", ".z.txt": "z", "a.txt": "a"})

    assert sources(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    "name", ['it\'s "quoted".txt', "two words.txt", "new\nline.txt", "<b>x</b>.txt", "文章.txt"]
)
def test_odd_names_are_taken_as_they_are(tmp_path: Path, name: str) -> None:
    library(tmp_path, {name: "text"})

    assert sources(tmp_path) == [name]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = library(tmp_path / "outside", {"secret.txt": "secret"})
    folder = library(tmp_path / "library", {"a.txt": "a"})
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "circle").symlink_to(folder, target_is_directory=True)
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")

    listing = list_folder(folder)

    reason = "is a link; put the file itself into the folder"
    assert list(listing.files) == ["a.txt"]
    assert listing.skipped == tuple(
        Skipped(source=s, reason=reason) for s in ("broken.txt", "circle", "out.txt")
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_what_is_neither_file_nor_folder_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    assert list_folder(tmp_path).skipped == (
        Skipped(source="pipe.txt", reason="is neither a file nor a folder"),
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
def test_a_name_that_is_not_utf8_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("text")

    assert list_folder(tmp_path).skipped == (
        Skipped(source="caf\ufffd.txt", reason="its name is not valid UTF-8; rename it"),
    )


def test_a_missing_folder_and_a_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(FolderError, match="found nothing there"):
        list_folder(tmp_path / "missing")
    with pytest.raises(FolderError, match="found a file"):
        list_folder(tmp_path / "file")


def test_a_folder_that_goes_while_it_is_listed_is_an_error_and_not_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = library(tmp_path / "docs", {"a.txt": "a"})

    def refuse(place: Path) -> None:
        raise OSError(116, "Stale file handle")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(FolderError, match="Stale file handle"):
        list_folder(folder)


def test_an_entry_that_goes_while_its_folder_is_listed_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(tmp_path, {"a.txt": "a", "b.txt": "b"})
    scandir = os.scandir

    def lose(place: Path) -> list[os.DirEntry[str]]:
        entries = list(scandir(place))
        (tmp_path / "b.txt").unlink()
        return entries

    monkeypatch.setattr(os, "scandir", lose)
    listing = list_folder(tmp_path)

    assert (list(listing.files), listing.skipped) == (["a.txt"], ())
