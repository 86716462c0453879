"""A page of a PDF as a picture, with boxes around the words of a quote.

A document's text is not letter for letter what the page holds: hyphens are joined, ligatures
spelled out, lines put in order. So only letters and digits are compared, in their order; where a
quote goes on beyond a column, a running line or the page, its parts are found one by one.
"""

import io
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import pypdfium2
from pypdfium2 import raw

from index.errors import UnreadableDocumentError
from index.loading.pdf import open_pdf
from index.loading.picture import Box, PagePicture
from index.types import Range

_MOST_PIXELS = 2_000_000
_MOST_SCALE = 2.5
"""Pixels a point: a page of usual size fills its panel twice, for sharp screens."""

_LEAST_PART = 12
"""Fewest letters of a quote's part that are looked for alone; fewer stand anywhere."""


def draw_page(data: bytes, source: str, *, page: int, quote: str, share: float) -> PagePicture:
    """Draw one page.

    Args:
        data: The file's bytes.
        source: Its path, for messages.
        page: Counted from 1.
        quote: What to box; empty for nothing.
        share: About which share of the page's text stands before the quote, should its words stand
            on the page more than once.

    Raises:
        UnreadableDocumentError: If there is no such page, or it cannot be drawn.
    """
    document = open_pdf(data, source)
    if not 1 <= page <= len(document):
        raise UnreadableDocumentError(
            f"Expected page {page} in '{source}', found {len(document)} pages. Sync the library"
        )
    try:
        return _drawn(document, page, quote, share)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocumentError(
            f"Expected page {page} of '{source}' to be drawn, found it damaged. Save it anew"
        ) from error


def _drawn(document: pypdfium2.PdfDocument, number: int, quote: str, share: float) -> PagePicture:
    page = document[number - 1]
    bitmap = page.render(scale=_scale(*page.get_size()))
    file = io.BytesIO()
    bitmap.to_pil().convert("RGB").save(file, "WEBP", quality=80)
    places = bitmap.get_posconv(page)
    size = bitmap.width, bitmap.height
    return PagePicture(
        page=number,
        n_pages=len(document),
        width=bitmap.width,
        height=bitmap.height,
        boxes=tuple(_box(corners, places, size) for corners in _corners(page, quote, share)),
        media_type="image/webp",
        data=file.getvalue(),
    )


def _scale(width: float, height: float) -> float:
    """Return the pixels a point at which a page of a size in points is drawn."""
    return min(_MOST_SCALE, math.sqrt(_MOST_PIXELS / (width * height)))


Corners = tuple[float, float, float, float]
"""Left, bottom, right and top, in points on the page."""


def _box(corners: Corners, places: pypdfium2.PdfPosConv, size: tuple[int, int]) -> Box:
    """Return corners as shares of the picture, whichever way the page is turned."""
    left, bottom, right, top = corners
    xs, ys = zip(places.to_bitmap(left, bottom), places.to_bitmap(right, top), strict=True)
    return Box(
        left=min(xs) / size[0],
        top=min(ys) / size[1],
        width=(max(xs) - min(xs)) / size[0],
        height=(max(ys) - min(ys)) / size[1],
    )


def _corners(page: pypdfium2.PdfPage, quote: str, share: float) -> list[Corners]:
    """Return where the lines of a quote stand on a page."""
    text = page.get_textpage()
    try:
        letters = list(_letters(text))
        found = _found("".join(sign for sign, _ in letters), _bare(quote), share)
        runs = [(letters[first][1], letters[last - 1][1] + 1) for first, last in found]
        places = [place for run in _with_ends(runs, quote) for place in range(*run)]
        return _lines(list(_signs(text, places)))
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
    for place in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, place)
        for sign in _bare(chr(code)):
            yield sign, place


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
    """Say whether a piece goes on in a line: as high, and begins where the line ends."""
    height = max(line[3] - line[1], piece[3] - piece[1])
    overlap = min(line[3], piece[3]) - max(line[1], piece[1])
    return overlap > height / 2 and line[0] <= piece[0] < line[2] + 3 * height
