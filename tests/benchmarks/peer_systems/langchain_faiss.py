"""LangChain with FAISS, exact; for hybrid search rank_bm25 in its ensemble retriever."""

from pathlib import Path
from typing import Any

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings

from tests.benchmarks.peer_systems.driver import TOP_K, Given


class GivenEmbeddings(HuggingFaceEmbeddings):
    """Embeds questions, and searches by what is given for them."""

    given: Any = None

    def embed_query(self, text: str) -> Any:
        return self.given.instead_of(super().embed_query(text), text)


class System:
    packages = ("langchain-community", "langchain-huggingface", "faiss-cpu", "rank-bm25")
    hybrid = True

    def __init__(self, model: str, work: Path, given: Given) -> None:
        self._given = given
        self._model = model
        self._place = str(work / "langchain")

    def load(self) -> None:
        self._embedder = GivenEmbeddings(model_name=self._model, given=self._given)
        self._embedder.embed_query("Who repairs the lighthouse?")

    def fill(self, texts: list[str], vectors: Any) -> None:
        places = [{"n": n} for n in range(len(texts))]
        if vectors is None:
            self._store = FAISS.from_texts(texts, self._embedder, metadatas=places)
        else:
            given = zip(texts, vectors, strict=True)
            self._store = FAISS.from_embeddings(given, self._embedder, metadatas=places)
        self._store.save_local(self._place)

    def open(self) -> None:
        self._embedder = GivenEmbeddings(model_name=self._model, given=self._given)
        self._store = FAISS.load_local(
            self._place, self._embedder, allow_dangerous_deserialization=True
        )

    def search(self, question: str) -> list[int]:
        found = self._store.similarity_search(question, k=TOP_K)
        return [document.metadata["n"] for document in found]

    nearest = search

    def add_words(self, texts: list[str], vectors: Any) -> None:
        from langchain_classic.retrievers import EnsembleRetriever  # for hybrid search alone
        from langchain_community.retrievers import BM25Retriever

        places = [{"n": n} for n in range(len(texts))]
        words = BM25Retriever.from_texts(texts, metadatas=places, k=TOP_K)
        dense = self._store.as_retriever(search_kwargs={"k": TOP_K})
        self._both = EnsembleRetriever(retrievers=[dense, words], weights=[0.5, 0.5])

    def search_both(self, question: str) -> list[int]:
        return [document.metadata["n"] for document in self._both.invoke(question)][:TOP_K]
