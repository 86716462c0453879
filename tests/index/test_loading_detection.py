"""What a file is by its content: real archives, and heads of files of every kind."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DocumentError, UnreadableDocumentError, UnsupportedFormatError
from index.loading import HEAD_BYTES, load_bytes, objection_to
from index.loading.detection import kind_of, may_be_document, signature_of


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            undated = zipfile.ZipInfo(name.replace("__", "/").replace("_xml", ".xml"))
            archive.writestr(undated, data)
    return file.getvalue()


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(99)


MAIL = b"Received: from a\n by b\nFrom: a@b.org\nSubject: x\n\nHello.\n"
NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4}).encode()


@pytest.mark.parametrize(
    ("data", "suffix", "name"),
    [
        (b"%PDF-1.7\n", ".pdf", "a PDF file"),
        (b"\n %PDF-1.7\n", ".pdf", "a PDF file"),
        (b"{\\rtf1 x}", ".rtf", "a rich text file"),
        (zipped(word__document_xml=b"<x/>"), ".docx", "a Word file"),
        (zipped(ppt__presentation_xml=b"<x/>"), ".pptx", "a PowerPoint file"),
        (zipped(xl__workbook_xml=b"<x/>"), ".xlsx", "an Excel file"),
        (zipped(mimetype=b"application/epub+zip"), ".epub", "an EPUB book"),
        (zipped(**{"META-INF__container_xml": b"<x/>"}), ".epub", "an EPUB book"),
        (
            zipped(mimetype=b"application/vnd.oasis.opendocument.text\n"),
            ".odt",
            "an OpenDocument text",
        ),
        (zipped(**{"META-INF__MANIFEST.MF": b""}), "", "a Java program"),
        (zipped(notes=b"x"), "", "a ZIP archive (such as an Office file)"),
        (zipped(word__document_xml=b"<x/>")[:40], "", "a ZIP archive (such as an Office file)"),
        (ole("EncryptedPackage"), "", "an Office file with a password"),
        (ole("WordDocument"), ".doc", "an old Word file"),
        (ole("Other"), "", "an old Office file"),
        (b"\x89PNG\r\n\x1a\n", "", "a PNG image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "a WebP image"),
        (b"\0\0\0\x18ftypmp42", "", "a video or image file"),
        (b"MZ\x90\0\x03" + bytes(80), "", "a program"),
        (bytes(257) + b"ustar", "", "a tar archive"),
        (b"<!DOCTYPE html><p>x", ".html", "an HTML page"),
        (b"\xef\xbb\xbf\n<!-- x -->\n<HTML lang='en'>", ".html", "an HTML page"),
        (b"<?xml version='1.0'?>\n<html xmlns='x'/>", ".html", "an HTML page"),
        (b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nx", ".vtt", "subtitles"),
        (NOTEBOOK, ".ipynb", "a notebook"),
        (MAIL, ".eml", "a mail"),
    ],
)
@pytest.mark.parametrize("has_format", [True, False])
def test_content_says_what_it_is(data: bytes, suffix: str, name: str, has_format: bool) -> None:
    kind = kind_of(data, has_format=has_format)

    assert kind is not None
    assert (kind.suffix, kind.name) == (suffix, name)


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"Plain words.", ".txt"),
        (b"MZ is how it begins, and it goes on as text does for more than sixty signs.", ".txt"),
        (b"WEBVTTX", ".txt"),
        (b"From: me\nTo: you\n\nA letter.", ".txt"),
        (b"In HTML, <html> comes first.", ".txt"),
        (b'{"nbformat": "is a word"}', ".json"),
        (b"[1, 2]", ".json"),
        (b"{not json}", ".txt"),
        (b"[" * 100_000, ".txt"),
        ("Grüße".encode("utf-16"), ".txt"),
        (b"\x00\x01\x02", ""),
        (b"  \n", ""),
        (b"", ""),
    ],
)
def test_without_a_telling_name_text_is_text_and_json_is_json(data: bytes, suffix: str) -> None:
    kind = kind_of(data, has_format=False)

    assert (kind.suffix if kind else "") == suffix
    assert kind_of(data, has_format=True) is None


@pytest.mark.parametrize(
    ("data", "is_named", "expected"),
    [
        (b"Plain words.", False, True),
        (b"Plain words.", True, False),
        (b"<html>", True, True),
        (b'{\n "cells": [', True, True),
        (zipped(word__document_xml=b"<x/>"), True, True),
        (ole("x"), True, True),
        (b"\x89PNG", False, False),
        (b"\0\1", False, False),
        (b"", False, False),
    ],
)
def test_the_first_bytes_say_whether_to_read_on(
    data: bytes, is_named: bool, expected: bool
) -> None:
    assert may_be_document(data[:HEAD_BYTES], is_named=is_named) == expected


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{"]))
def test_any_bytes_are_a_document_or_an_error_of_one_line(data: bytes, start: bytes) -> None:
    problem = ""
    try:
        is_read = bool(load_bytes(start + data, "name").text.strip())
    except DocumentError as error:
        is_read, problem = False, str(error)

    assert is_read <= may_be_document((start + data)[:HEAD_BYTES], is_named=False)
    assert is_read != problem.startswith("Expected ")
    assert "\n" not in problem


def test_a_page_named_txt_is_read_as_a_page_and_says_so() -> None:
    document = load_bytes(b"<!doctype html><title>x</title><p>Oak floats.</p>", "saved.txt")

    assert document.text == "Oak floats."
    assert document.remarks == ("is named .txt and was read as .html, which its content is",)


def test_markdown_may_begin_with_tags() -> None:
    document = load_bytes(b"<html>\n\n# Oak\n\nIt floats.\n", "a.md")

    assert document.title == "Oak"
    assert document.remarks == ()


@pytest.mark.parametrize("source", ["README", "notes 3.12", "by Dr. Smith"])
def test_text_without_a_suffix_is_text(source: str) -> None:
    assert objection_to(source, b"Oak floats.") == ""
    assert load_bytes(b"Oak floats.", source).text == "Oak floats."


def test_a_page_of_any_name_is_a_page() -> None:
    assert objection_to("a.php", b"<!doctype html><p>Oak.") == ""
    assert load_bytes(b"<!doctype html><p>Oak.", "a.php").text == "Oak."


def test_what_is_no_document_is_reported_as_what_it_is() -> None:
    assert objection_to("a.dat", b"\x89PNG\r\n") == "a PNG image, which is no document"
    assert objection_to("a.py", b"print()").startswith("not one of .")
    with pytest.raises(UnsupportedFormatError, match="found a ZIP archive"):
        load_bytes(zipped(notes=b"x"), "a.zip")
    with pytest.raises(UnreadableDocumentError, match="found a GIF image"):
        load_bytes(b"GIF89a", "a.html")


def test_a_signature_is_that_of_the_first_bytes_only() -> None:
    assert signature_of(b"See %PDF-1.7") is None
