"""Lines that stand at the top or bottom of page after page: headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.loading.pdf_lines import PdfLine

LEAST_PAGES = 3
"""A line on fewer pages is no running line."""

LEAST_SHARE = 0.4
"""Share of the pages that have it; headers of left and right pages differ."""

_AT_EDGE = 3
"""Lines at the top and at the bottom that may be running ones."""

_LEAST_GAP = 1.7
"""Sizes of the font that lie between a running line and the text, from line to line."""

_OTHER_FONT = 0.9
"""Share of the larger size that the smaller one falls below where two lines differ in font."""

_SAME_HEIGHT = 8.0
"""Points within which a line stands at the same height on two pages."""

_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")
_SENTENCE_END = re.compile(r"[.!?]\W*\Z")
_SENTENCE_WORDS = 6

Key = tuple[str, str, int]


def running_lines(pages: Sequence[Sequence[PdfLine]]) -> dict[int, str]:
    """Return why lines are left out, by their `id`: the kind of running line each is."""
    at_edges = [list(_at_edges(page)) for page in pages]
    seen = Counter(key for page in at_edges for key in {key for key, _ in page})
    least = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    found: dict[int, str] = {}
    for page in at_edges:
        for key, line in page:
            if seen[key] >= least:
                found[id(line)] = _kind(key, line)
    return found


def _at_edges(page: Sequence[PdfLine]) -> list[tuple[Key, PdfLine]]:
    """Return the lines at the top and at the bottom of a page, by what makes them alike."""
    by_height = sorted({line.base: line for line in page}.values(), key=lambda line: line.base)
    edges = {line.base: "footer" for line in _set_apart(by_height)}
    edges |= {line.base: "header" for line in _set_apart(by_height[::-1])}
    return [
        ((edges[line.base], _pattern(line.text), round(line.base / _SAME_HEIGHT)), line)
        for line in page
        if line.base in edges
    ]


def _set_apart(lines: Sequence[PdfLine]) -> Sequence[PdfLine]:
    """Return the first lines, up to where a gap or another font sets them off from the text."""
    n_apart = 0
    for i, (line, after) in enumerate(pairwise(lines[: _AT_EDGE + 1]), start=1):
        larger, smaller = max(line.size, after.size), min(line.size, after.size)
        if abs(line.base - after.base) > _LEAST_GAP * larger or smaller < _OTHER_FONT * larger:
            n_apart = i
    return lines[:n_apart]


def _pattern(text: str) -> str:
    """Return a line without its numbers, unless it says something that they may be part of."""
    if _SENTENCE_END.search(text) and len(text.split()) >= _SENTENCE_WORDS:
        return text
    return _NUMBER.sub("#", text)


def _kind(key: Key, line: PdfLine) -> str:
    edge, pattern, _ = key
    words = re.findall(r"[^\W\d_]{2,}", pattern.lower())
    is_number = "#" in pattern and set(words) <= {"page", "of", "seite", "von"}
    return "page number" if is_number else f"running {edge}"
