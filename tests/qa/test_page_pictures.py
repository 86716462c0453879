"""A quote's pages are drawn from the file as it was indexed, or a line says why not."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.loading import load_bytes
from index.types import Document, Range
from qa.page_pictures import PictureError, pages_under, pictures_of
from tests.index.pdf_files import drawn

PAGES = [["The tide was measured every morning"], ["by the keeper of the northern light."]]
DATA = drawn(PAGES)


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "tide.pdf").write_bytes(DATA)
    return load_bytes(DATA, "tide.pdf")


def place_of(document: Document, words: str) -> Range:
    start = document.text.index(words)
    return start, start + len(words)


def test_the_page_of_a_quote_is_drawn_with_its_words_boxed(
    tmp_path: Path, document: Document
) -> None:
    [picture] = pictures_of(tmp_path, document, place_of(document, "northern light"))

    assert (picture.page, len(picture.boxes)) == (2, 1)


def test_a_quote_over_two_pages_is_drawn_on_both(tmp_path: Path, document: Document) -> None:
    start, end = place_of(document, "morning")[0], place_of(document, "northern")[1]

    pictures = list(pictures_of(tmp_path, document, (start, end)))

    assert [picture.page for picture in pictures] == [1, 2]
    assert [page.label for page in pages_under(document, (start, end))] == ["1", "2"]


def test_a_file_without_pages_has_no_pictures(tmp_path: Path) -> None:
    document = load_bytes(b"The tide was measured.", "tide.txt")

    assert list(pictures_of(tmp_path, document, (0, 8))) == []


def gone(path: Path) -> None:
    path.unlink()


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"%")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


CHANGED = "Expected 'tide.pdf' as it was indexed, found that it has changed since. Sync the library"


@pytest.mark.parametrize(
    ("happens", "line"),
    [
        (gone, "Expected 'tide.pdf' in the folder, found that it is gone. Sync the library"),
        (changed, CHANGED),
        (a_pipe, CHANGED),
        (a_folder, "Expected to read 'tide.pdf', found: Is a directory. Check its permissions"),
    ],
)
def test_a_file_that_is_not_the_indexed_one_is_not_drawn(
    tmp_path: Path, document: Document, happens: Callable[[Path], None], line: str
) -> None:
    happens(tmp_path / "tide.pdf")

    with pytest.raises(PictureError) as error:
        list(pictures_of(tmp_path, document, (0, 8)))

    assert str(error.value) == line


def test_a_page_that_cannot_be_drawn_is_an_error_of_the_document(
    tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.loading.registry.draw_apart", _refuse)

    with pytest.raises(DocumentError, match="damaged"):
        list(pictures_of(tmp_path, document, (0, 8)))


def _refuse(*_: object, **__: object) -> None:
    raise DocumentError("Expected page 1 of 'tide.pdf' to be drawn, found it damaged")
