"""txtai: FAISS beside SQLite, which keeps the texts; its hybrid index adds a BM25 of its own."""

from pathlib import Path
from typing import Any

from txtai import Embeddings

from tests.benchmarks.peer_systems.driver import TOP_K


class System:
    packages = ("txtai", "faiss-cpu")
    hybrid = True

    def __init__(self, model: str, work: Path) -> None:
        self._model = model
        self._place = str(work / "txtai")

    def load(self) -> None:
        # content: hits come with their texts, as those of every other system here
        self._embeddings = Embeddings({"path": self._model, "content": True})
        self._embeddings.transform("Who repairs the lighthouse?")

    def fill(self, texts: list[str], vectors: Any) -> None:
        self._texts = texts
        self._vectors = vectors
        if vectors is not None:
            self._embeddings = self._given(hybrid=False)
        self._embeddings.index(list(enumerate(texts)))
        self._save()

    def open(self) -> None:
        self._embeddings = Embeddings()
        self._embeddings.load(self._place)

    def search(self, question: str) -> list[int]:
        return [int(hit["id"]) for hit in self._embeddings.search(question, TOP_K)]

    def add_words(self) -> None:
        if self._vectors is None:
            self._embeddings = Embeddings({"path": self._model, "content": True, "hybrid": True})
        else:
            self._embeddings = self._given(hybrid=True)
        self._embeddings.index(list(enumerate(self._texts)))

    search_both = search

    def _save(self) -> None:
        if self._vectors is None:  # an index with vectors from elsewhere keeps no model
            self._embeddings.save(self._place)

    def _given(self, *, hybrid: bool) -> Embeddings:
        """Return embeddings that look passages up and embed questions with the library's model."""
        own = Embeddings({"path": self._model})
        rows = dict(zip(self._texts, self._vectors, strict=True))

        def transform(texts: list[str]) -> list[Any]:
            return [rows[t] if t in rows else own.transform(t) for t in texts]

        settings = {"method": "external", "transform": transform}
        return Embeddings({**settings, "content": True, "hybrid": hybrid})
