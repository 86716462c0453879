"""The lines of a PDF page with their places on the paper, in the order pdfium reads them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2

from index.loading.pdf_direction import in_reading_order

_LINE = re.compile(r"[^\r\n\ufffe\x02]+[\ufffe\x02]?")
"""pdfium joins the parts of a divided word: only its hyphen says that a line ended there."""

_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_WORD_GAP = 0.1
"""Sizes of the font between two signs of a word, at the most."""

_HYPHENS = dict.fromkeys((0x02, 0xAD, 0xFFFE), "-")
"""Signs that pdfium and programs give for a hyphen; on paper, a soft one is seen, too."""

_SIGNS = {**_LIGATURES, **_HYPHENS, 0x00: " ", 0x0B: " ", 0x0C: " "}


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLine:
    """One line; places in points from the lower left corner of the page."""

    text: str
    page: int
    """Counted from 1."""
    left: float
    right: float
    base: float
    """Lower edge of its characters' boxes."""
    elevation: float
    """How far up the page that is, as a share of its height."""
    size: float
    """Height of those boxes: about the size of the font."""

    @property
    def is_divided(self) -> bool:
        """Whether its last word goes on in the next line."""
        return self.text.endswith(("-", "‐")) and self.text[-2:-1].isalpha()


def lines_of(page: pypdfium2.PdfPage, number: int) -> list[PdfLine]:
    """Return the lines of a page that are not blank, ligatures spelled out."""
    found = page.get_textpage()
    try:
        lines: list[PdfLine] = []
        _, bottom, _, top = page.get_cropbox()
        for line in _lines(found, number, (bottom, top)):
            if lines and _touches(lines[-1], line):
                lines[-1] = _merged(lines[-1], line)
            else:
                lines.append(line)
        return lines
    finally:
        found.close()


def spelled_out(text: str) -> str:
    """Return text with ligatures spelled out, without white space around it."""
    return text.translate(_SIGNS).strip()


def _touches(line: PdfLine, after: PdfLine) -> bool:
    """Whether two pieces are of one word that the page sets sign by sign."""
    is_beside = abs(after.base - line.base) < 1.0 and after.size > 0
    return is_beside and -1.0 < after.left - line.right < _WORD_GAP * after.size


def _merged(line: PdfLine, after: PdfLine) -> PdfLine:
    return replace(line, text=line.text + after.text, right=after.right)


def _lines(
    page: pypdfium2.PdfTextPage, number: int, edges: tuple[float, float]
) -> Iterator[PdfLine]:
    text = page.get_text_range()
    wide = [i for i, sign in enumerate(text) if sign > "\uffff"]  # these take two places
    is_placed = len(text) + len(wide) == page.count_chars()

    def box(place: int) -> tuple[float, float, float, float]:
        if not is_placed:
            return (0.0, 0.0, 0.0, 0.0)
        return page.get_charbox(place + bisect_left(wide, place), loose=True)  # type: ignore[no-any-return]

    def sides(place: int) -> tuple[float, float]:
        left, _, right, _ = box(place)
        return left, right

    for match in _LINE.finditer(text):
        content = match.group().strip()
        if not spelled_out(content):
            continue
        first = match.start() + match.group().index(content)
        last = first + len(content) - 1
        boxes = [box(place) for place in (first, (first + last) // 2, last)]
        base = median(bottom for _, bottom, _, _ in boxes)
        read = in_reading_order(content, first, sides) if is_placed else content
        yield PdfLine(
            text=read.translate(_SIGNS),
            page=number,
            left=boxes[0][0],
            right=boxes[-1][2],
            base=base,
            elevation=(base - edges[0]) / max(edges[1] - edges[0], 1.0),
            size=round(median(top - bottom for _, bottom, _, top in boxes), 1),
        )
