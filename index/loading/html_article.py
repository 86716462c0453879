"""Which blocks of a page are its main content: trafilatura decides, block by block.

trafilatura returns text without saying where it stood. A long block is found again by its runs of
words, wherever they are. A short one ("Share", "Ukraine") may stand in a menu as well as in the
article, so it has to lie between the same long blocks in the page and in the extraction.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import chain, islice, pairwise

import trafilatura

_RUN = 4
"""Words in a run; two texts rarely share one by chance."""

_LONG = 8
"""A block of at least this many words is found by its runs alone."""

_BEGINNING = 200
"""Characters in which a long block has shown that it is one."""

_KEPT_SHARE = 0.5
"""A long block is main content if at least this share of its runs is."""

# One ideograph counts as a word: such scripts do not set words apart.
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W぀-ヿ㐀-鿿가-힯]+")

_FIGURE = re.compile(r"<(/?)(?:figure|(figcaption))\b", re.I)
"""trafilatura leaves figures out, with the tables and captions that articles have in them."""

_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Hyphenation marks and the like within words; trafilatura leaves them out."""


def main_blocks(html: str, texts: Sequence[str]) -> list[bool]:
    """Say for each block of a page, in order, whether it is main content.

    Where no main content is found, all of it is kept.
    """
    unframed = _FIGURE.sub(lambda tag: f"<{tag[1]}{'p' if tag[2] else 'div'}", html)
    extracted = trafilatura.extract(unframed, include_comments=False, favor_recall=True)
    kept = _match(_Extraction((extracted or "").splitlines()), texts)
    return kept if any(kept) else [True] * len(texts)


def _plain(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text.casefold()).split())


def _words(text: str) -> list[str]:
    return _WORD.findall(_UNSEEN.sub("", text.casefold()))


def _is_long(text: str) -> bool:
    beginning = _UNSEEN.sub("", text[:_BEGINNING])
    return any(True for _ in islice(_WORD.finditer(beginning), _LONG - 1, None))


def _match(extraction: "_Extraction", texts: Sequence[str]) -> list[bool]:
    is_long = [_is_long(text) for text in texts]
    places = [
        extraction.place_of(text) if long else None
        for text, long in zip(texts, is_long, strict=True)
    ]
    kept = [place is not None for place in places]
    anchors = [-1, *(i for i, place in enumerate(places) if place is not None), len(texts)]
    floor = 0
    for before, after in pairwise(anchors):
        ceiling = extraction.end if after == len(texts) else max(floor, places[after] or 0)
        short = {i: _words(texts[i]) for i in range(before + 1, after) if not is_long[i]}
        told = {i for i in short if short[i] and extraction.has_line(texts[i], floor, ceiling)}
        if any(block for i, block in short.items() if i not in told):
            words, pairs = extraction.between(floor, ceiling)
            told |= {i for i, block in short.items() if block and _is_within(block, words, pairs)}
        for i in told:
            kept[i] = True
        floor = ceiling
    return kept


def _is_within(block: list[str], words: set[str], pairs: set[tuple[str, str]]) -> bool:
    """Whether a short block is there: by its pairs of words, a single word as a whole line."""
    return block[0] in words if len(block) == 1 else all(p in pairs for p in pairwise(block))


class _Extraction:
    """What trafilatura extracted, line by line."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._as_they_are: dict[str, list[int]] = {}
        for i, line in enumerate(lines):
            self._as_they_are.setdefault(line, []).append(i)
        self.end = max(0, len(lines) - 1)

    def has_line(self, text: str, first: int, last: int) -> bool:
        """Whether a block is, letter for letter, a line of a range."""
        places = self._as_they_are.get(text, [])
        i = bisect_left(places, first)
        return i < len(places) and places[i] <= last

    def place_of(self, text: str) -> int | None:
        """Return the line that has a long block, or most of its runs, None if there is none."""
        if text in self._as_they_are:
            return self._as_they_are[text][0]
        exact = self._exact.get(_plain(text))
        if exact is not None:
            return exact
        runs = _runs_of(_words(text))
        found = [self._runs[run] for run in runs if run in self._runs]
        return found[0] if found and len(found) >= _KEPT_SHARE * len(runs) else None

    def between(self, first: int, last: int) -> tuple[set[str], set[tuple[str, str]]]:
        """Return the one-word lines, and all pairs of words, of a range of lines."""
        words: list[str] = []
        singles: set[str] = set()
        for line in map(_words, self._lines[first : last + 1]):
            singles.update(line if len(line) == 1 else ())
            words += line
        return singles, set(pairwise(words))

    @cached_property
    def _exact(self) -> dict[str, int]:
        """The first place of each line, whatever its capital letters and spaces."""
        places: dict[str, int] = {}
        for i, line in enumerate(self._lines):
            places.setdefault(_plain(line), i)
        return places

    @cached_property
    def _runs(self) -> dict[int, int]:
        """Which line each run of words begins in first; kept as hashes to save memory."""
        lines = [_words(line) for line in self._lines]
        words = list(chain.from_iterable(lines))
        of_line = [i for i, line in enumerate(lines) for _ in line]
        runs = _runs_of(words)
        # backwards, so that of equal runs the first is kept
        return dict(zip(reversed(runs), reversed(of_line[: len(runs)]), strict=True))


def _runs_of(words: Sequence[str]) -> list[int]:
    """Return the hash of each run of words."""
    return [hash(run) for run in zip(*(words[i:] for i in range(_RUN)), strict=False)]
