"""Haystack with its in-memory store, and for hybrid search its BM25 joined by rank."""

from pathlib import Path
from typing import Any

from haystack import Document
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from tests.benchmarks.peer_systems.driver import TOP_K, Given
from tests.benchmarks.peer_systems.haystack_parts import WordSearch, documents_of, text_embedder


class System:
    packages = ("haystack-ai", "sentence-transformers-haystack")
    hybrid = True

    def __init__(self, model: str, work: Path, given: Given) -> None:
        self._given = given
        self._model = model
        self._place = str(work / "haystack.json")

    def load(self) -> None:
        self._embedder = text_embedder(self._model)
        self._embedder.run(text="Who repairs the lighthouse?")

    def fill(self, texts: list[str], vectors: Any) -> None:
        self._store = InMemoryDocumentStore(
            embedding_similarity_function="dot_product", return_embedding=False
        )
        self._store.write_documents(documents_of(texts, vectors, self._model))
        self._store.save_to_disk(self._place)
        self._retriever = InMemoryEmbeddingRetriever(self._store, top_k=TOP_K)

    def open(self) -> None:
        self._store = InMemoryDocumentStore.load_from_disk(self._place)
        self._retriever = InMemoryEmbeddingRetriever(self._store, top_k=TOP_K)
        self._embedder = text_embedder(self._model)

    def search(self, question: str) -> list[int]:
        return [int(found.id) for found in self._dense(question)]

    nearest = search

    def add_words(self, texts: list[str], vectors: Any) -> None:
        self._words = WordSearch(self._store)

    def search_both(self, question: str) -> list[int]:
        return [int(d.id) for d in self._words.joined(question, self._dense(question))]

    def _dense(self, question: str) -> list[Document]:
        made = self._embedder.run(text=question)["embedding"]
        embedding = [float(value) for value in self._given.instead_of(made, question)]
        return list(self._retriever.run(query_embedding=embedding)["documents"])
