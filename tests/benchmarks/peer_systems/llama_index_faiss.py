"""LlamaIndex with FAISS, exact; for hybrid search its BM25 retriever, fused by rank."""

from pathlib import Path
from typing import Any

import faiss
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.faiss import FaissVectorStore

from tests.benchmarks.peer_systems.driver import TOP_K, Given

DIM = 384

BATCH = 32
"""Its default of 10 is for hosted models; the others here have 32."""


PORTION = 20_000
"""Of vectors as lists, a million would take 12 GiB."""


class GivenEmbedding(HuggingFaceEmbedding):
    """Embeds questions, and searches by what is given for them."""

    _given: Any = PrivateAttr()

    def as_given(self, given: Given) -> "GivenEmbedding":
        self._given = given
        return self

    def _get_query_embedding(self, query: str) -> list[float]:
        made = super()._get_query_embedding(query)
        return [float(value) for value in self._given.instead_of(made, query)]


class System:
    packages = ("llama-index-core", "llama-index-vector-stores-faiss", "faiss-cpu")
    hybrid = True

    def __init__(self, model: str, work: Path, given: Given) -> None:
        self._given = given
        self._model = model
        self._place = str(work / "llama-index")

    def load(self) -> None:
        self._embedder = self._opened_embedder()
        self._embedder.get_query_embedding("Who repairs the lighthouse?")

    def fill(self, texts: list[str], vectors: Any) -> None:
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(DIM))
        context = StorageContext.from_defaults(vector_store=store)
        self._index = VectorStoreIndex([], storage_context=context, embed_model=self._embedder)
        for start in range(0, len(texts), PORTION):
            numbers = range(start, min(start + PORTION, len(texts)))
            self._index.insert_nodes(
                [
                    TextNode(id_=str(n), text=texts[n], embedding=_listed(vectors, n))
                    for n in numbers
                ]
            )
        self._index.storage_context.persist(self._place)
        self._retriever = self._index.as_retriever(similarity_top_k=TOP_K)

    def open(self) -> None:
        self._embedder = self._opened_embedder()
        context = StorageContext.from_defaults(
            vector_store=FaissVectorStore.from_persist_dir(self._place), persist_dir=self._place
        )
        index = load_index_from_storage(context, embed_model=self._embedder)
        self._retriever = index.as_retriever(similarity_top_k=TOP_K)

    def search(self, question: str) -> list[int]:
        return [int(found.node.node_id) for found in self._retriever.retrieve(question)]

    nearest = search

    def add_words(self, texts: list[str], vectors: Any) -> None:
        from llama_index.retrievers.bm25 import BM25Retriever  # a cold dense search needs none

        nodes = [TextNode(id_=str(n), text=text) for n, text in enumerate(texts)]
        words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=TOP_K)
        self._both = QueryFusionRetriever(
            [self._retriever, words],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            similarity_top_k=TOP_K,
            num_queries=1,  # no language model makes further queries
            use_async=False,
        )

    def search_both(self, question: str) -> list[int]:
        return [int(found.node.node_id) for found in self._both.retrieve(question)]

    def _opened_embedder(self) -> GivenEmbedding:
        return GivenEmbedding(self._model, embed_batch_size=BATCH).as_given(self._given)


def _listed(vectors: Any, n: int) -> list[float] | None:
    return None if vectors is None else list(vectors[n].tolist())
