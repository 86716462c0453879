"""A page of a PDF as a picture, with boxes around the words of a quote.

A page that is one long strip, as browsers print them, would be too small to read: only the part
around the quote is drawn.
"""

import io
import math

import pypdfium2

from index.errors import UnreadableDocumentError
from index.loading.pdf import open_pdf
from index.loading.pdf_boxes import boxes_of
from index.loading.picture import Box, PagePicture

_MOST_PIXELS = 2_000_000
_MOST_SCALE = 2.5
"""Pixels a point: a page of usual size fills its panel twice, for sharp screens."""

_MOST_STRETCH = 3.0
"""Times its shorter side that the longer one of a picture is, at the most: no usual paper is so
long, and a WebP file has at most 16,383 pixels a side."""

_WHOLE = Box(left=0.0, top=0.0, width=1.0, height=1.0)


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
    boxes = boxes_of(page, quote, share)
    part = _part(page.get_size(), boxes[0] if boxes else _WHOLE)
    bitmap = _rendered(page, part)
    file = io.BytesIO()
    bitmap.to_pil().convert("RGB").save(file, "WEBP", quality=80)
    return PagePicture(
        page=number,
        n_pages=len(document),
        width=bitmap.width,
        height=bitmap.height,
        boxes=tuple(filter(None, (_within(box, part) for box in boxes))),
        is_whole=part == _WHOLE,
        media_type="image/webp",
        data=file.getvalue(),
    )


def _part(size: tuple[float, float], mark: Box) -> Box:
    """Return the part of a page to draw: all of it, or what lies around a mark on a long strip.

    Args:
        size: The page's width and height.
        mark: What the part begins a third before, on the page's longer side.
    """
    width, height = (min(1.0, _MOST_STRETCH * min(size) / side) for side in size)
    return Box(
        left=max(0.0, min(mark.left - width / 3, 1 - width)),
        top=max(0.0, min(mark.top - height / 3, 1 - height)),
        width=width,
        height=height,
    )


def _rendered(page: pypdfium2.PdfPage, part: Box) -> pypdfium2.PdfBitmap:
    """Return a part of a page as large as is readable, within the limit on pixels."""
    width, height = page.get_size()
    area = width * part.width * height * part.height
    right, bottom = 1 - part.left - part.width, 1 - part.top - part.height
    edges = part.left * width, bottom * height, right * width, part.top * height
    return page.render(
        scale=min(_MOST_SCALE, math.sqrt(_MOST_PIXELS / area)),
        crop=tuple(max(0.0, edge) for edge in edges),
    )


def _within(box: Box, part: Box) -> Box | None:
    """Return what of a box lies in a part of its page, in shares of that; None for nothing."""
    left, right = ((x - part.left) / part.width for x in (box.left, box.left + box.width))
    top, bottom = ((y - part.top) / part.height for y in (box.top, box.top + box.height))
    left, right, top, bottom = (max(0.0, min(1.0, side)) for side in (left, right, top, bottom))
    if left >= right or top >= bottom:
        return None
    return Box(left=left, top=top, width=right - left, height=bottom - top)
