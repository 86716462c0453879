"""Where offsets lie in the file as an editor or a viewer counts; all numbers from 1."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.types import Document, Passage, Place, Span, SpanKind

_LINE_END = re.compile(r"\r\n?|\n")

_NUMBERED = frozenset({SpanKind.PAGE, SpanKind.SLIDE, SpanKind.ROW, SpanKind.CELL})
_NAMED = frozenset({SpanKind.SHEET, SpanKind.CUE})


class Places:
    """Finds where the offsets of one document lie in its file."""

    def __init__(self, document: Document) -> None:
        self._lines = _Spans(document, SpanKind.LINE)
        self._line_ends = None if self._lines else array("q", _ends_of_lines(document.text))
        self._kinds = {
            kind: spans for kind in _NUMBERED | _NAMED if (spans := _Spans(document, kind))
        }

    def at(self, offset: int) -> Place:
        """Return the place of an offset in the document's text."""
        if not self._kinds:
            return _on_line(self._line_at(offset))
        labels = {kind: spans.label_at(offset) for kind, spans in self._kinds.items()}
        numbers = {
            kind: int(label) for kind, label in labels.items() if kind in _NUMBERED and label
        }
        return Place(
            line=self._line_at(offset),
            page=numbers.get(SpanKind.PAGE),
            slide=numbers.get(SpanKind.SLIDE),
            sheet=labels.get(SpanKind.SHEET),
            row=numbers.get(SpanKind.ROW),
            cell=numbers.get(SpanKind.CELL),
            time=labels.get(SpanKind.CUE),
        )

    def _line_at(self, offset: int) -> int:
        if self._line_ends is not None:
            return 1 + bisect_right(self._line_ends, offset)
        return int(self._lines.label_before(offset))


class _Spans:
    """The spans of one kind, which follow one another."""

    def __init__(self, document: Document, kind: SpanKind) -> None:
        self._spans: Sequence[Span] = [span for span in document.spans if span.kind is kind]
        self._starts = array("q", (span.start for span in self._spans))

    def __len__(self) -> int:
        return len(self._spans)

    def label_at(self, offset: int) -> str | None:
        """Return the label of the span an offset lies in, None outside of all."""
        i = bisect_right(self._starts, offset) - 1
        return self._spans[i].label if i >= 0 and offset < self._spans[i].end else None

    def label_before(self, offset: int) -> str:
        """Return the label of the last span that starts at or before an offset, else the first."""
        i = bisect_right(self._starts, offset) - 1
        return self._spans[max(0, i)].label


@lru_cache(maxsize=1)
def _on_line(line: int) -> Place:
    """Return the place of a line; the sentences of a paragraph, often on one, share it."""
    return Place(line=line)


def _ends_of_lines(text: str) -> Iterator[int]:
    return (match.end() for match in _LINE_END.finditer(text))


def place_in(passage: Passage, offset: int) -> Place:
    """Return where the sentence begins that an offset of a passage lies in."""
    starts = [start for start, _ in passage.sentences]
    return passage.places[bisect_right(starts, offset) - 1]


def in_words(place: Place) -> str:
    """Return a place as a person says it, `page 7` or `sheet Sales, row 12`."""
    told = {
        "page": place.page,
        "slide": place.slide,
        "sheet": place.sheet,
        "cell": place.cell,
        "row": place.row,
    }
    parts = [f"{name} {value}" for name, value in told.items() if value is not None]
    if place.time is not None:
        parts.append(place.time)
    return ", ".join(parts) or f"line {place.line}"
