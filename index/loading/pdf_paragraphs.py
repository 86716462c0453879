"""Lines to paragraphs, over the borders of columns and pages, with divided words made whole."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.loading.pdf_lines import PdfLine

_LIKE_SIZE = 0.12
"""Share by which the sizes of two lines of a paragraph may differ."""

_WIDEST_PITCH = 1.65
"""Sizes of the font from one line of a paragraph to the next, at the most, if not spaced widely."""

_CELL_PITCH = 2.2
"""The same within a sentence, as in cells of tables, which some programs space more widely."""

_WIDEST_SPACING = 2.6
"""The same where nearly all lines are as far from one another, as in drafts with double spacing."""

HEADING_SIZE = 1.15
"""Times the usual size from which a short line is a heading."""

_MOST_HEADING_CHARACTERS = 150

_LEAST_LINES = 3
"""Lines in a column of text."""

_TERMINAL = re.compile(r"[.!?:;。！？][\"'”’»)\]]*\Z")
_BULLET = re.compile(r"(?:[•◦▪‣·–—*-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+\S")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DIVIDED = re.compile(r"([^\W\d_]+)[‐-]\Z")
_SHARED_END = frozenset("and or und oder bzw sowie".split())
"""Words after a hyphen that stands for what a later word ends in: "pre- and postwar"."""

_UNDIVIDED = re.compile(r"\S*[/@:\d]\S*-\Z|[^\W\d_a-z]{2,}-\Z")
"""What is not divided at the end of a line, so that its hyphen is its own: addresses, "EU-wide"."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[PdfLine] = field(default_factory=list)

    @property
    def size(self) -> float:
        """Size of its font."""
        return self.lines[0].size


def paragraphs_of(lines: Sequence[PdfLine]) -> list[Paragraph]:
    """Return the paragraphs of all pages, of lines without headers and footers."""
    rights = _right_edges(lines)
    pitch = _widest_pitch(lines)
    found: list[Paragraph] = []
    for i, line in enumerate(lines):
        if i and _continues(lines[i - 1], line, rights[i - 1], pitch):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line]))
    return found


def usual_size(lines: Sequence[PdfLine]) -> float:
    """Return the size that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def is_heading(paragraph: Paragraph, usual: float) -> bool:
    """Whether a paragraph is a heading: short, and larger than the text."""
    length = sum(len(line.text) for line in paragraph.lines)
    return paragraph.size >= HEADING_SIZE * usual > 0 and length <= _MOST_HEADING_CHARACTERS


def vocabulary(lines: Sequence[PdfLine]) -> frozenset[str]:
    """Return the words of a document, those at the ends of lines left out."""
    return frozenset(
        word.lower() for line in lines for word in _WORD.findall(line.text.rsplit(" ", 1)[0])
    )


def joined(before: str, after: str, known: frozenset[str]) -> str:
    """Return two lines as one; a word divided between them is made whole.

    A hyphen of the word's own stays where the document writes the word with it elsewhere, and
    where no word would be divided.
    """
    match = _DIVIDED.search(before)
    follows = _WORD.match(after)
    if not match or not follows or not after[0].islower():
        return f"{before}{'' if _is_open(before) else ' '}{after}"
    whole, hyphened = f"{match[1]}{follows[0]}", f"{match[1]}-{follows[0]}"
    is_own = hyphened.lower() in known and whole.lower() not in known
    if is_own or _UNDIVIDED.search(before.rsplit(None, 1)[-1]):
        return f"{before[: match.end(1)]}-{after}"
    if follows[0] in _SHARED_END and whole.lower() not in known:
        return f"{before} {after}"
    return f"{before[: match.end(1)]}{after}"


def _is_open(text: str) -> bool:
    """Whether a line ends in a hyphen or slash after which no space belongs."""
    return text.endswith(("-", "‐", "/")) and len(text) > 1 and not text[-2].isspace()


def _right_edges(lines: Sequence[PdfLine]) -> list[float]:
    """Return for each line how far its column reaches."""
    edges: list[float] = []
    column: list[PdfLine] = []
    for line in lines:
        if column and not _is_below(column[-1], line):
            edges += [_right_edge(column)] * len(column)
            column = []
        column.append(line)
    return edges + [_right_edge(column)] * len(column)


def _right_edge(column: Sequence[PdfLine]) -> float:
    """Return how far a column reaches; what a line or two reach to says nothing of it."""
    is_known = len(column) >= _LEAST_LINES
    return max((line.right for line in column), default=0.0) if is_known else math.inf


def _is_below(line: PdfLine, after: PdfLine) -> bool:
    """Whether a line stands below another one in the same column."""
    overlaps = after.left < line.right and line.left < after.right
    return after.page == line.page and after.base < line.base + 1.0 and overlaps


def _widest_pitch(lines: Sequence[PdfLine]) -> float:
    """Return how many sizes of the font a line may be below the one that it continues."""
    pitches = Counter(
        round(_pitch(line, after), 1) for line, after in pairwise(lines) if _is_below(line, after)
    )
    usual = pitches.most_common(1)[0][0] if pitches else 0.0
    return usual + 0.1 if _WIDEST_PITCH < usual + 0.1 <= _WIDEST_SPACING else _WIDEST_PITCH


def _pitch(line: PdfLine, after: PdfLine) -> float:
    return (line.base - after.base) / max(line.size, 1.0)


def _continues(line: PdfLine, after: PdfLine, right: float, pitch: float) -> bool:
    """Whether a paragraph goes on from a line to the next one."""
    if abs(after.size - line.size) > _LIKE_SIZE * line.size or _BULLET.match(after.text):
        return False
    if line.is_divided and (after.text[0].islower() or _is_below(line, after)):
        return True
    ends = bool(_TERMINAL.search(line.text))
    is_inside = not ends and after.text[0].islower()
    if not _is_below(line, after):
        return is_inside or (not ends and _is_full(line, after, right))
    if _pitch(line, after) > (max(pitch, _CELL_PITCH) if is_inside else pitch):
        return False
    if ends and after.left > line.left + 0.8 * line.size:  # the first line of a paragraph
        return False
    return _is_full(line, after, right) or is_inside


def _is_full(line: PdfLine, after: PdfLine, right: float) -> bool:
    """Whether the next line's first word had no room on a line."""
    width = (after.right - after.left) / max(len(after.text), 1)
    first = after.text.split(None, 1)[0]
    return line.right + (len(first) + 1) * width > right - 0.5 * width
