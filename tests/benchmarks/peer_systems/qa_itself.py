"""`qa` under the same driver: it reads and splits the files itself, and every search is hybrid."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.embedding import SentenceEmbedder, open_embedder
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from index.types import EmbeddingMatrix
from tests.benchmarks.peer_systems.driver import TOP_K


class GivenEmbedder(SentenceEmbedder):
    """Looks passages up among given vectors; questions are embedded."""

    rows: dict[str, Any]

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        import numpy as np  # loaded by then

        found: EmbeddingMatrix = np.stack([self.rows[text] for text in texts])
        return found


class System:
    packages = ("faiss-cpu", "tantivy", "sentence-transformers", "torch")
    hybrid = True

    def __init__(self, model: str, work: Path) -> None:
        self._folder = Path((work / "folder").read_text("utf-8"))
        self._place = work / "qa-store"
        places = json.loads((work / "places.json").read_text("utf-8"))
        self._numbers = {(source, start): n for n, (source, start) in enumerate(places)}

    def load(self) -> None:
        self._embedder = open_embedder()
        self._embedder.embed_passages(["Who repairs the lighthouse?"])

    def fill(self, texts: list[str], vectors: Any) -> None:
        if vectors is not None:
            self._embedder.__class__ = GivenEmbedder
            assert isinstance(self._embedder, GivenEmbedder)
            self._embedder.rows = dict(zip(texts, vectors, strict=True))
        self._store = PassageStore.open_or_create(self._place, self._embedder.identity)
        sync(self._folder, self._store, self._embedder)

    def open(self) -> None:
        self._embedder = open_embedder()
        self._store = PassageStore.open(self._place, self._embedder.identity)

    def search(self, question: str) -> list[int]:
        hits = Retriever(self._store.current(), self._embedder).search(question, TOP_K)
        return [self._numbers[hit.passage.source, hit.passage.start] for hit in hits]

    def add_words(self) -> None:
        """Nothing: words are searched always."""

    search_both = search
