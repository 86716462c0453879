"""Plain text: what its lines mean has to be seen from how they are set.

In a file whose lines are wrapped at a width, a paragraph runs over lines until a blank one; in any
other, each line is a paragraph. A short line without an end mark above text is taken for a heading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.loading.parts import Heading, Parts, sections
from index.types import Span, SpanKind

_LINE = re.compile(r"[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_ITEM = re.compile(r"\s*(?:[•‣◦▪●·–—*+-]|\(?\d{1,3}[.)]|[a-z]\))\s+\S")
_END_MARK = re.compile(r"[.!?:;,…。！？][\"'”’)\]]*$")

_WIDEST_WRAP = 100
"""Longer lines are paragraphs, not wrapped text."""

_NARROWEST_WRAP = 45
"""Where lines are shorter than this on average, they are entries of their own."""

_WRAPPED_SHARE = 0.5
"""A file is wrapped if at least this share of its inner lines breaks off in mid-sentence."""

_HEADING_CHARACTERS = 80

_HEADINGS_IN_A_ROW = 2
"""A title and the first heading below it; more short lines above a text are a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    start: int
    end: int
    words: str
    after_blank: bool


def load_text(text: str) -> Parts:
    """Return a plain text as it is, with its paragraphs and the lines that look like headings."""
    paragraphs = _paragraphs(list(_lines(text)))
    headings = _headings(paragraphs)
    starts = {heading.start for heading in headings}
    begins_with_heading = bool(headings) and headings[0].start == paragraphs[0][0].start
    title = headings[0].words if begins_with_heading else ""
    blocks = [
        Span(kind=SpanKind.BLOCK, start=p[0].start, end=p[-1].end)
        for p in paragraphs
        if p[0].start not in starts
    ]
    spans = sections(headings, title=title, length=len(text))
    return Parts(title=title, text=text, spans=(*spans, *blocks))


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that are not blank."""
    before = 0
    for match in _LINE.finditer(text):
        if words := match[0].strip():
            n_ends = len(_LINE_END.findall(text, before, match.start()))
            yield _Line(start=match.start(), end=match.end(), words=words, after_blank=n_ends > 1)
            before = match.end()


def _paragraphs(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Join the lines of wrapped paragraphs; elsewhere each line is a paragraph."""
    wrapped = _is_wrapped(lines)
    paragraphs: list[list[_Line]] = []
    for line in lines:
        alone = line.after_blank or not wrapped or _ITEM.match(line.words)
        if paragraphs and not alone:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether lines end at a width instead of at the end of a thought."""
    inner = [line for line, after in pairwise(lines) if not after.after_blank]
    if not inner or max(len(line.words) for line in inner) > _WIDEST_WRAP:
        return False
    broken_off = sum(not _END_MARK.search(line.words) for line in inner)
    width = sum(len(line.words) for line in inner) / len(inner)
    return broken_off >= _WRAPPED_SHARE * len(inner) and width >= _NARROWEST_WRAP


def _headings(paragraphs: Sequence[Sequence[_Line]]) -> list[Heading]:
    """Return the short lines that stand right above a text."""
    headings: list[Heading] = []
    row: list[_Line] = []
    for paragraph in paragraphs:
        if len(paragraph) == 1 and _could_be_heading(paragraph[0]):
            row.append(paragraph[0])
            continue
        above = row[-_HEADINGS_IN_A_ROW:]
        headings += [Heading(start=h.start, end=h.end, level=1, words=h.words) for h in above]
        row = []
    return headings


def _could_be_heading(line: _Line) -> bool:
    words = line.words
    return (
        len(words) <= _HEADING_CHARACTERS
        and (words[0].isupper() or words[0].isdigit())
        and not _END_MARK.search(words)
        and not _ITEM.match(words)
        and any(character.isalpha() for character in words)
    )
