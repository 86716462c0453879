"""The lines of a PDF page with their places on the paper, in the order pdfium reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2

_LINE = re.compile(r"[^\r\n]+")
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_HYPHEN = "\u00ad"
"""What pdfium gives for the hyphen of a divided word, brought to one sign."""

_WORD_GAP = 0.1
"""Sizes of the font between two signs of a word, at the most."""

_SIGNS = {**_LIGATURES, 0x02: _HYPHEN, 0xFFFE: _HYPHEN, 0x00: " ", 0x0B: " ", 0x0C: " "}


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
    size: float
    """Height of those boxes: about the size of the font."""

    @property
    def is_divided(self) -> bool:
        """Whether its last word goes on in the next line."""
        return self.text.endswith((_HYPHEN, "-", "‐")) and self.text[-2:-1].isalpha()


def lines_of(page: pypdfium2.PdfPage, number: int) -> list[PdfLine]:
    """Return the lines of a page that are not blank, ligatures spelled out."""
    found = page.get_textpage()
    try:
        lines: list[PdfLine] = []
        for line in _lines(found, number):
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
    text = line.text.replace(_HYPHEN, "-") + after.text
    return replace(line, text=text, right=after.right)


def _lines(page: pypdfium2.PdfTextPage, number: int) -> Iterator[PdfLine]:
    text = page.get_text_range()
    is_placed = len(text) == page.count_chars()  # not where a sign takes two places
    for match in _LINE.finditer(text):
        content = match.group().strip()
        if not spelled_out(content):
            continue
        first = match.start() + match.group().index(content)
        last = first + len(content) - 1
        boxes = [
            page.get_charbox(place, loose=True) if is_placed else (0.0, 0.0, 0.0, 0.0)
            for place in (first, (first + last) // 2, last)
        ]
        yield PdfLine(
            text=content.translate(_SIGNS),
            page=number,
            left=boxes[0][0],
            right=boxes[-1][2],
            base=median(bottom for _, bottom, _, _ in boxes),
            size=round(median(top - bottom for _, bottom, _, top in boxes), 1),
        )
