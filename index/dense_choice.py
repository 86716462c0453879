"""Which dense index a library gets, by its size, and how much of the exact result it finds.

Comparing a query with 200,000 float16 vectors takes about as long as encoding it. The vectors of a
larger library are gathered into clusters, of which a query looks at as few as still bring nearly
all passages that comparing with every vector would. That is measured whenever clusters are made, on
passages of the library itself.
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
"""Passages whose neighbours are looked for; a share of 0.98 is then known to 0.003."""

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
    asked = _spread(rows, _N_ASKED)
    queries = _gathered(catalog, asked)
    nearest = _exact_nearest(asked, queries, catalog, rows)
    n_probed = _FEWEST_PROBED
    while True:
        dense.probe(min(n_probed, dense.n_clusters))
        share = _share_found(dense, asked, queries, nearest)
        if share >= LEAST_RECALL or n_probed >= dense.n_clusters:
            break
        n_probed += (n_probed + 1) // 2
    return Recall(
        share=share,
        n_asked=len(asked),
        n_rows=len(rows),
        n_clusters=dense.n_clusters,
        n_probed=dense.n_probed,
    )


def _share_found(
    dense: DenseIndex,
    asked: Sequence[int],
    queries: EmbeddingMatrix,
    nearest: NDArray[np.int64],
) -> float:
    """Return which share of the nearest rows is among an index's candidates."""
    n_found = 0
    for row, query, expected in zip(asked, queries, nearest, strict=True):
        found = {candidate for candidate, _ in dense.search(query[None], N_CANDIDATES + 1)}
        n_found += len((found - {row}).intersection(expected.tolist()))
    return n_found / nearest.size


def _exact_nearest(
    asked: Sequence[int], queries: EmbeddingMatrix, catalog: Catalog, rows: Sequence[int]
) -> NDArray[np.int64]:
    """Return the other rows nearest to each that is asked, shape (n_asked, N_NEAREST)."""
    own = np.asarray(asked)[:, None]
    best = np.full((len(asked), N_NEAREST), -np.inf, dtype=np.float32)
    found = np.full((len(asked), N_NEAREST), -1, dtype=np.int64)
    for batch, vectors in _batches(catalog, rows):
        others = np.where(np.asarray(batch) == own, -np.inf, queries @ vectors.T)
        cosines = np.concatenate([best, others], axis=1)
        known = np.concatenate([found, np.tile(batch, (len(asked), 1))], axis=1)
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
