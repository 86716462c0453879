"""Which module reads and draws which suffix; a new format is a new module and one line here."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.dates import date_of_name
from index.errors import DocumentError, UnreadableDocumentError, UnsupportedFormatError
from index.loading.content import Content
from index.loading.detection import ARCHIVE, Kind, kind_of, may_be_document, signature_of
from index.loading.isolation import draw_apart, load_apart
from index.loading.picture import PagePicture
from index.types import Document, Span, SpanKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of files and what reads it."""

    suffixes: tuple[str, ...]
    loader: str
    """Name of a `Loader`, imported where the first file of the format is parsed."""
    loader_with_ocr: str = ""
    """What reads it where pictures of text are to be read, too; empty where there are none."""
    is_binary: bool = False
    """Whether its files are something else than text with marks in it."""
    drawer: str = ""
    """What draws a page of it; empty where it has no pages of a fixed look."""


FORMATS = (
    Format(suffixes=(".txt",), loader="index.loading.text:load_text"),
    Format(suffixes=(".md", ".markdown"), loader="index.loading.markdown:load_markdown"),
    Format(suffixes=(".html", ".htm", ".xhtml"), loader="index.loading.html:load_html"),
    Format(
        suffixes=(".pdf",),
        loader="index.loading.pdf:load_pdf",
        loader_with_ocr="index.loading.pdf:load_pdf_with_ocr",
        is_binary=True,
        drawer="index.loading.pdf_picture:draw_page",
    ),
    Format(suffixes=(".docx",), loader="index.loading.docx:load_docx", is_binary=True),
    Format(suffixes=(".pptx",), loader="index.loading.pptx:load_pptx", is_binary=True),
    Format(suffixes=(".xlsx", ".xlsm"), loader="index.loading.xlsx:load_xlsx", is_binary=True),
    Format(suffixes=(".csv", ".tsv"), loader="index.loading.csv_table:load_csv"),
    Format(suffixes=(".srt", ".vtt"), loader="index.loading.subtitles:load_subtitles"),
    Format(suffixes=(".ipynb",), loader="index.loading.notebook:load_notebook"),
    Format(suffixes=(".json",), loader="index.loading.json_text:load_json"),
    Format(suffixes=(".jsonl", ".ndjson"), loader="index.loading.json_text:load_json_lines"),
    Format(suffixes=(".eml",), loader="index.loading.mail:load_mail"),
    Format(suffixes=(".rst",), loader="index.loading.rst:load_rst"),
    Format(suffixes=(".epub",), loader="index.loading.epub:load_epub", is_binary=True),
)

_PDF_MARK = b"%PDF-"
_PDF_WITHIN = 1_024
"""Bytes in which readers of PDFs look for the mark; programs have put lines of text before it."""

_SUFFIX = re.compile(r"\.(?=\d*[a-z])[a-z0-9]{1,12}")

_BY_SUFFIX = {suffix: format_ for format_ in FORMATS for suffix in format_.suffixes}


def supported_suffixes() -> tuple[str, ...]:
    """Return the suffixes that can be loaded, sorted, with their dots."""
    return tuple(sorted(_BY_SUFFIX))


def is_supported(source: str) -> bool:
    """Whether a file of this name can be loaded; capital letters do not matter."""
    return _suffix(source) in _BY_SUFFIX


def objection_to(source: str, head: bytes) -> str:
    """Say why a file of no supported name is not worth reading, or return an empty string.

    Args:
        source: Its name.
        head: Its first `HEAD_BYTES`.
    """
    if may_be_document(head, is_named=bool(_suffix(source))):
        return ""
    kind = signature_of(head)
    if kind:
        return f"{kind.name}, which is no document"
    return f"not one of {', '.join(supported_suffixes())}"


def format_of(source: str, data: bytes) -> Format:
    """Return the format of a file: by its content where that is certain, else by its name.

    Raises:
        UnsupportedFormatError: If neither name nor content is of a known format.
        UnreadableDocumentError: If the content is not what the name promises, nor text at all.
    """
    named = _BY_SUFFIX.get(_suffix(source))
    kind = _kind_beside(named, source, data)
    if kind is None or kind is ARCHIVE or (named and not _overrides(kind, named, source)):
        shown = named
    else:
        shown = _BY_SUFFIX.get(kind.suffix)
    if shown is None:
        raise _unknown(source, kind, is_named=named is not None)
    return shown


def load_bytes(data: bytes, source: str, *, ocr: bool = False) -> Document:
    """Load a document from its file's bytes.

    Args:
        data: All of them.
        source: Its path, relative to the folder.
        ocr: Whether pictures of text are read, too, with tesseract.

    Raises:
        UnsupportedFormatError: If neither the name nor the bytes are of a known format.
        UnreadableDocumentError: If the bytes hold no text of the format.
    """
    if not data:
        raise UnreadableDocumentError(
            f"Expected text in '{source}', found an empty file."
            " Write something into it or remove it"
        )
    format_ = format_of(source, data)
    content = _content(format_, data, source, ocr=ocr)
    spans = tuple(sorted(content.spans, key=lambda span: (span.start, -span.end)))
    _check_has_text(content, spans, source)
    return Document(
        source=source,
        title=content.title,
        text=content.text,
        digest=hashlib.sha256(data).hexdigest(),
        encoding=content.encoding,
        spans=spans,
        date=content.date or date_of_name(source),
        remarks=(*_remarks_on_name(source, format_), *content.remarks),
    )


def draw_page(data: bytes, source: str, *, page: int, quote: str, share: float) -> PagePicture:
    """Draw a page of a file, with boxes where a quote stands on it.

    Args:
        data: The file's bytes.
        source: Its path, for messages.
        page: Counted from 1.
        quote: What to box; empty for nothing.
        share: About which share of the page's text stands before the quote.

    Raises:
        UnsupportedFormatError: If its format has no pages.
        UnreadableDocumentError: If there is no such page, or it cannot be drawn.
    """
    format_ = format_of(source, data)
    if not format_.drawer:
        raise UnsupportedFormatError(
            f"Expected a file with pages that can be drawn, found '{source}'. Read its text"
        )
    return draw_apart(format_.drawer, data, source, page=page, quote=quote, share=share)


def _suffix(source: str) -> str:
    """Return the suffix of a name; the ends of `notes 3.12` and `Dr. Smith` are none."""
    suffix = PurePosixPath(source).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _kind_beside(named: Format | None, source: str, data: bytes) -> Kind | None:
    """Return what content shows itself to be, beside what its name says.

    Text is what it is where the name says a binary format: pages that a server sends in place of a
    PDF are often kept under its name.
    """
    if named is _BY_SUFFIX[".pdf"] and _PDF_MARK in data[:_PDF_WITHIN]:
        return None
    is_binary = named is not None and named.is_binary
    return kind_of(data, has_format=bool(_suffix(source)) and not is_binary)


def _overrides(kind: Kind, named: Format, source: str) -> bool:
    """Whether content is taken for what it shows although the name says something else."""
    suffix = _suffix(source)
    is_refined = suffix == ".json" and kind.suffix == ".ipynb"  # a notebook is JSON, too
    return kind.is_binary or named.is_binary or suffix == ".txt" or is_refined


def _remarks_on_name(source: str, format_: Format) -> tuple[str, ...]:
    suffix = _suffix(source)
    if not suffix or suffix in format_.suffixes:
        return ()
    return (f"is named {suffix} and was read as {format_.suffixes[0]}, which its content is",)


def _unknown(source: str, kind: Kind | None, *, is_named: bool) -> DocumentError:
    """Return the error for a file that no loader reads."""
    if kind and is_named:
        return UnreadableDocumentError(
            f"Expected text in '{source}', found {kind.name}. {kind.advice}"
        )
    known = ", ".join(supported_suffixes())
    suffix = _suffix(source)
    found = kind.name if kind else f"'{suffix}'" if suffix else "no suffix"
    return UnsupportedFormatError(
        f"Expected one of {known} for '{source}', found {found}. Convert it to one of these"
    )


def _content(format_: Format, data: bytes, source: str, *, ocr: bool) -> Content:
    name = (ocr and format_.loader_with_ocr) or format_.loader
    return load_apart(name, data, source)


def _check_has_text(content: Content, spans: tuple[Span, ...], source: str) -> None:
    """Refuse a file of which nothing could ever be found."""
    if not content.text.strip():
        found = "only white space and markup"
    elif not _has_text_outside(content.text, [s for s in spans if s.kind is SpanKind.DROPPED]):
        found = "only text that is left out, such as comments"
    else:
        return
    raise UnreadableDocumentError(
        f"Expected text in '{source}', found {found}. Write something into it or remove it"
    )


def _has_text_outside(text: str, dropped: list[Span]) -> bool:
    position = 0
    for span in dropped:
        if text[position : span.start].strip():
            return True
        position = span.end
    return bool(text[position:].strip())
