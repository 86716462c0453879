"""txtai: FAISS beside SQLite, which keeps the texts; its hybrid index adds a BM25 of its own."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from txtai import Embeddings

from tests.benchmarks.peer_systems.driver import TOP_K, Given


class System:
    packages = ("txtai", "faiss-cpu")
    hybrid = True

    def __init__(self, model: str, work: Path, given: Given) -> None:
        self._model = model
        self._place = str(work / "txtai")
        self._given = given

    def load(self) -> None:
        self._own = Embeddings({"path": self._model})
        self._own.transform("Who repairs the lighthouse?")

    def fill(self, texts: list[str], vectors: Any) -> None:
        self._index(texts, vectors, hybrid=False).save(self._place)

    def open(self) -> None:
        self._embeddings = Embeddings()
        self._embeddings.load(self._place)
        self._ask_as_given()

    def search(self, question: str) -> list[int]:
        return [int(hit["id"]) for hit in self._embeddings.search(question, TOP_K)]

    nearest = search

    def add_words(self, texts: list[str], vectors: Any) -> None:
        if not Path(f"{self._place}-hybrid").exists():
            self._index(texts, vectors, hybrid=True).save(f"{self._place}-hybrid")
        self._embeddings = Embeddings()
        self._embeddings.load(f"{self._place}-hybrid")
        self._ask_as_given()

    search_both = search

    def _index(self, texts: list[str], vectors: Any, *, hybrid: bool) -> Embeddings:
        # content: hits come with their texts, as those of every other system here
        settings = {"content": True, "hybrid": hybrid}
        if vectors is None:
            found = Embeddings({"path": self._model, **settings})
            found.index(list(enumerate(texts)))
            return found
        rows = dict(zip(texts, vectors, strict=True))

        def transform(asked: list[str]) -> list[Any]:
            return [rows[text] for text in asked]

        found = Embeddings({"method": "external", "transform": transform, **settings})
        found.index(list(enumerate(texts)))
        del found.config["method"], found.config["transform"]
        found.config["path"] = self._model  # which embeds the questions
        return found

    def _ask_as_given(self) -> None:
        """Let questions be embedded, and searched by what is given for them."""
        own = Embeddings({"path": self._model}).batchtransform

        def batchtransform(documents: Iterable[Any], *_: Any) -> Any:
            asked = [question for _, question, _ in documents]
            made = zip(own(asked), asked, strict=True)
            return np.stack([self._given.instead_of(row, question) for row, question in made])

        self._embeddings.batchtransform = batchtransform
