"""Headings to nested sections: each governs what follows, up to the next heading of its rank."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.types import Span, SpanKind

PATH_SEPARATOR = " › "


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading line; level 1 is the highest."""

    start: int
    end: int
    level: int
    label: str


def heading_spans(headings: Iterable[Heading], end: int, *, title: str) -> list[Span]:
    """Return the HEADING and SECTION spans of headings given in order.

    A heading that only repeats the title opens no section: the title already goes with every
    passage, and would stand in front of each path a second time.

    Args:
        headings: In order of their start.
        end: Where the text, and so the last section, ends.
        title: The document's title.
    """
    spans = []
    path: list[Heading] = []
    for heading in headings:
        spans.append(Span(kind=SpanKind.HEADING, start=heading.start, end=heading.end))
        while path and path[-1].level >= heading.level:
            spans.append(_section(path, heading.start, title))
            path.pop()
        path.append(heading)
    while path:
        spans.append(_section(path, end, title))
        path.pop()
    return [span for span in spans if span.kind is SpanKind.HEADING or span.label]


def _section(path: list[Heading], end: int, title: str) -> Span:
    labels = [heading.label for heading in path]
    if labels[0] == title:
        labels = labels[1:]
    label = PATH_SEPARATOR.join(label for label in labels if label)
    return Span(kind=SpanKind.SECTION, start=path[-1].start, end=end, label=label)
