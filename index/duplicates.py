"""Which documents are the same text in other clothes: reprints, copies with another boilerplate.

A document is known by its sketch, the smallest hashes of its runs of words (Broder, "On the
resemblance and containment of documents", 1997). Two sketches tell how much two texts share without
the texts; a long document's is as small as a short one's.
"""

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from index.types import Document, SpanKind

Sketch = NDArray[np.uint64]
"""Distinct hashes, ascending, shape (at most N_HASHES,)."""

N_HASHES = 128

LEAST_RESEMBLANCE = 0.7
"""Share of two texts' runs that both have. An article of 500 words keeps it where each of two
reprints adds another 100 words."""

_RUN = 5
"""Words in a run; two texts rarely share one by chance."""

_N_LOOKED_UP = 16
"""Hashes by which a like document is found: two that resemble each other share nearly all."""

_BATCH_WORDS = 100_000
_WORD = re.compile(r"\w+")
_BASE = np.uint64(0x100000001B3)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(33)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketched:
    """A document as it is compared."""

    source: str
    date: str
    """Its own date, empty where none is certain; the earliest of like documents is the first."""
    sketch: Sketch


def sketch_of(document: Document) -> Sketch:
    """Return the sketch of what a document keeps."""
    found = np.empty(0, dtype=np.uint64)
    words = (
        zlib.crc32(match[0].lower().encode("utf-8", "surrogatepass"))
        for start, end in _kept(document)
        for match in _WORD.finditer(document.text, start, end)
    )
    carried: list[int] = []
    while batch := list(islice(words, _BATCH_WORDS)):
        found = np.unique(np.concatenate([found, _runs([*carried, *batch])]))[:N_HASHES]
        carried = batch[-(_RUN - 1) :]
    return found


def first_prints(documents: Sequence[Sketched]) -> dict[str, str]:
    """Return, for each document that is much like an earlier one, the source of the first."""
    known = {document.source: document.sketch for document in documents}
    firsts: dict[int, list[str]] = {}
    found: dict[str, str] = {}
    for document in sorted(documents, key=lambda d: (d.date or "9999", d.source)):
        looked_up = [int(value) for value in document.sketch[:_N_LOOKED_UP]]
        shared = Counter(s for value in looked_up for s in firsts.get(value, ()))
        likeness = {s: _likeness(known[s], document.sketch, n) for s, n in shared.items()}
        best = max(likeness, key=likeness.__getitem__, default="")
        if best and likeness[best] >= LEAST_RESEMBLANCE:
            found[document.source] = best
        else:
            for value in looked_up:
                firsts.setdefault(value, []).append(document.source)
    return found


def _likeness(one: Sketch, other: Sketch, n_shared: int) -> float:
    """Return the resemblance of two sketches that share so many of the hashes looked up."""
    if max(len(one), len(other)) > _N_LOOKED_UP:
        return resemblance(one, other)
    return n_shared / (len(one) + len(other) - n_shared)  # all of both were looked up


def resemblance(one: Sketch, other: Sketch) -> float:
    """Return the share of two texts' runs that both have, as their sketches tell it."""
    if not len(one) or not len(other):
        return 0.0
    n_below = np.searchsorted(one, other)  # both ascend, so this finds what `other` shares, too
    shared = one[np.minimum(n_below, len(one) - 1)] == other
    n_shared_below = np.cumsum(shared) - shared
    place_in_both = n_below + np.arange(len(other)) - n_shared_below
    n_compared = min(N_HASHES, len(one) + len(other) - int(shared.sum()))
    return float(shared[place_in_both < N_HASHES].sum()) / n_compared


def _kept(document: Document) -> list[tuple[int, int]]:
    """Return the ranges of a document's text that are not dropped."""
    kept, position = [], 0
    for span in document.spans:
        if span.kind is SpanKind.DROPPED:
            kept.append((position, span.start))
            position = span.end
    return [*kept, (position, len(document.text))]


def _runs(words: Sequence[int]) -> Sketch:
    """Return the hash of each run of words; a text shorter than a run is one."""
    values = np.asarray(words, dtype=np.uint64)
    length = min(_RUN, len(values))
    hashes = np.zeros(len(values) - length + 1, dtype=np.uint64)
    for place in range(length):
        hashes = hashes * _BASE + values[place : place + len(hashes)]
    mixed: Sketch = (hashes ^ (hashes >> _HALF)) * _MIX
    return mixed ^ (mixed >> _HALF)
