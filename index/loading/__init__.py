"""Files to `Document`s; offsets of every later value count characters of `Document.text`."""

from index.loading.detection import HEAD_BYTES
from index.loading.picture import Box, PagePicture
from index.loading.registry import (
    draw_page,
    format_of,
    is_supported,
    load_bytes,
    objection_to,
    supported_suffixes,
)

__all__ = [
    "HEAD_BYTES",
    "Box",
    "PagePicture",
    "draw_page",
    "format_of",
    "is_supported",
    "load_bytes",
    "objection_to",
    "supported_suffixes",
]
