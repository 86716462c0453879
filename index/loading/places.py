"""From an offset in a document's text to the place a person looks for it."""

import re
from bisect import bisect_right

from index.types import Document, Span, SpanKind

_LINE_END = re.compile(r"\r\n|\r|\n")


def line_of(document: Document, offset: int) -> int:
    """Return the line in the file, counted from 1, where a character of the text stands."""
    if span := _last_before(document, SpanKind.LINE, offset):
        return int(span.label)
    # a pair cut by the offset still begins on its line
    return 1 + sum(1 for end in _LINE_END.finditer(document.text, 0, offset) if end.end() <= offset)


def page_of(document: Document, offset: int) -> int | None:
    """Return the page, counted from 1, of a character of the text; None without pages."""
    span = _last_before(document, SpanKind.PAGE, offset)
    return int(span.label) if span else None


def _last_before(document: Document, kind: SpanKind, offset: int) -> Span | None:
    spans = [span for span in document.spans if span.kind is kind]
    position = bisect_right(spans, offset, key=lambda span: span.start)
    return spans[max(position - 1, 0)] if spans else None
