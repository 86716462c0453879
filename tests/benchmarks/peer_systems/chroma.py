"""Chroma on the disk, with its HNSW index by cosine; it has no search by words of its own here."""

from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

from tests.benchmarks.peer_systems.driver import TOP_K, Given

NAME = "passages"


class System:
    packages = ("chromadb",)
    hybrid = False

    def __init__(self, model: str, work: Path, given: Given) -> None:
        self._given = given
        self._model = model
        self._place = str(work / "chroma")

    def load(self) -> None:
        self._embed = SentenceTransformerEmbeddingFunction(
            model_name=self._model, normalize_embeddings=True
        )
        self._embed(["Who repairs the lighthouse?"])

    def fill(self, texts: list[str], vectors: Any) -> None:
        client = self._client()
        self._found = client.create_collection(
            NAME, embedding_function=self._embed, configuration={"hnsw": {"space": "cosine"}}
        )
        at_once = client.get_max_batch_size()
        for start in range(0, len(texts), at_once):
            part = slice(start, start + at_once)
            ids = [str(n) for n in range(start, min(start + at_once, len(texts)))]
            rows = None if vectors is None else vectors[part]
            self._found.add(ids=ids, documents=texts[part], embeddings=rows)

    def open(self) -> None:
        self._embed = SentenceTransformerEmbeddingFunction(
            model_name=self._model, normalize_embeddings=True
        )
        self._found = self._client().get_collection(NAME, embedding_function=self._embed)

    def search(self, question: str) -> list[int]:
        row = self._given.instead_of(self._embed([question])[0], question)
        found = self._found.query(query_embeddings=[row], n_results=TOP_K)
        return [int(n) for n in found["ids"][0]]

    nearest = search

    def add_words(self, texts: list[str], vectors: Any) -> None:
        raise NotImplementedError

    search_both = search

    def _client(self) -> Any:
        return chromadb.PersistentClient(self._place, Settings(anonymized_telemetry=False))
