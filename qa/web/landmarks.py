"""Says in the text of a document where its parts begin, so that a reader sees where a quote stands.

Headings are in the text already and are given their rank; pages, slides, sheets, cells and sections
that have no line of their own are given a landmark, which is shown between the characters and is
none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from index.types import Document, Range, Span, SpanKind
from qa.web import wording
from qa.web.marking import Landmark, Look, Stretch

_WORDS = {
    SpanKind.PAGE: wording.PAGE_MARK,
    SpanKind.SLIDE: wording.SLIDE_MARK,
    SpanKind.SHEET: wording.SHEET_MARK,
    SpanKind.CELL: wording.CELL_MARK,
    SpanKind.CUE: "{label}",
    SpanKind.SECTION: "{label}",
}
_MINUTE = len("00:01")
_LOWEST_RANK = 6  # HTML has no heading below


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a window of a document is divided by, in offsets of the document and in order."""

    headings: tuple[Stretch, ...]
    """Lines of the text."""
    landmarks: tuple[Landmark, ...]
    """What begins without a line of its own; first what goes on at the window's start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beginning:
    at: int
    end: int
    """Of the heading's line; `at` for a landmark."""
    label: str
    depth: int


def outline(document: Document, window: Range) -> Outline:
    """Return the headings and landmarks inside a window, each ranked below what it stands under."""
    found = sorted((*_headings(document), *_parts(document, window)), key=lambda b: (b.at, b.end))
    first = 3 if document.title else 2  # the view's own heading is the title
    rank = first - 1
    headings, marks = [], []
    for one in found:
        if not window[0] <= one.at < window[1]:
            continue
        rank = min(first + one.depth, rank + 1, _LOWEST_RANK)
        if one.label:
            marks.append(Landmark(at=one.at, label=one.label, rank=rank))
        else:
            headings.append(Stretch(look=Look.HEADING, start=one.at, end=one.end, rank=rank))
    return Outline(headings=tuple(headings), landmarks=tuple(marks))


def section_at(document: Document, offset: int) -> str:
    """Return the path of headings that an offset stands under; empty where the place says it."""
    under = [s for s in _sections(document) if s.start <= offset < s.end]
    sheets = {s.label for s in document.spans if s.kind is SpanKind.SHEET}
    return next((s.label for s in reversed(under) if s.label not in sheets), "")


def _headings(document: Document) -> Iterator[_Beginning]:
    """Yield the headings of the text; the depth is the number of sections around each."""
    below = any(s.kind in _WORDS and s.kind is not SpanKind.SECTION for s in document.spans)
    sections = _sections(document)
    opened: list[int] = []
    i = 0
    for span in document.spans:
        if span.kind is SpanKind.HEADING:
            while i < len(sections) and sections[i].start <= span.start:
                opened.append(sections[i].end)
                i += 1
            opened = [end for end in opened if end > span.start]
            depth = max(0, len(opened) - 1) + below
            yield _Beginning(at=span.start, end=span.end, label="", depth=depth)


def _parts(document: Document, window: Range) -> Iterator[_Beginning]:
    """Yield the parts without a line of their own, from the one the window begins in."""
    told = {s.start for s in document.spans if s.kind in (SpanKind.HEADING, SpanKind.SHEET)}
    minute = ""
    for span in document.spans:
        if span.kind not in _WORDS or span.end <= window[0]:
            continue
        if span.kind is SpanKind.SECTION and span.start in told:
            continue
        if span.kind is SpanKind.CUE:  # a landmark each would be a line for every line
            if span.label[:_MINUTE] == minute:
                continue
            minute = span.label[:_MINUTE]
        at = max(span.start, window[0])
        label = _WORDS[span.kind].format(label=span.label)
        yield _Beginning(at=at, end=at, label=label, depth=0)


def _sections(document: Document) -> list[Span]:
    """Return the sections, outer before inner."""
    sections = (span for span in document.spans if span.kind is SpanKind.SECTION)
    return sorted(sections, key=lambda span: (span.start, -span.end))
