"""Plain text: nothing marks its paragraphs and headings, so both are inferred, cautiously.

A line taken for a heading is never quoted as an answer. So a line with a figure or a name after a
colon, which may well answer something, is left an ordinary line.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.dates import stated_date
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.sections import Heading, heading_spans
from index.types import Range, Span, SpanKind

_WIDEST_WRAP = 100
"""Columns at which people and programs wrap text; longer lines are paragraphs by themselves."""

_NARROWEST_WRAP = 40

_MOST_HEADING_WORDS = 12
_MOST_HEADING_CHARACTERS = 90

_MOST_TOP_HEADINGS = 4
"""More short lines at the top of a file are a menu or a list rather than titles."""

_PIECE_CHARACTERS = 2_000_000
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)")

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_BULLET = re.compile(r"(?:[•◦▪‣·*\-–—+]|\d{1,3}[.)]|[a-z]\))\s+\S")
_UNDERLINE = re.compile(r"([=\-~^*_#])\1{2,}")
_TERMINAL = re.compile(r"[.!?:;,。！？：；，…][\"'”’»)\]]*$")
_INNER_STOP = re.compile(r"[.!?。！？]\s+\S")
_NUMBERING = re.compile(
    r"(?:(?:chapter|section|part|§)\s*)?(?:\d+(?:\.\d+)*|[IVXLC]+)[.):]?\s+", re.I
)
_LABELLED = re.compile(r"\w+:\s+(?:\S+\s*){1,3}")
_BYLINE = re.compile(r"(?:by(?!\s+(?:the|an?)\b)|posted|published|(?:last )?updated)\b.*", re.I)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    """Both without outer white space."""
    text: str
    follows: bool
    """Whether the line before it is not blank."""


@dataclass(slots=True)
class _Paragraph:
    start: int
    end: int
    text: str
    """Its first line."""
    n_lines: int = 1
    is_underlined: bool = False
    after_blank: bool = True
    before_blank: bool = True


def load_text(data: bytes, source: str) -> Content:
    """Load plain text; the document's text is the decoded file, character for character."""
    text, encoding = decode(data, source)
    blocks: list[Span] = []
    sections: list[Heading] = []
    title = opening = ""
    for piece in _pieces(text):
        paragraphs = _paragraphs(_lines(text, piece))
        n_above = n_top = 0
        if piece[0] == 0:
            n_above, n_top, title = _top(paragraphs)
            opening = _opening(paragraphs)
        headings = [*paragraphs[:n_top], *_inner_headings(paragraphs, n_top)]
        starts = {heading.start for heading in headings}
        blocks += [
            Span(kind=SpanKind.BLOCK, start=p.start, end=p.end)
            for p in paragraphs
            if p.start not in starts
        ]
        sections += [_heading(p, is_above=i < n_above, title=title) for i, p in enumerate(headings)]
    return Content(
        title=title or opening,
        text=text,
        encoding=encoding,
        spans=(*blocks, *heading_spans(sections, len(text), title=title)),
        date=stated_date(text),
    )


def paragraph_ranges(text: str) -> list[Range]:
    """Return where the paragraphs of a plain text lie, its lines joined where it is wrapped."""
    return [(p.start, p.end) for p in _paragraphs(_lines(text, (0, len(text))))]


def _pieces(text: str) -> Iterator[Range]:
    """Yield what is looked at together: a file of many megabytes, in parts between blank lines."""
    start = 0
    while start < len(text):
        blank = _BLANK_LINE.search(text, start + _PIECE_CHARACTERS)
        end = blank.end() if blank else len(text)
        yield start, end
        start = end


def _lines(text: str, piece: Range) -> list[_Line]:
    """Return the lines of a piece that are not blank."""
    lines = []
    follows = False
    for match in _LINE.finditer(text, *piece):
        raw = match.group()
        content = raw.strip()
        if content:
            start = match.start() + len(raw) - len(raw.lstrip())
            lines.append(_Line(start, start + len(content), content, follows))
        follows = bool(content)
    return lines


def _paragraphs(lines: list[_Line]) -> list[_Paragraph]:
    width = _wrap_width(lines)
    paragraphs: list[_Paragraph] = []
    for previous, line in zip([None, *lines], lines, strict=False):
        last = paragraphs[-1] if paragraphs else None
        if last and line.follows and last.n_lines == 1 and _UNDERLINE.fullmatch(line.text):
            last.end, last.is_underlined = line.end, len(last.text) <= _MOST_HEADING_CHARACTERS
        elif last and previous and line.follows and width and _continues(previous, line, width):
            last.end, last.n_lines = line.end, last.n_lines + 1
        else:
            paragraphs.append(
                _Paragraph(line.start, line.end, line.text, after_blank=not line.follows)
            )
            if last:
                last.before_blank = not line.follows
    return paragraphs


def _wrap_width(lines: list[_Line]) -> int:
    """Return the column at which the file is wrapped, 0 if each line is a paragraph.

    In a wrapped file nearly every line that is not its paragraph's last is so long that the next
    line's first word had no room on it, and most stop in the middle of a sentence.
    """
    pairs = [
        (line, after)
        for line, after in pairwise(lines)
        if after.follows and not _starts_block(after)
    ]
    if not pairs:
        return 0
    lengths = sorted(len(line.text) for line, _ in pairs)
    width = lengths[bisect_right(lengths, lengths[-1]) * 9 // 10 - 1]
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    n_full = sum(_is_full(line, after, width) for line, after in pairs)
    n_open = sum(not _TERMINAL.search(line.text) for line, _ in pairs)
    return width if n_full > 0.6 * len(pairs) and n_open > 0.5 * len(pairs) else 0


def _is_full(line: _Line, after: _Line, width: int) -> bool:
    return len(line.text) + 1 + len(after.text.split(None, 1)[0]) > 0.9 * width


def _starts_block(line: _Line) -> bool:
    return bool(_BULLET.match(line.text) or _UNDERLINE.fullmatch(line.text))


def _continues(line: _Line, after: _Line, width: int) -> bool:
    """Whether a line of a wrapped file goes on in the next one."""
    if _starts_block(after) or _UNDERLINE.fullmatch(line.text):
        return False
    goes_on = after.text[0].islower() and not _TERMINAL.search(line.text)
    return goes_on or _is_full(line, after, width)


def _top(paragraphs: list[_Paragraph]) -> tuple[int, int, str]:
    """Return how many paragraphs are above the first section, how many are headings, the title."""
    n_top = 0
    while n_top < len(paragraphs) and _could_be_heading(paragraphs[n_top], at_top=True):
        n_top += 1
    is_headed = any(p.is_underlined for p in paragraphs[:n_top]) or any(
        map(_is_text, paragraphs[n_top : n_top + 3])
    )
    if not (0 < n_top <= _MOST_TOP_HEADINGS and is_headed):
        return 0, 0, ""
    last_is_section = n_top > 1 and _could_be_heading(paragraphs[n_top - 1])
    n_above = n_top - 1 if last_is_section else n_top
    return n_above, n_top, max((p.text for p in paragraphs[:n_above]), key=len)


def _inner_headings(paragraphs: list[_Paragraph], n_top: int) -> list[_Paragraph]:
    return [
        paragraph
        for i, paragraph in enumerate(paragraphs[:-1])
        if i >= n_top
        and _could_be_heading(paragraph)
        and (paragraph.is_underlined or _stands_above_text(paragraphs, i))
    ]


def _stands_above_text(paragraphs: list[_Paragraph], i: int) -> bool:
    """Whether a line has text right below it and is not the last one of a list above the text."""
    is_apart = paragraphs[i].after_blank or not _could_be_heading(paragraphs[i - 1])
    return is_apart and _is_text(paragraphs[i + 1])


def _could_be_heading(paragraph: _Paragraph, *, at_top: bool = False) -> bool:
    """Whether a paragraph looks like a heading; at the top, figures and colons are no objection."""
    text = paragraph.text
    if paragraph.is_underlined:
        return True
    if paragraph.n_lines > 1 or len(text) > _MOST_HEADING_CHARACTERS:
        return False
    bare = text[match.end() :] if (match := _NUMBERING.match(text)) else text
    if match and not (paragraph.after_blank and paragraph.before_blank):
        return False
    if not bare or len(bare.split()) > _MOST_HEADING_WORDS or _UNDERLINE.search(bare):
        return False
    if _BYLINE.fullmatch(bare) or (not match and _BULLET.match(text)):
        return False
    if (_TERMINAL.search(bare) and not bare.endswith("?")) or _INNER_STOP.search(bare):
        return False
    if not bare[0].isalpha() or bare[0].islower():
        return at_top and bare[0].isdigit()
    return at_top or not (any(map(str.isdigit, bare)) or _LABELLED.fullmatch(bare))


def _is_text(paragraph: _Paragraph) -> bool:
    """Whether a paragraph is something a heading can stand above."""
    text = paragraph.text
    if paragraph.n_lines > 1 or len(text) >= 80 or _BULLET.match(text):
        return True
    return bool(_TERMINAL.search(text)) and len(text.split()) >= 4


def _heading(paragraph: _Paragraph, *, is_above: bool, title: str) -> Heading:
    """Return a heading of a flat outline; what stands beside the title opens no section."""
    label = title if is_above else paragraph.text
    return Heading(start=paragraph.start, end=paragraph.end, level=1, label=label)


def _opening(paragraphs: list[_Paragraph]) -> str:
    """Return a first line that is set off like a title and ends like a sentence, else nothing.

    Abstracts and reports are often stored so. It stays quotable: it may be a sentence after all.
    """
    if len(paragraphs) < 2:
        return ""
    first, second = paragraphs[:2]
    is_set_off = first.n_lines == 1 and first.before_blank and len(second.text) > 300
    is_one_sentence = (
        not _INNER_STOP.search(first.text.rstrip(" .")) and 3 <= len(first.text.split()) <= 25
    )
    return first.text.rstrip(" .") if is_set_off and is_one_sentence else ""
