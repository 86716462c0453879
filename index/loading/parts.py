"""What a loader makes of a file's text, and the bookkeeping of headings that loaders share."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Span, SpanKind

PATH_SEPARATOR = " › "


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A document without the facts of its file."""

    title: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading line in the text."""

    start: int
    end: int
    level: int
    """1 for the highest."""
    words: str
    """The heading without its marks."""


def sections(headings: Sequence[Heading], *, title: str, length: int) -> list[Span]:
    """Return what each heading governs: up to the next one of its level or a higher.

    Args:
        headings: In order.
        title: Of the document; a heading that repeats it is left out of the paths.
        length: Of the text, where the last section ends.
    """
    spans: list[Span] = []
    path: list[Heading] = []
    ends = _ends(headings, length)
    for heading, end in zip(headings, ends, strict=True):
        path = [above for above in path if above.level < heading.level] + [heading]
        label = PATH_SEPARATOR.join(h.words for h in path if h.words not in ("", title))
        spans.append(Span(kind=SpanKind.SECTION, start=heading.start, end=end, label=label))
        spans.append(Span(kind=SpanKind.HEADING, start=heading.start, end=heading.end))
    return spans


def _ends(headings: Sequence[Heading], length: int) -> list[int]:
    """Return where each heading's section ends, walking back over the headings that close it."""
    ends: list[int] = []
    following: list[Heading] = []
    for heading in reversed(headings):
        while following and following[-1].level > heading.level:
            following.pop()
        ends.append(following[-1].start if following else length)
        following.append(heading)
    return ends[::-1]
