"""Lines that stand at the top or bottom of page after page: headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.loading.pdf_lines import PdfLine
from index.loading.pdf_paragraphs import HEADING_SIZE, usual_size

LEAST_PAGES = 3
"""A line on fewer pages is no running line."""

LEAST_SHARE = 0.4
"""Share of the pages that have it; headers of left and right pages differ."""

_AT_EDGE = 3
"""Lines at the top and at the bottom that may be running ones."""

_MARGIN = 0.2
"""Share of a page's height, at the top and at the bottom, in which running lines stand."""

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
    usual = usual_size([line for page in pages for line in page])
    at_edges = [list(_at_edges(page, usual)) for page in pages]
    seen = Counter(key for page in at_edges for key in {key for key, _ in page})
    least = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    found: dict[int, str] = {}
    for page in at_edges:
        for key, line in page:
            if seen[key] >= least:
                found[id(line)] = _kind(key, line)
    return found


def _at_edges(page: Sequence[PdfLine], usual: float) -> list[tuple[Key, PdfLine]]:
    """Return the lines at the top and at the bottom of a page, by what makes them alike."""
    by_height = sorted({line.base: line for line in page}.values(), key=lambda line: line.base)
    low = (line for line in _set_apart(by_height) if line.elevation <= _MARGIN)
    high = (line for line in _set_apart(by_height[::-1]) if line.elevation >= 1 - _MARGIN)
    edges = dict.fromkeys((line.base for line in low), "footer")
    edges |= dict.fromkeys((line.base for line in high), "header")
    return [
        ((edges[line.base], _pattern(line, usual), round(line.base / _SAME_HEIGHT)), line)
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


def _pattern(line: PdfLine, usual: float) -> str:
    """Return a line without its numbers, unless it says something that they may be part of.

    That is a sentence, or a heading that opens a page: "Chapter 7".
    """
    is_sentence = (
        bool(_SENTENCE_END.search(line.text)) and len(line.text.split()) >= _SENTENCE_WORDS
    )
    is_larger = line.size >= HEADING_SIZE * usual > 0
    return line.text if is_sentence or is_larger else _NUMBER.sub("#", line.text)


def _kind(key: Key, line: PdfLine) -> str:
    edge, pattern, _ = key
    words = re.findall(r"[^\W\d_]{2,}", pattern.lower())
    is_number = "#" in pattern and set(words) <= {"page", "of", "seite", "von"}
    return "page number" if is_number else f"running {edge}"
