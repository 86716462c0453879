"""Which dense index a library gets, by its size, and how much of the exact result it finds.

Comparing a query with 200,000 float16 vectors takes about as long as encoding it. The vectors of a
larger library are gathered into clusters, of which a query looks at as few as still bring nearly
all passages that comparing with every vector would. That is measured whenever clusters are made, by
vectors that lie as far from the library's passages as those of questions do.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.dense import N_CANDIDATES, DenseIndex
from index.types import EmbeddingMatrix, Recall

EXACT_UP_TO = 200_000
"""Rows; beyond, the comparison is what a question waits for."""

LEAST_RECALL = 0.98
"""Of the exact nearest; more clusters are looked at until so many are found."""

N_NEAREST = 10
_N_ASKED = 256
"""Vectors whose neighbours are looked for; a share of 0.98 is then known to 0.003."""

_ASIDE = 1.3
"""How far they lie from a passage. Finding the ten nearest of 18,755 passages then takes as many
clusters as 900 questions of people need; for passages themselves, half as many would do.
"""

_SAMPLED_PER_CLUSTER = 48
_FEWEST_PROBED = 8
_BATCH = 2_000
"""Vectors in memory at a time while an index is filled."""


def filled(catalog: Catalog, rows: Sequence[int]) -> tuple[DenseIndex, Recall | None]:
    """Return the index that suits so many rows, with them in it, and its recall unless exact."""
    if len(rows) <= EXACT_UP_TO:
        dense = DenseIndex.exact(catalog.embedder.dim)
        add(dense, catalog, rows)
        return dense, None
    n_clusters = round(4 * math.sqrt(len(rows)))
    sample = _gathered(catalog, _spread(rows, _SAMPLED_PER_CLUSTER * n_clusters))
    dense = DenseIndex.clustered(sample, n_clusters)
    add(dense, catalog, rows)
    return dense, _probe_enough(dense, catalog, rows)


def still_suits(dense: DenseIndex, recall: Recall | None, n_rows: int) -> bool:
    """Return whether an index may grow or shrink to so many rows and stay of its kind."""
    if recall is None or dense.is_exact:
        return dense.is_exact and n_rows <= EXACT_UP_TO
    return max(EXACT_UP_TO // 2, recall.n_rows // 2) < n_rows <= 2 * recall.n_rows


def add(dense: DenseIndex, catalog: Catalog, rows: Sequence[int]) -> None:
    """Add rows with the catalog's vectors."""
    for batch, vectors in _batches(catalog, rows):
        dense.add(batch, vectors)


def _probe_enough(dense: DenseIndex, catalog: Catalog, rows: Sequence[int]) -> Recall:
    """Let an index look at as many clusters as it must, and return what it finds then."""
    queries = _likely_queries(_gathered(catalog, _spread(rows, 3 * _N_ASKED)))
    nearest = _exact_nearest(queries, catalog, rows)
    n_probed = _FEWEST_PROBED
    while True:
        dense.probe(min(n_probed, dense.n_clusters))
        share = _share_found(dense, queries, nearest)
        if share >= LEAST_RECALL or n_probed >= dense.n_clusters:
            break
        n_probed += (n_probed + 3) // 4
    return Recall(
        share=share,
        n_asked=len(queries),
        n_rows=len(rows),
        n_clusters=dense.n_clusters,
        n_probed=dense.n_probed,
    )


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


def _share_found(dense: DenseIndex, queries: EmbeddingMatrix, nearest: NDArray[np.int64]) -> float:
    """Return which share of the nearest rows is among an index's candidates."""
    n_found = 0
    for query, expected in zip(queries, nearest, strict=True):
        found = {row for row, _ in dense.search(query[None], N_CANDIDATES)}
        n_found += len(found.intersection(expected.tolist()))
    return n_found / nearest.size


def _exact_nearest(
    queries: EmbeddingMatrix, catalog: Catalog, rows: Sequence[int]
) -> NDArray[np.int64]:
    """Return the rows nearest to each query, shape (n_queries, N_NEAREST)."""
    best = np.full((len(queries), N_NEAREST), -np.inf, dtype=np.float32)
    found = np.full((len(queries), N_NEAREST), -1, dtype=np.int64)
    for batch, vectors in _batches(catalog, rows):
        cosines = np.concatenate([best, queries @ vectors.T], axis=1)
        known = np.concatenate([found, np.tile(batch, (len(queries), 1))], axis=1)
        order = np.argpartition(-cosines, N_NEAREST, axis=1)[:, :N_NEAREST]
        best = np.take_along_axis(cosines, order, axis=1)
        found = np.take_along_axis(known, order, axis=1)
    return found


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
