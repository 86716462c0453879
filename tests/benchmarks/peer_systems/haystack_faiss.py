"""Haystack with its FAISS store; words are searched in a second store, as this has no BM25."""

from pathlib import Path
from typing import Any

from haystack import Document
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.retrievers.faiss import FAISSEmbeddingRetriever
from haystack_integrations.document_stores.faiss import FAISSDocumentStore

from tests.benchmarks.peer_systems.driver import TOP_K, Given
from tests.benchmarks.peer_systems.haystack_parts import WordSearch, documents_of, text_embedder

DIM = 384


class System:
    packages = ("haystack-ai", "faiss-haystack", "sentence-transformers-haystack")
    hybrid = True

    def __init__(self, model: str, work: Path, given: Given) -> None:
        self._given = given
        self._model = model
        self._place = str(work / "haystack-faiss")

    def load(self) -> None:
        self._embedder = text_embedder(self._model)
        self._embedder.run(text="Who repairs the lighthouse?")

    def fill(self, texts: list[str], vectors: Any) -> None:
        self._store = FAISSDocumentStore(index_string="Flat", embedding_dim=DIM)
        self._store.write_documents(documents_of(texts, vectors, self._model))
        self._store.save(self._place)
        self._retriever = FAISSEmbeddingRetriever(document_store=self._store, top_k=TOP_K)

    def open(self) -> None:
        self._store = FAISSDocumentStore(index_path=self._place, embedding_dim=DIM)
        self._retriever = FAISSEmbeddingRetriever(document_store=self._store, top_k=TOP_K)
        self._embedder = text_embedder(self._model)

    def search(self, question: str) -> list[int]:
        return [int(found.id) for found in self._dense(question)]

    nearest = search

    def add_words(self, texts: list[str], vectors: Any) -> None:
        store = InMemoryDocumentStore()
        store.write_documents([Document(id=str(n), content=text) for n, text in enumerate(texts)])
        self._words = WordSearch(store)

    def search_both(self, question: str) -> list[int]:
        return [int(d.id) for d in self._words.joined(question, self._dense(question))]

    def _dense(self, question: str) -> list[Document]:
        made = self._embedder.run(text=question)["embedding"]
        embedding = [float(value) for value in self._given.instead_of(made, question)]
        return list(self._retriever.run(query_embedding=embedding)["documents"])
