"""Where an offset lies in the file as an editor or a viewer counts: line and page, from 1."""

from bisect import bisect_right

from index.types import Document, Span, SpanKind


def line_of(document: Document, offset: int) -> int:
    r"""Return the file's line an offset lies in; `\n`, `\r\n` and `\r` each end a line."""
    lines = [span for span in document.spans if span.kind is SpanKind.LINE]
    if lines:
        return int(_last_before(lines, offset).label)
    text = document.text
    n_pairs = text.count("\r\n", 0, offset + 1)
    return 1 + text.count("\n", 0, offset) + text.count("\r", 0, offset) - n_pairs


def page_of(document: Document, offset: int) -> int | None:
    """Return the page an offset lies in, None in a document without pages."""
    pages = [span for span in document.spans if span.kind is SpanKind.PAGE]
    return int(_last_before(pages, offset).label) if pages else None


def _last_before(spans: list[Span], offset: int) -> Span:
    """Return the last span that starts at or before the offset, else the first."""
    return spans[max(0, bisect_right(spans, offset, key=lambda span: span.start) - 1)]
