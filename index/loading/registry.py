"""Which loader reads which suffix; a new format is a new module and one line here."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from pkgutil import resolve_name

from index.errors import UnreadableDocumentError, UnsupportedFormatError
from index.loading.content import Content, Loader
from index.loading.isolation import load_apart
from index.types import Document, Span, SpanKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of files and what reads it."""

    suffixes: tuple[str, ...]
    loader: str
    """Name of a `Loader`, imported when the first file of the format is read."""
    loader_with_ocr: str = ""
    """What reads it where pictures of text are to be read, too; empty where there are none."""
    apart: bool = False
    """Whether it runs in a process of its own, as large parsers of binary formats should."""


FORMATS = (
    Format(suffixes=(".txt",), loader="index.loading.text:load_text"),
    Format(suffixes=(".md", ".markdown"), loader="index.loading.markdown:load_markdown"),
    Format(suffixes=(".html", ".htm", ".xhtml"), loader="index.loading.html:load_html"),
    Format(
        suffixes=(".pdf",),
        loader="index.loading.pdf:load_pdf",
        loader_with_ocr="index.loading.pdf:load_pdf_with_ocr",
        apart=True,
    ),
)

_BY_SUFFIX = {suffix: format_ for format_ in FORMATS for suffix in format_.suffixes}


def supported_suffixes() -> tuple[str, ...]:
    """Return the suffixes that can be loaded, sorted, with their dots."""
    return tuple(sorted(_BY_SUFFIX))


def is_supported(source: str) -> bool:
    """Whether a file of this name can be loaded; capital letters do not matter."""
    return _suffix(source) in _BY_SUFFIX


def load_bytes(data: bytes, source: str, *, ocr: bool = False) -> Document:
    """Load a document from its file's bytes.

    Args:
        data: All of them.
        source: Its path, relative to the folder.
        ocr: Whether pictures of text are read, too, with tesseract.

    Raises:
        UnsupportedFormatError: If no loader knows the suffix of `source`.
        UnreadableDocumentError: If the bytes hold no text of the format.
    """
    content = _content(_format(source), data, source, ocr=ocr)
    spans = tuple(sorted(content.spans, key=lambda span: (span.start, -span.end)))
    _check_has_text(content, spans, source)
    return Document(
        source=source,
        title=content.title,
        text=content.text,
        digest=hashlib.sha256(data).hexdigest(),
        encoding=content.encoding,
        spans=spans,
        date=content.date,
        remarks=content.remarks,
    )


def _suffix(source: str) -> str:
    return PurePosixPath(source).suffix.lower()


def _format(source: str) -> Format:
    found_format = _BY_SUFFIX.get(_suffix(source))
    if found_format is None:
        known = ", ".join(supported_suffixes())
        found = f"'{_suffix(source)}'" if _suffix(source) else "no suffix"
        raise UnsupportedFormatError(
            f"Expected one of {known} for '{source}', found {found}. Convert it to one of these"
        )
    return found_format


def _content(format_: Format, data: bytes, source: str, *, ocr: bool) -> Content:
    name = (ocr and format_.loader_with_ocr) or format_.loader
    if format_.apart:
        return load_apart(name, data, source)
    load: Loader = resolve_name(name)
    return load(data, source)


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
