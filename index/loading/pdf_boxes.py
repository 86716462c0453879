"""Where the words of a quote stand on a page of a PDF.

A document's text is not letter for letter what the page holds: hyphens are joined, ligatures
spelled out, lines put in order. So only letters and digits are compared, in their order; where a
quote goes on beyond a column, a running line or the page, its parts are found one by one.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from index.loading.picture import Box
from index.types import Range

_CANVAS = 100_000
"""Units a side of the canvas that places are measured on, which is in whole units."""

_HALF_TURNED = math.sin(math.pi / 4)

_LEAST_PART = 12
"""Fewest letters of a quote's part that are looked for alone; fewer stand anywhere."""

Corners = tuple[float, float, float, float]
"""Left, bottom, right and top, in points on the page."""


def boxes_of(page: pypdfium2.PdfPage, quote: str, share: float) -> list[Box]:
    """Return a box around each line of a quote, in shares of the page as it is shown.

    Args:
        page: Where to look.
        quote: The words.
        share: About which share of the page's text stands before them, should they stand there
            more than once.
    """
    places = pypdfium2.PdfPosConv(page, (0, 0, _CANVAS, _CANVAS, 0))
    return [_box(corners, places) for corners in _corners(page, quote, share)]


def _box(corners: Corners, places: pypdfium2.PdfPosConv) -> Box:
    left, bottom, right, top = corners
    xs, ys = zip(places.to_bitmap(left, bottom), places.to_bitmap(right, top), strict=True)
    return Box(
        left=min(xs) / _CANVAS,
        top=min(ys) / _CANVAS,
        width=(max(xs) - min(xs)) / _CANVAS,
        height=(max(ys) - min(ys)) / _CANVAS,
    )


def _corners(page: pypdfium2.PdfPage, quote: str, share: float) -> list[Corners]:
    """Return where the lines of a quote stand on a page."""
    text = page.get_textpage()
    try:
        letters = list(_letters(text))
        found = _found("".join(sign for sign, _ in letters), _bare(quote), share)
        runs = [(letters[first][1], letters[last - 1][1] + 1) for first, last in found]
        places = [place for run in _with_ends(runs, quote) for place in range(*run)]
        signs = list(_signs(text, places))
        if runs and _is_sideways(text, runs[0][0]):
            return [_swapped(line) for line in _lines([_swapped(sign) for sign in signs])]
        return _lines(signs)
    finally:
        text.close()


def _with_ends(runs: Sequence[Range], quote: str) -> list[Range]:
    """Return runs of signs with what the quote has before its first letter and after its last."""
    signs = [sign.isalnum() for sign in quote]
    if not runs or True not in signs:
        return list(runs)
    before, after = signs.index(True), signs[::-1].index(True)
    widened = [list(run) for run in runs]
    widened[0][0] -= before
    widened[-1][1] += after
    return [(start, end) for start, end in widened]


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[tuple[str, int]]:
    """Yield the letters and digits of a page, each with the place of its sign."""
    codes = [raw.FPDFText_GetUnicode(text, place) for place in range(text.count_chars())]
    for place, (code, after) in enumerate(pairwise([*codes, 0])):
        for sign in _bare(_sign(code, after)):
            yield sign, place


def _sign(code: int, after: int) -> str:
    """Return the sign of a code; those beyond 16 bits come in halves, the second of no sign."""
    if 0xD800 <= code < 0xDC00 <= after < 0xE000:
        return chr(0x10000 + (code - 0xD800) * 0x400 + after - 0xDC00)
    return chr(code)


def _bare(text: str) -> str:
    """Return the letters and digits of a text, of one form and in small."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _found(page: str, quote: str, share: float) -> list[Range]:
    """Return where a quote stands among a page's letters, whole or else part by part."""
    if not quote:
        return []
    starts = [match.start() for match in re.finditer(f"(?={quote})", page)]
    if starts:
        nearest = min(starts, key=lambda start: abs(start - share * len(page)))
        return [(nearest, nearest + len(quote))]
    parts = SequenceMatcher(None, page, quote, autojunk=False).get_matching_blocks()
    return [(part.a, part.a + part.size) for part in parts if part.size >= _LEAST_PART]


def _signs(text: pypdfium2.PdfTextPage, places: Sequence[int]) -> Iterator[Corners]:
    """Yield where each sign stands, as high as its font."""
    n_signs = text.count_chars()
    for place in places:
        if 0 <= place < n_signs:
            left, bottom, right, top = text.get_charbox(place, loose=True)
            if right > left and top > bottom:
                yield left, bottom, right, top


def _is_sideways(text: pypdfium2.PdfTextPage, place: int) -> bool:
    """Say whether a sign is written upwards or downwards on the page."""
    return abs(math.sin(raw.FPDFText_GetCharAngle(text, place))) > _HALF_TURNED


def _swapped(corners: Corners) -> Corners:
    """Return corners with the axes in each other's place, which turns columns into lines."""
    left, bottom, right, top = corners
    return bottom, left, top, right


def _lines(pieces: Sequence[Corners]) -> list[Corners]:
    """Return pieces that stand beside each other as one, in their order."""
    lines: list[Corners] = []
    for piece in pieces:
        if lines and _are_beside(lines[-1], piece):
            pairs = list(zip(lines[-1], piece, strict=True))
            lines[-1] = (min(pairs[0]), min(pairs[1]), max(pairs[2]), max(pairs[3]))
        else:
            lines.append(piece)
    return lines


def _are_beside(line: Corners, piece: Corners) -> bool:
    """Say whether a piece goes on in a line, on either end of it, and is as high."""
    height = max(line[3] - line[1], piece[3] - piece[1])
    overlap = min(line[3], piece[3]) - max(line[1], piece[1])
    gap = max(piece[0] - line[2], line[0] - piece[2])
    return overlap > height / 2 and gap < 3 * height
