"""Finds line breaks that only keep a file narrow, so that its paragraphs can flow on the page.

The text keeps every character; the breaks are merely shown as spaces.
"""

import re
from collections.abc import Iterator

from index.types import Document, Range, SpanKind

MIN_WIDTH = 50
"""Characters of the longest line; verses and addresses are broken on purpose and are narrower."""

_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*")


def soft_breaks(document: Document, window: Range) -> Iterator[Range]:
    """Yield the ranges to show as one space, for all blocks that touch the window."""
    for span in document.spans:
        if span.kind is SpanKind.BLOCK and span.start < window[1] and span.end > window[0]:
            block = document.text[span.start : span.end]
            if is_wrapped(block):
                for found in _BREAK.finditer(block):
                    yield span.start + found.start(), span.start + found.end()


def is_wrapped(block: str) -> bool:
    """Whether each line was broken exactly because the next word did not fit."""
    lines = [line.strip() for line in block.strip().split("\n")]
    width = max(map(len, lines))
    if len(lines) < 2 or width < MIN_WIDTH or not all(lines):
        return False
    following = [line.split(maxsplit=1)[0] for line in lines[1:]]
    return all(
        len(line) + 1 + len(word) > width for line, word in zip(lines, following, strict=False)
    )
