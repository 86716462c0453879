"""`qa` under the same driver: it reads and splits the files itself, and every search is hybrid."""

import json
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from index.dense import N_CANDIDATES
from index.embedding import SentenceEmbedder, open_embedder
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from index.types import EmbeddingMatrix, Passage
from tests.benchmarks.made_library import likely_tokens
from tests.benchmarks.peer_systems.driver import TOP_K, Given


class GivenEmbedder(SentenceEmbedder):
    """Looks passages up among given vectors, and questions once they are embedded."""

    rows: Mapping[str, Any] = MappingProxyType({})
    given: Given

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return real counts; likely ones for made words, which a tokenizer cuts to bits."""
        return likely_tokens(texts) if self.rows else super().count_tokens(texts)

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        import numpy as np

        made = super().embed_queries(queries)
        return np.stack([self.given.instead_of(*pair) for pair in zip(made, queries, strict=True)])

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        if not self.rows:
            return super().embed_passages(texts)
        import numpy as np  # loaded by then

        found: EmbeddingMatrix = np.stack([self.rows[text] for text in texts])
        return found


class System:
    packages = ("faiss-cpu", "tantivy", "sentence-transformers", "torch")
    hybrid = True

    def __init__(self, model: str, work: Path, given: Given) -> None:
        self._given = given
        self._folder = Path((work / "folder").read_text("utf-8"))
        self._place = work / "qa-store"
        self._places: dict[str, tuple[int, array[int]]] = {}
        n_before = 0
        with (work / "places.jsonl").open(encoding="utf-8") as lines:
            for source, starts in map(json.loads, lines):
                self._places[source] = n_before, array("i", starts)
                n_before += len(starts)

    def load(self) -> None:
        self._embedder = self._opened_embedder()
        self._embedder.embed_queries(["Who repairs the lighthouse?"])

    def fill(self, texts: list[str], vectors: Any) -> None:
        if vectors is not None:
            self._embedder.rows = dict(zip(texts, vectors, strict=True))
        self._store = PassageStore.open_or_create(self._place, self._embedder.identity)
        sync(self._folder, self._store, self._embedder)

    def open(self) -> None:
        self._embedder = self._opened_embedder()
        self._store = PassageStore.open(self._place, self._embedder.identity)

    def search(self, question: str) -> list[int]:
        hits = Retriever(self._store.current(), self._embedder).search(question, TOP_K)
        return [self._number(hit.passage) for hit in hits]

    def nearest(self, question: str) -> list[int]:
        # all candidates of both searches, so that none of meaning's is lost among them
        hits = Retriever(self._store.current(), self._embedder).search(question, 2 * N_CANDIDATES)
        ranked = sorted(
            ((h.dense.rank, h.passage) for h in hits if h.dense), key=lambda pair: pair[0]
        )
        return [self._number(passage) for _, passage in ranked[:TOP_K]]

    def add_words(self, texts: list[str], vectors: Any) -> None:
        """Nothing: words are searched always."""

    search_both = search

    def _number(self, passage: Passage) -> int:
        """Return which of the passages one is; kept small, as it counts as memory of `qa`."""
        n_before, starts = self._places[passage.source]
        return n_before + bisect_left(starts, passage.start)

    def _opened_embedder(self) -> GivenEmbedder:
        embedder = open_embedder()
        embedder.__class__ = GivenEmbedder
        assert isinstance(embedder, GivenEmbedder)
        embedder.given = self._given
        return embedder
