"""Which loader reads which file; a new family of formats joins with one line."""

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from index.errors import UnreadableDocumentError, UnsupportedFormatError
from index.loading.encoding import decode
from index.loading.html import load_html
from index.loading.markdown import load_markdown
from index.loading.parts import Parts
from index.loading.text import load_text
from index.types import Document, SpanKind

_LOADERS: dict[str, Callable[[str], Parts]] = {
    ".htm": load_html,
    ".html": load_html,
    ".md": load_markdown,
    ".txt": load_text,
}


def supported_suffixes() -> tuple[str, ...]:
    """Return the endings of the files that can be loaded, in lower case."""
    return tuple(sorted(_LOADERS))


def is_supported(source: str) -> bool:
    """Whether a file's name ends as a format that can be loaded."""
    return PurePosixPath(source).suffix.lower() in _LOADERS


def load_bytes(data: bytes, source: str) -> Document:
    """Return the document a file's bytes hold.

    Args:
        data: The whole file.
        source: Its path below the folder, which tells the format.

    Raises:
        UnsupportedFormatError: If no loader reads files of that name.
        UnreadableDocumentError: If the content is not what the name promises, or is no text.
    """
    loader = _LOADERS.get(PurePosixPath(source).suffix.lower())
    if loader is None:
        known = ", ".join(supported_suffixes())
        raise UnsupportedFormatError(f"expected one of {known}; convert it to one of them")
    text, encoding = decode(data)
    parts = loader(text)
    n_dropped = sum(s.end - s.start for s in parts.spans if s.kind is SpanKind.DROPPED)
    if not parts.text.strip() or n_dropped >= len(parts.text):
        raise UnreadableDocumentError("expected text, found none in it; remove or fill it")
    return Document(
        source=source,
        title=parts.title,
        text=parts.text,
        digest=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        spans=tuple(sorted(parts.spans, key=lambda s: (s.start, -s.end, s.kind))),
    )
