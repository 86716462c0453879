"""What becomes a document at all, and how bytes become its text."""

import hashlib

import pytest

from index.errors import UnreadableDocumentError, UnsupportedFormatError
from index.loading import is_supported, load_bytes, supported_suffixes
from tests.index.pdf_files import drawn

FRENCH = "Les élèves sont arrivés à l’hôtel. Le café coûte 3 € par personne."


def test_supported_suffixes_are_sorted_and_loadable() -> None:
    known = (
        ".csv .docx .eml .epub .htm .html .ipynb .json .jsonl .markdown .md .ndjson .pdf .pptx"
        " .rst .srt .tsv .txt .vtt .xhtml .xlsm .xlsx"
    )

    assert supported_suffixes() == tuple(known.split())
    assert is_supported("a folder/Notes.TXT")
    assert not is_supported("notes.txt.zip")
    assert not is_supported("txt")


def test_a_document_carries_the_digest_of_the_bytes() -> None:
    data = b"\xef\xbb\xbfThe boat is blue.\r\n"

    document = load_bytes(data, "boats/blue.txt")

    assert document.digest == hashlib.sha256(data).hexdigest()
    assert document.source == "boats/blue.txt"
    assert document.text == "The boat is blue.\r\n"


def test_an_unknown_suffix_names_those_that_are_known() -> None:
    with pytest.raises(UnsupportedFormatError) as error:
        load_bytes(b"text", "report.xyz")

    assert str(error.value) == (
        f"Expected one of {', '.join(supported_suffixes())} for 'report.xyz',"
        " found '.xyz'. Convert it to one of these"
    )


@pytest.mark.parametrize("source", ["a.pdf", "a.docx", "a.epub", "a.ipynb", "a"])
def test_an_empty_file_is_called_empty_in_every_format(source: str) -> None:
    with pytest.raises(UnreadableDocumentError, match="found an empty file"):
        load_bytes(b"", source)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file. Write something into it or remove it"),
        (b" \n\t\r\n", "only white space. Write something into it or remove it"),
        (b"\x89PNG\r\n\x1a\n\x00\x01", "a PNG image. Convert it to text or remove it"),
        (b"PK\x03\x04rest", "a ZIP archive (such as an Office file). Convert it to text"),
        (b"one\x00two", "binary data (1 zero byte). Convert it to text or remove it"),
        (b"a\x00\x00b", "binary data (2 zero bytes). Convert it to text or remove it"),
        (b"\x01\x02\x03 abc", "binary data. Convert it to text or remove it"),
        ("\u2003\u00a0".encode(), "only white space and markup. Write something into it"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_what_is_no_text_is_refused_with_what_was_found(
    data: bytes, found: str, suffix: str
) -> None:
    with pytest.raises(UnreadableDocumentError) as error:
        load_bytes(data, f"a{suffix}")

    assert str(error.value).startswith(f"Expected text in 'a{suffix}', found {found}")


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".pptx", ".xlsx", ".epub"])
@pytest.mark.parametrize(
    ("data", "text", "read_as"),
    [
        (b"<!DOCTYPE html><p>Page not found.</p>", "Page not found.", ".html"),
        (b"The boat is blue.\n", "The boat is blue.\n", ".txt"),
    ],
)
def test_text_under_the_name_of_a_binary_format_is_read_as_what_it_is(
    data: bytes, text: str, read_as: str, suffix: str
) -> None:
    document = load_bytes(data, f"a{suffix}")

    assert document.text == text
    assert document.remarks == (
        f"is named {suffix} and was read as {read_as}, which its content is",
    )


def test_lines_before_a_pdf_do_not_make_it_text() -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + drawn([["A boat."]])

    assert load_bytes(data, "a.pdf").text == "A boat.\n"


def test_a_file_of_only_dropped_text_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="found only text that is left out"):
        load_bytes(b"---\ntitle: Nothing\n---\n\n<!-- later -->\n", "a.md")


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (FRENCH.encode(), FRENCH, "utf-8"),
        (FRENCH.encode("utf-8-sig"), FRENCH, "utf-8"),
        (FRENCH.encode("utf-16"), FRENCH, "utf-16-le"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), FRENCH, "utf-16-be"),
        (FRENCH.encode("utf-32"), FRENCH, "utf-32-le"),
        (FRENCH.encode("utf-16-le"), FRENCH, "utf-16-le"),
        (FRENCH.encode("cp1252"), FRENCH, "cp1252"),
        (b"It costs \xa35.", "It costs £5.", "cp1252"),
        ("Небольшой текст на русском языке. ".encode("cp1251") * 5, None, "cp1251"),
        ("日本語の文章です。東京は首都です。".encode("cp932") * 5, None, "cp932"),
        ("日本語の文章です。東京は首都です。".encode("euc_jp"), None, "euc_jp"),
        ("日本語の文章です。東京は首都です。".encode("iso2022_jp"), None, "iso2022_jp"),
        ("老人坐在河边,看着船慢慢地驶过。政府宣布了计划。".encode("gb18030"), None, "gb18030"),
    ],
)
def test_encodings_are_recognized_and_recorded(
    data: bytes, text: str | None, encoding: str
) -> None:
    document = load_bytes(data, "a.txt")

    assert document.encoding == encoding
    assert document.text == (text or data.decode(encoding))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Größe, Öl, Tür ".encode() + b"\xff\xfe end", "utf-8 (2 bytes replaced)"),
        ("Größe, Öl, Tür ".encode() + b"\xe2\x82", "utf-8 (2 bytes replaced)"),
        (b"\xef\xbb\xbfa \xff b", "utf-8 (1 byte replaced)"),
        (b"One \xff astray proves no encoding.", "utf-8 (1 byte replaced)"),
    ],
)
def test_damaged_utf8_stays_utf8_and_says_what_was_replaced(data: bytes, encoding: str) -> None:
    document = load_bytes(data, "a.txt")

    assert document.encoding == encoding
    assert "\ufffd" in document.text


def test_a_character_cut_in_half_at_the_end_is_replaced() -> None:
    document = load_bytes("The boat is blue.".encode("utf-16")[:-1], "a.txt")

    assert document.text == "The boat is blue\ufffd"
    assert document.encoding == "utf-16-le (1 character replaced)"


def test_a_page_is_read_in_the_encoding_it_declares() -> None:
    page = '<meta charset="iso-8859-7"><p>Καλημέρα, ένα κείμενο για δοκιμή.</p>'

    document = load_bytes(page.encode("iso-8859-7"), "a.html")

    assert document.text == "Καλημέρα, ένα κείμενο για δοκιμή."
    assert document.encoding == "iso8859-7"


def test_a_declaration_without_truth_does_no_harm() -> None:
    page = '<meta charset="rot13"><p>Le café est fermé.</p>'

    assert load_bytes(page.encode("cp1252"), "a.html").text == "Le café est fermé."
    assert load_bytes(page.encode(), "a.html").encoding == "utf-8"


def test_the_date_of_a_document_may_come_from_its_name() -> None:
    assert load_bytes(b"Oak floats.", "news/2025-12-03 oak.txt").date == "2025-12-03"
    assert load_bytes(b"Oak floats.", "news/oak.txt").date == ""
