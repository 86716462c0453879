"""The only user of FAISS: catalog rows by the cosine of their vectors to a query.

An index is *exact*, float16 codes that are all compared, or a *graph*: codes of four bits, each
linked to near ones, along which a search walks; the catalog's vectors rank what it finds. Which of
the two a library gets is `dense_choice.py`'s matter.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderMismatchError, StoreDamagedError
from index.row_places import NO_ROW, Places, RowPlaces
from index.types import EmbeddingMatrix

Codes = NDArray[np.uint8]
"""What an index keeps of vectors, shape (n_rows, n_bytes)."""

N_CANDIDATES = 100
"""Rows a search brings; their exact cosines rank them, beside what other searches bring."""

_N_OF_GRAPH = 50
"""Of a graph; reading the vector of each takes 15 µs, and none after them was among the best."""

_N_LINKS = 24
"""Of a vector in the graph, twice as many in its lowest layer: docs/architecture.md says why."""

_BUILDING_BREADTH = 160
"""Places in view while a vector's links are chosen: 7 minutes for a million on two cores."""

_GRAPH_MARK = b"IxMp"
"""What FAISS begins a file of this kind with."""


class DenseIndex:
    """Catalog rows by the cosine of their vectors to a query."""

    def __init__(self, index: faiss.IndexIDMap) -> None:
        self._index = index
        inner: Any = faiss.downcast_index(index.index)
        self._graph = inner if isinstance(inner, faiss.IndexHNSW) else None
        self._kept: Any = faiss.downcast_index(inner.storage) if self._graph else inner
        self._places = RowPlaces(lambda: _view(self._index.id_map).view(np.int64))

    @classmethod
    def exact(cls, dim: int) -> Self:
        """Return an index without rows that compares a query with all it will hold."""
        codes = faiss.IndexScalarQuantizer(
            dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        return cls(faiss.IndexIDMap2(codes))

    @classmethod
    def graph(cls, sample: EmbeddingMatrix) -> Self:
        """Return an index without rows, its codes fitted to a sample of unit rows."""
        codes: Any = faiss.ScalarQuantizer.QT_4bit  # as FAISS takes it, not as its stubs say
        metric = faiss.METRIC_INNER_PRODUCT
        links = faiss.IndexHNSWSQ(sample.shape[1], codes, _N_LINKS, metric)
        links.hnsw.efConstruction = _BUILDING_BREADTH
        links.train(sample)
        return cls(faiss.IndexIDMap(links))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read an index that `save` wrote, to be searched or changed.

        Raises:
            StoreDamagedError: If the file is missing, cut short or not an index.
        """
        return cls._read(path, 0)

    @classmethod
    def open_to_search(cls, path: Path) -> Self:
        """Read an index that nobody will change; of a graph, only what searches look at.

        Raises:
            StoreDamagedError: If the file is missing or not an index. Its digest tells a cut one.
        """
        return cls._read(path, faiss.IO_FLAG_MMAP_IFC if _is_graph(path) else 0)

    @classmethod
    def _read(cls, path: Path, flags: int) -> Self:
        try:
            found = faiss.read_index(str(path), flags)
        except RuntimeError as error:  # FAISS raises nothing narrower
            raise StoreDamagedError(f"Expected a FAISS index at '{path}', found none") from error
        if not isinstance(found, faiss.IndexIDMap):
            raise StoreDamagedError(f"Expected an index of this version at '{path}', found another")
        return cls(found)

    def save(self, path: Path) -> None:
        """Write the index to a file.

        Raises:
            OSError: If it cannot be written.
        """
        with path.open("wb") as file:  # FAISS's own files say nothing of what fails on closing
            writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined] # no stub
            faiss.write_index(self._index, writer)

    def __len__(self) -> int:
        return int(self._index.ntotal) - self.n_idle

    @property
    def dim(self) -> int:
        """Width of the vectors."""
        return int(self._index.d)

    @property
    def is_exact(self) -> bool:
        """Whether every row is compared, by the catalog's vector itself."""
        return self._graph is None

    @property
    def breadth(self) -> int:
        """Places of the graph that a search has in view; kept in the file. 0 of an exact index."""
        return int(self._graph.hnsw.efSearch) if self._graph else 0

    def look_at(self, breadth: int) -> None:
        """Keep so many places in view from now on: more are slower, and find more."""
        assert self._graph, "an exact index compares all"
        self._graph.hnsw.efSearch = breadth

    @property
    def rows(self) -> list[int]:
        """All rows, ascending."""
        return self._places.rows

    @property
    def n_idle(self) -> int:
        """Places of the graph that lead a search on and stand for no row any more."""
        return self._places.n_idle

    def add(self, rows: Sequence[int], vectors: EmbeddingMatrix) -> None:
        """Add unit rows, shape (n_rows, dim), under their catalog rows."""
        self._check(vectors)
        if len(rows):
            self._index.add_with_ids(vectors, np.asarray(rows, dtype=np.int64))
            self._places.changed()

    def remove(self, rows: Sequence[int]) -> None:
        """Remove rows; one that is not there is no error."""
        if not len(rows):
            return
        if self._graph is None:
            self._index.remove_ids(_selector(rows))
            self._places.changed()
        else:
            self._overwrite(self._places.forget(rows))

    def hand_over(
        self, removed: Sequence[int], rows: Sequence[int], vectors: EmbeddingMatrix
    ) -> dict[int, int]:
        """Give places of the graph that removed rows have to new rows of the same code.

        An edit of a file would leave a place behind for every passage that stays.

        Returns:
            Of which row each took one over; none in an exact index, which leaves no places.
        """
        if self._graph is None:
            return {}
        places: dict[bytes, list[int]] = {}
        for place in self._places.of(removed).tolist():
            places.setdefault(self._codes[place].tobytes(), []).append(place)
        taken: dict[int, int] = {}
        for row, code in zip(rows, self.codes(vectors), strict=True):
            if same := places.get(code.tobytes()):
                taken[row] = self._places.give(same.pop(), row)
        self._places.changed()
        return taken

    @property
    def _codes(self) -> Codes:
        """The code of each place, to be changed where it lies."""
        return _view(self._kept.codes).reshape(-1, self._kept.code_size).view(np.uint8)

    def _overwrite(self, places: Places) -> None:
        """Let removed places of the graph have the code of a row they are linked to.

        So nothing of their vectors is left, and searches still find the way that leads over them.
        """
        assert self._graph
        hnsw: Any = self._graph.hnsw
        links, starts, codes = _view(hnsw.neighbors), _view(hnsw.offsets), self._codes
        nowhere = self.codes(np.zeros((1, self.dim), dtype=np.float32))[0]
        for place in places.tolist():
            linked = links[starts[place] : starts[place] + hnsw.nb_neighbors(0)]
            linked = linked[linked >= 0]
            live = linked[self._places.at(linked) != NO_ROW]
            codes[place] = codes[live[0]] if len(live) else nowhere

    def vectors(self, rows: Sequence[int]) -> EmbeddingMatrix:
        """Return what the index knows of rows' vectors, in the order asked for.

        Returns:
            Shape (n_rows, dim): the catalog's unit rows, or what the codes of a graph stand for.

        Raises:
            StoreDamagedError: If it has not all of them.
        """
        places = self._places.of(rows)
        if len(places) < len(rows):
            raise StoreDamagedError(f"Expected {len(rows)} vectors, found {len(places)}")
        found: EmbeddingMatrix = self._kept.reconstruct_batch(places)
        return found

    def codes(self, vectors: EmbeddingMatrix) -> Codes:
        """Return what this index keeps of unit rows."""
        self._check(vectors)
        codes: Codes = self._kept.sq.compute_codes(vectors)
        return codes

    def search(
        self, query: EmbeddingMatrix, top_k: int = 0, *, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the rows nearest to a query, best first, equal scores by row.

        Args:
            query: One unit row, shape (1, dim).
            top_k: Most rows to return; 0 for the candidates of a whole search.
            within: The rows to choose from, all of which are compared; None for all rows.
        """
        self._check(query)
        top_k = top_k or (N_CANDIDATES if self.is_exact else _N_OF_GRAPH)
        n_rows = min(top_k, len(self) if within is None else len(within))
        if n_rows == 0:
            return []
        with _one_thread():
            scores, rows = self._nearest(query, n_rows, within)
        pairs = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        found = [pair for pair in pairs if pair[0] != NO_ROW]  # which FAISS fills up with
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _nearest(
        self, query: EmbeddingMatrix, n_rows: int, within: Sequence[int] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return scores and rows, shape (1, n_rows)."""
        if within is None:
            return self._index.search(query, n_rows, params=self._past_removed())
        if self._graph is None:
            # FAISS's stubs miss the keywords of its Python layer
            parameters = faiss.SearchParameters(sel=_selector(within))  # type: ignore[call-arg]
            return self._index.search(query, n_rows, params=parameters)
        # rows of few files would be passed by on the graph
        among = faiss.SearchParameters(sel=_selector(self._places.of(within)))  # type: ignore[call-arg]
        scores, places = self._kept.search(query, n_rows, params=among)
        return scores, self._places.at(places)

    def _past_removed(self) -> faiss.SearchParameters | None:
        """Let a search go over the places of removed rows and keep none of them."""
        if not self.n_idle:
            return None
        live: Any = faiss.IDSelectorRange(0, np.iinfo(np.int64).max)
        kind: Any = faiss.SearchParametersHNSW  # type: ignore[attr-defined] # no stub
        found: faiss.SearchParameters = kind(sel=live, efSearch=self.breadth)
        return found

    def _check(self, vectors: EmbeddingMatrix) -> None:
        """Refuse vectors of another width, for which FAISS raises an empty message."""
        if vectors.ndim != 2 or vectors.shape[1] != self.dim:
            raise EmbedderMismatchError(
                f"Expected vectors of {self.dim} dimensions, found shape {vectors.shape}."
                " Rebuild the store with: qa sync FOLDER --rebuild"
            )


def _view(vector: Any) -> NDArray[Any]:
    """Return one of FAISS's vectors where it lies."""
    found: NDArray[Any] = faiss.rev_swig_ptr(vector.data(), vector.size())
    return found


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS share no work out: one thread compares all, and the others would only wait."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _selector(rows: Sequence[int] | NDArray[np.int64]) -> faiss.IDSelector:
    return faiss.IDSelectorBatch(np.asarray(rows, dtype=np.int64))


def _is_graph(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_GRAPH_MARK)) == _GRAPH_MARK
    except OSError:  # reading the index says what is wrong
        return False
