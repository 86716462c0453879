"""Which loader reads which suffix; a new format is a new module and one line here."""

import hashlib
from pathlib import PurePosixPath

from index.errors import UnreadableDocumentError, UnsupportedFormatError
from index.loading.content import Content, Loader
from index.loading.html import load_html
from index.loading.markdown import load_markdown
from index.loading.text import load_text
from index.types import Document, Span, SpanKind

_LOADERS: dict[str, Loader] = {
    ".htm": load_html,
    ".html": load_html,
    ".markdown": load_markdown,
    ".md": load_markdown,
    ".txt": load_text,
    ".xhtml": load_html,
}


def supported_suffixes() -> tuple[str, ...]:
    """Return the suffixes that can be loaded, sorted, with their dots."""
    return tuple(sorted(_LOADERS))


def is_supported(source: str) -> bool:
    """Whether a file of this name can be loaded; capital letters do not matter."""
    return _suffix(source) in _LOADERS


def load_bytes(data: bytes, source: str) -> Document:
    """Load a document from its file's bytes, all of them.

    Raises:
        UnsupportedFormatError: If no loader knows the suffix of `source`.
        UnreadableDocumentError: If the bytes hold no text of the format.
    """
    content = _loader(source)(data, source)
    spans = tuple(sorted(content.spans, key=lambda span: (span.start, -span.end)))
    _check_has_text(content, spans, source)
    return Document(
        source=source,
        title=content.title,
        text=content.text,
        digest=hashlib.sha256(data).hexdigest(),
        encoding=content.encoding,
        spans=spans,
    )


def _suffix(source: str) -> str:
    return PurePosixPath(source).suffix.lower()


def _loader(source: str) -> Loader:
    loader = _LOADERS.get(_suffix(source))
    if loader is None:
        known = ", ".join(supported_suffixes())
        found = f"'{_suffix(source)}'" if _suffix(source) else "no suffix"
        raise UnsupportedFormatError(
            f"Expected one of {known} for '{source}', found {found}. Convert it to one of these"
        )
    return loader


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
