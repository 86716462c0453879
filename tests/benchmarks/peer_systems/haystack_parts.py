"""Haystack's embedders and pipelines, alike for each of its document stores."""

from typing import Any

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from tests.benchmarks.peer_systems.driver import TOP_K


def documents_of(texts: list[str], vectors: Any, model: str) -> list[Document]:
    """Return documents with their embeddings, embedded here unless vectors are given."""
    made = [Document(id=str(n), content=text) for n, text in enumerate(texts)]
    if vectors is None:
        embedder = document_embedder(model)
        return list(embedder.run(documents=made)["documents"])
    for document, row in zip(made, vectors, strict=True):
        document.embedding = row.tolist()
    return made


def document_embedder(model: str) -> SentenceTransformersDocumentEmbedder:
    """Return the embedder with its own batch size."""
    embedder = SentenceTransformersDocumentEmbedder(
        model=model, progress_bar=False, normalize_embeddings=True
    )
    embedder.warm_up()
    return embedder


def text_embedder(model: str) -> SentenceTransformersTextEmbedder:
    """Return what embeds questions."""
    embedder = SentenceTransformersTextEmbedder(
        model=model, progress_bar=False, normalize_embeddings=True
    )
    embedder.warm_up()
    return embedder


class WordSearch:
    """BM25 in memory and the joiner, beside any retriever by meaning."""

    def __init__(self, store: InMemoryDocumentStore) -> None:
        self._bm25 = InMemoryBM25Retriever(store, top_k=TOP_K)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=TOP_K)

    def joined(self, question: str, dense: list[Document]) -> list[Document]:
        """Return the documents of both, fused."""
        lexical = self._bm25.run(query=question)["documents"]
        return list(self._joiner.run(documents=[dense, lexical])["documents"])
