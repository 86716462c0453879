"""The only user of FAISS: catalog rows by the cosine of their vectors to a query.

An index is *exact*, float16 codes that are all compared, or *clustered*: codes of eight bits, of
which those near the query are compared, to be ranked by the catalog's vectors afterwards. Which of
the two a library gets is `dense_choice.py`'s matter.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderMismatchError, StoreDamagedError
from index.types import EmbeddingMatrix

Codes = NDArray[np.uint8]
"""What an index keeps of vectors, shape (n_rows, n_bytes)."""

N_CANDIDATES = 100
"""Rows a search is to bring; their exact cosines rank them, beside what other searches bring."""

_CLUSTERED_MARK = b"IwSq"
"""What FAISS begins a file of this kind with."""

_SHARE_CLUSTERS = 1
"""FAISS's number for a search whose threads each look at some of a query's clusters."""


class DenseIndex:
    """Catalog rows by the cosine of their vectors to a query."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        self._clusters = index if isinstance(index, faiss.IndexIVF) else None
        if self._clusters:
            self._clusters.parallel_mode = _SHARE_CLUSTERS

    @classmethod
    def exact(cls, dim: int) -> Self:
        """Return an index without rows that compares a query with all it will hold."""
        codes = faiss.IndexScalarQuantizer(
            dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        return cls(faiss.IndexIDMap2(codes))

    @classmethod
    def clustered(cls, sample: EmbeddingMatrix, n_clusters: int) -> Self:
        """Return an index without rows, its clusters and codes fitted to a sample of unit rows."""
        dim = sample.shape[1]
        middles = faiss.IndexFlatIP(dim)
        codes = (
            faiss.ScalarQuantizer.QT_8bit_uniform
        )  # one scale for all dimensions: less to decode
        by_residual = False  # so that a vector's code is the same in whatever cluster it lies
        clusters = faiss.IndexIVFScalarQuantizer(
            middles, dim, n_clusters, codes, faiss.METRIC_INNER_PRODUCT, by_residual
        )
        clusters.train(sample)
        return cls(clusters)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read an index that `save` wrote, to be searched or changed.

        Raises:
            StoreDamagedError: If the file is missing, cut short or not an index.
        """
        return cls._read(path, 0)

    @classmethod
    def open_to_search(cls, path: Path) -> Self:
        """Read an index that nobody will change; of a clustered one, only what searches look at.

        Raises:
            StoreDamagedError: If the file is missing, cut short or not an index.
        """
        return cls._read(path, faiss.IO_FLAG_MMAP_IFC if _is_clustered(path) else 0)

    @classmethod
    def _read(cls, path: Path, flags: int) -> Self:
        try:
            return cls(faiss.read_index(str(path), flags))
        except RuntimeError as error:  # FAISS raises nothing narrower
            raise StoreDamagedError(f"Expected a FAISS index at '{path}', found none") from error

    def save(self, path: Path) -> None:
        """Write the index to a file.

        Raises:
            OSError: If it cannot be written.
        """
        with path.open("wb") as file:  # FAISS's own files say nothing of what fails on closing
            writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined] # no stub
            faiss.write_index(self._index, writer)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Width of the vectors."""
        return int(self._index.d)

    @property
    def is_exact(self) -> bool:
        """Whether every row is compared, by the catalog's vector itself."""
        return self._clusters is None

    @property
    def n_clusters(self) -> int:
        """Parts that the rows lie in; 1 in an exact index."""
        return int(self._clusters.nlist) if self._clusters else 1

    @property
    def n_probed(self) -> int:
        """Clusters nearest to a query whose rows are compared; kept in the file."""
        return int(self._clusters.nprobe) if self._clusters else 1

    def probe(self, n_clusters: int) -> None:
        """Compare a query from now on with the rows of so many clusters."""
        assert self._clusters, "an exact index compares all"
        self._clusters.nprobe = n_clusters

    @property
    def rows(self) -> list[int]:
        """All rows, ascending."""
        if self._clusters is None:
            # FAISS's stubs do not know that an index is read as what it was written as
            return sorted(faiss.vector_to_array(self._index.id_map).tolist())  # type: ignore[attr-defined]
        lists = self._clusters.invlists
        assert lists, "clusters have lists of their rows"
        return sorted(
            row
            for cluster in range(self.n_clusters)
            if (size := lists.list_size(cluster))
            for row in faiss.rev_swig_ptr(lists.get_ids(cluster), size).tolist()
        )

    def add(self, rows: Sequence[int], vectors: EmbeddingMatrix) -> None:
        """Add unit rows, shape (n_rows, dim), under their catalog rows."""
        self._check(vectors)
        if len(rows):
            self._index.add_with_ids(vectors, np.asarray(rows, dtype=np.int64))

    def remove(self, rows: Sequence[int]) -> None:
        """Remove rows; one that is not there is no error."""
        if len(rows):
            self._index.remove_ids(_selector(rows))

    def vectors(self, rows: Sequence[int]) -> EmbeddingMatrix:
        """Return what the index knows of rows' vectors, in the order asked for.

        Returns:
            Shape (n_rows, dim): of an exact index the catalog's unit rows, of a clustered one
            what its codes stand for.
        """
        if not len(rows):
            return np.empty((0, self.dim), dtype=np.float32)
        if self._clusters:
            by_row = faiss.DirectMap.Hashtable  # type: ignore[attr-defined] # not in the stubs
            self._clusters.set_direct_map_type(by_row)
        found: EmbeddingMatrix = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return found

    def codes(self, vectors: EmbeddingMatrix) -> Codes:
        """Return what this index keeps of unit rows, shape (n_rows, dim)."""
        self._check(vectors)
        holder: Any = self._clusters or faiss.downcast_index(self._index.index)  # type: ignore[attr-defined]
        codes: Codes = holder.sq.compute_codes(vectors)
        return codes

    def search(
        self, query: EmbeddingMatrix, top_k: int, *, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the rows nearest to a query, best first, equal scores by row.

        Args:
            query: One unit row, shape (1, dim).
            top_k: Most rows to return; fewer when the index or `within` holds fewer.
            within: The rows to choose from, all of which are compared; None for all rows.
        """
        self._check(query)
        n_rows = min(top_k, len(self) if within is None else len(within))
        if n_rows == 0:
            return []
        with nullcontext() if self._clusters else _one_thread():
            scores, rows = self._index.search(query, n_rows, params=self._parameters(within))
        found = [
            (int(row), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0  # FAISS fills up with -1
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _parameters(self, within: Sequence[int] | None) -> faiss.SearchParameters | None:
        if within is None:
            return None
        allowed = _selector(within)
        # FAISS's stubs miss the keywords that its Python layer gives every parameter class
        if self._clusters is None:
            return faiss.SearchParameters(sel=allowed)  # type: ignore[call-arg]
        # rows of few files lie in few clusters, hardly those near the query
        return faiss.SearchParametersIVF(sel=allowed, nprobe=self.n_clusters)  # type: ignore[call-arg]

    def _check(self, vectors: EmbeddingMatrix) -> None:
        """Refuse vectors of another width, for which FAISS raises an empty message."""
        if vectors.ndim != 2 or vectors.shape[1] != self.dim:
            raise EmbedderMismatchError(
                f"Expected vectors of {self.dim} dimensions, found shape {vectors.shape}."
                " Rebuild the store with: qa sync FOLDER --rebuild"
            )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS share no work out: one thread compares all, and the others would only wait."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _selector(rows: Sequence[int]) -> faiss.IDSelector:
    return faiss.IDSelectorBatch(np.asarray(rows, dtype=np.int64))


def _is_clustered(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_CLUSTERED_MARK)) == _CLUSTERED_MARK
    except OSError:  # reading the index says what is wrong
        return False
