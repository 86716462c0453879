"""Which dense index a library gets, by its size, and how much of the exact result it finds.

Comparing a query with 200,000 float16 vectors takes about as long as encoding it. The vectors of a
larger library are linked into a graph, of which a query looks at as little as still brings nearly
all passages that comparing with every vector would. That is measured whenever a graph is made, by
vectors that lie as far from the library's passages as those of questions do.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from index.catalog import Catalog
from index.dense import N_CANDIDATES, DenseIndex
from index.types import EmbeddingMatrix, Recall

EXACT_UP_TO = 200_000
"""Rows; beyond, the comparison is what a question waits for."""

LEAST_RECALL = 0.98
"""Of the exact nearest; more of the graph is looked at until so many are found."""

N_NEAREST = 10
_N_ASKED = 256
"""Vectors whose neighbours are looked for; a share of 0.98 is then known to 0.003."""

_ASIDE = 1.3
"""How far they lie from a passage. Finding the ten nearest of 18,755 passages in clusters then took
as many of these as 900 questions of people needed; for passages themselves, half as many would do.
"""

_MOST_BREADTH = 2_000
"""Places in view at most, 9 ms at a million: what takes more to tell apart is nearly the same."""

_SAME = 1e-3
"""Cosines that differ by less are of texts that say the same: any of them is as near."""

_MOST_REMOVED = 0.2
"""Share of a graph's places that may stand for no row any more; as many removed at random, or whole
topics, cost no recall."""

_N_SAMPLED = 50_000
"""Vectors that codes are fitted to."""

_BATCH = 20_000
"""Vectors in memory at a time while an index is filled, and linked by all threads."""


def filled(catalog: Catalog, rows: Sequence[int]) -> tuple[DenseIndex, Recall | None]:
    """Return the index that suits so many rows, with them in it, and its recall unless exact."""
    if len(rows) <= EXACT_UP_TO:
        dense = DenseIndex.exact(catalog.embedder.dim)
        add(dense, catalog, rows)
        return dense, None
    dense = DenseIndex.graph(_gathered(catalog, _spread(rows, _N_SAMPLED)))
    add(dense, catalog, rows)
    return dense, _look_far_enough(dense, catalog, rows)


def still_suits(dense: DenseIndex, recall: Recall | None, *, n_added: int, n_removed: int) -> bool:
    """Return whether an index may take so many changes and stay of its kind."""
    n_rows = len(dense) + n_added - n_removed
    if recall is None or dense.is_exact:
        return dense.is_exact and n_rows <= EXACT_UP_TO
    n_idle = dense.n_idle + n_removed
    few_idle = n_idle <= _MOST_REMOVED * (n_rows + n_idle)
    return few_idle and EXACT_UP_TO // 2 < n_rows <= 2 * recall.n_rows


def add(dense: DenseIndex, catalog: Catalog, rows: Sequence[int]) -> None:
    """Add rows with the catalog's vectors."""
    for batch, vectors in _batches(catalog, rows):
        dense.add(batch, vectors)


def change(
    dense: DenseIndex, catalog: Catalog, *, added: Sequence[int], removed: Sequence[int]
) -> None:
    """Take rows out of an index and others in; a vector that stays keeps its place."""
    taken: dict[int, int] = {}
    for batch, vectors in _batches(catalog, added if removed else ()):
        left = set(removed).difference(taken.values())
        taken |= dense.hand_over(sorted(left), batch, vectors)
    dense.remove(sorted(set(removed).difference(taken.values())))
    add(dense, catalog, [row for row in added if row not in taken])


def _look_far_enough(dense: DenseIndex, catalog: Catalog, rows: Sequence[int]) -> Recall:
    """Let an index look as far around as it must, and return what it finds then."""
    queries = _likely_queries(_gathered(catalog, _spread(rows, 3 * _N_ASKED)))
    nearest = _exact_nearest(queries, catalog, rows)
    breadth = N_CANDIDATES
    while True:
        dense.look_at(breadth)
        share = _share_found(dense, catalog, queries, nearest)
        if share >= LEAST_RECALL or breadth >= min(_MOST_BREADTH, len(rows)):
            break
        breadth += breadth // 16
    return Recall(share=share, n_asked=len(queries), n_rows=len(rows), breadth=breadth)


def _likely_queries(passages: EmbeddingMatrix) -> EmbeddingMatrix:
    """Return unit rows that lie as questions do: a passage each, on the way between two others.

    Args:
        passages: Unit rows, shape (3 n, dim).
    """
    n_queries = len(passages) // 3
    asked, here, there = (passages[part : 3 * n_queries : 3] for part in range(3))
    return _unit(asked + _ASIDE * _unit(there - here))


def _unit(rows: EmbeddingMatrix) -> EmbeddingMatrix:
    """Return rows of length 1; one of length 0, between two of the same text, stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: EmbeddingMatrix = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit


def _share_found(
    dense: DenseIndex, catalog: Catalog, queries: EmbeddingMatrix, nearest: EmbeddingMatrix
) -> float:
    """Return which share of the nearest cosines is among an index's candidates."""
    n_found = 0
    for query, expected in zip(queries, nearest, strict=True):
        found = catalog.vectors([row for row, _ in dense.search(query[None])]) @ query
        best = np.sort(found)[::-1][:N_NEAREST]
        n_found += int(np.count_nonzero(best >= expected.min() - _SAME))
    return n_found / nearest.size


def _exact_nearest(
    queries: EmbeddingMatrix, catalog: Catalog, rows: Sequence[int]
) -> EmbeddingMatrix:
    """Return the cosines of the rows nearest to each query, shape (n_queries, N_NEAREST)."""
    best = np.full((len(queries), N_NEAREST), -np.inf, dtype=np.float32)
    for _, vectors in _batches(catalog, rows):
        cosines = np.concatenate([best, queries @ vectors.T], axis=1)
        best = -np.partition(-cosines, N_NEAREST - 1, axis=1)[:, :N_NEAREST]
    return best


def _spread(rows: Sequence[int], count: int) -> list[int]:
    """Return so many of the rows, from all over the library."""
    step = len(rows) / count
    return [rows[int(n * step)] for n in range(count)] if step > 1 else list(rows)


def _gathered(catalog: Catalog, rows: Sequence[int]) -> EmbeddingMatrix:
    return np.concatenate([vectors for _, vectors in _batches(catalog, rows)])


def _batches(
    catalog: Catalog, rows: Sequence[int]
) -> Iterator[tuple[Sequence[int], EmbeddingMatrix]]:
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        yield batch, catalog.vectors(batch)
