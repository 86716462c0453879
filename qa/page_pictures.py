"""Pictures of the pages that a quote stands on, drawn from the file as it was indexed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from index.errors import ReportableError
from index.loading import PagePicture, draw_page
from index.types import Document, Range, Span, SpanKind

MAX_PAGES = 3
"""Most pages drawn for one quote; a sentence hardly ever goes on over more than one turn."""


class PictureError(ReportableError):
    """A page that cannot be shown as it was when it was indexed."""


def pages_under(document: Document, quote: Range) -> tuple[Span, ...]:
    """Return the pages that a quote stands on, in order; empty in a file without pages."""
    start, end = quote
    pages = (span for span in document.spans if span.kind is SpanKind.PAGE)
    return tuple(page for page in pages if page.start < end and start < page.end)


def pictures_of(folder: Path, document: Document, quote: Range) -> Iterator[PagePicture]:
    """Yield the pages that a quote stands on, with its words boxed.

    Args:
        folder: The library's.
        document: As it was indexed.
        quote: Where the words stand in its text.

    Raises:
        PictureError: If the file is gone, cannot be read, or is not the one that was indexed.
        DocumentError: If a page cannot be drawn.
    """
    pages = pages_under(document, quote)[:MAX_PAGES]
    if not pages:
        return
    data = _indexed_bytes(folder, document)
    for page in pages:
        yield draw_page(
            data,
            document.source,
            page=int(page.label),
            quote=document.text[slice(*quote)],
            share=max(0, quote[0] - page.start) / (page.end - page.start),
        )


def _indexed_bytes(folder: Path, document: Document) -> bytes:
    """Return a file's bytes if they are those that were indexed."""
    path = folder / document.source
    try:
        data = b"" if path.is_fifo() else path.read_bytes()  # a pipe would be waited for
    except FileNotFoundError as error:
        raise PictureError(
            f"Expected '{document.source}' in the folder, found that it is gone. Sync the library"
        ) from error
    except OSError as error:
        raise PictureError(
            f"Expected to read '{document.source}', found: {error.strerror}. Check its permissions"
        ) from error
    if hashlib.sha256(data).hexdigest() == document.digest:
        return data
    raise PictureError(
        f"Expected '{document.source}' as it was indexed, found that it has changed since."
        " Sync the library"
    )
