"""Which blocks of a page are its main content: trafilatura decides, block by block.

trafilatura returns text without saying where it stood. A long block is found again by its runs of
words, wherever they are. A short one ("Share", "Ukraine") may stand in a menu as well as in the
article, so it has to lie between the same long blocks in the page and in the extraction.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import trafilatura

_RUN = 4
"""Words in a run; two texts rarely share one by chance."""

_LONG = 8
"""A block of at least this many words is found by its runs alone."""

_KEPT_SHARE = 0.5
"""A long block is main content if at least this share of its runs is."""

# One ideograph counts as a word: such scripts do not set words apart.
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W぀-ヿ㐀-鿿가-힯]+")

_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Hyphenation marks and the like within words; trafilatura leaves them out."""


def main_blocks(html: str, texts: Sequence[str]) -> list[bool]:
    """Say for each block of a page, in order, whether it is main content.

    Where no main content is found, all of it is kept.
    """
    extracted = trafilatura.extract(html, include_comments=False, favor_recall=True)
    kept = _match([_words(line) for line in (extracted or "").splitlines()], texts)
    return kept if any(kept) else [True] * len(texts)


def _words(text: str) -> list[str]:
    return _WORD.findall(_UNSEEN.sub("", text.casefold()))


def _match(lines: list[list[str]], texts: Sequence[str]) -> list[bool]:
    blocks = [_words(text) for text in texts]
    runs = _first_places([word for line in lines for word in line])
    places = [_place(block, runs) for block in blocks]
    gaps = _Gaps(lines)
    kept = [place is not None for place in places]
    anchors = [-1, *(i for i, place in enumerate(places) if place is not None), len(blocks)]
    floor = 0
    for before, after in pairwise(anchors):
        ceiling = gaps.end if after == len(blocks) else max(floor, places[after] or 0)
        short = [i for i in range(before + 1, after) if 0 < len(blocks[i]) < _LONG]
        if short:
            words, pairs = gaps.between(floor, ceiling)
            for i in short:
                kept[i] = _is_within(blocks[i], words, pairs)
        floor = ceiling
    return kept


def _first_places(words: list[str]) -> dict[int, int]:
    """Return where each run of words stands first; runs are kept as hashes to save memory."""
    places: dict[int, int] = {}
    for i in range(len(words) - _RUN + 1):
        places.setdefault(hash(tuple(words[i : i + _RUN])), i)
    return places


def _place(block: list[str], runs: dict[int, int]) -> int | None:
    """Return where a long block stands in the extraction, None if it is short or not there."""
    if len(block) < _LONG:
        return None
    hashes = (hash(tuple(block[i : i + _RUN])) for i in range(len(block) - _RUN + 1))
    found = [runs[h] for h in hashes if h in runs]
    return found[0] if len(found) >= _KEPT_SHARE * (len(block) - _RUN + 1) else None


def _is_within(block: list[str], words: set[str], pairs: set[tuple[str, str]]) -> bool:
    """Whether a short block is there: by its pairs of words, a single word as a whole line."""
    return block[0] in words if len(block) == 1 else all(p in pairs for p in pairwise(block))


class _Gaps:
    """The extraction by ranges of its words, for ranges asked for in rising order."""

    def __init__(self, lines: list[list[str]]) -> None:
        self._lines = lines
        self._next = 0
        self._position = 0
        self.end = sum(map(len, lines))

    def between(self, start: int, end: int) -> tuple[set[str], set[tuple[str, str]]]:
        """Return the one-word lines, and all pairs of words, of the lines touching a range."""
        while self._next < len(self._lines):
            length = len(self._lines[self._next])
            if self._position + length > start:
                break
            self._position += length
            self._next += 1
        words: list[str] = []
        singles: set[str] = set()
        i, position = self._next, self._position
        while i < len(self._lines) and position < end:
            line = self._lines[i]
            singles.update(line if len(line) == 1 else ())
            words += line
            position += len(line)
            i += 1
        return singles, set(pairwise(words))
