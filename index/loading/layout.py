"""For formats whose text has to be laid out: one part below the other, and what each part is."""

import re
from dataclasses import dataclass, field

from index.loading.content import Content
from index.loading.sections import Heading, heading_spans
from index.types import Range, Span, SpanKind

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Replace what cannot be stored as UTF-8 text: halves of characters, and zeros."""
    return _UNSTORABLE.sub("\ufffd", text)


@dataclass(slots=True)
class Layout:
    """Gathers the parts of a text; each is on lines of its own."""

    _parts: list[str] = field(default_factory=list)
    _end: int = 0
    _spans: list[Span] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    _marks: dict[SpanKind, list[tuple[int, str]]] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """Where the next part will start."""
        return self._end + 1 if self._parts else 0

    def add(self, text: str, kind: SpanKind = SpanKind.BLOCK, label: str = "") -> Range:
        """Add a part, white space around it left out; return where it lies."""
        text = storable(text).strip()
        start = self.start
        if not text:
            return start, start
        self._parts.append(text)
        self._end = start + len(text)
        self._spans.append(Span(kind=kind, start=start, end=self._end, label=label))
        return start, self._end

    def add_heading(self, text: str, level: int, *, label: str = "") -> None:
        """Add a heading, which opens a section; without a label, its text is the label."""
        start, end = self.add(text, SpanKind.HEADING)
        if start < end:
            self._spans.pop()
            label = " ".join(storable(label or text).split())
            self.headings.append(Heading(start=start, end=end, level=level, label=label))

    def add_parsed(self, text: str, spans: list[Span], headings: list[Heading]) -> None:
        """Add a part of which it is already known what its ranges are."""
        if not text.strip():
            return
        shift = self.start
        self._parts.append(text)
        self._end = shift + len(text)
        self._spans += [
            Span(kind=s.kind, start=s.start + shift, end=s.end + shift, label=s.label)
            for s in spans
        ]
        self.headings += [
            Heading(start=h.start + shift, end=h.end + shift, level=h.level, label=h.label)
            for h in headings
        ]

    def mark(self, kind: SpanKind, label: str, *, offset: int = 0) -> None:
        """Say where what follows is found in the file, up to the next mark of this kind.

        Args:
            kind: What the label names: a line, a cue.
            label: Its number, name or time.
            offset: Where in the next part it begins.
        """
        position = self.start + offset
        marks = self._marks.setdefault(kind, [])
        if marks and marks[-1][0] == position:
            marks.pop()
        if not marks or marks[-1][1] != label:
            marks.append((position, label))

    def add_section(self, start: int, label: str) -> None:
        """Make what was added since `start` a section without a heading of its own."""
        if start < self._end and label.strip():
            label = " ".join(storable(label).split())
            self._spans.append(Span(kind=SpanKind.SECTION, start=start, end=self._end, label=label))

    def content(
        self, *, title: str, encoding: str, date: str = "", remarks: tuple[str, ...] = ()
    ) -> Content:
        """Return all that was added."""
        title = " ".join(storable(title).split())
        return Content(
            title=title,
            text="\n".join(self._parts),
            encoding=encoding,
            spans=(
                *self._spans,
                *self._place_spans(),
                *heading_spans(self.headings, self._end, title=title),
            ),
            date=date,
            remarks=remarks,
        )

    def _place_spans(self) -> list[Span]:
        return [
            Span(kind=kind, start=start, end=end, label=label)
            for kind, marks in self._marks.items()
            for (start, label), end in zip(
                marks, [*(after for after, _ in marks[1:]), self._end], strict=True
            )
            if start < end
        ]
