"""An embedder whose cosines can be worked out with a pencil, for tests that need no meaning.

Axis i counts how often word i of the vocabulary stands in the text; the row then gets unit length.
`"river river boat"` is (2, 1) / √5 on the axes of river and boat. A text without any word of the
vocabulary lies on one further axis, so its cosine to every other kind of text is 0.
"""

import re
from collections.abc import Sequence

import numpy as np

from index.types import EmbedderIdentity, EmbeddingMatrix

VOCABULARY = (
    "river", "boat", "bridge", "water",
    "solar", "panel", "energy", "battery",
    "bread", "flour", "oven", "butter",
    "treaty", "summit", "minister", "agreement",
)  # fmt: skip


def words_of(text: str) -> list[str]:
    """Return the text's words, lower case."""
    return re.findall(r"\w+", text.lower())


class WordEmbedder:
    """Counts words; `texts_embedded` remembers every passage asked for, in order."""

    def __init__(
        self,
        vocabulary: Sequence[str] = VOCABULARY,
        *,
        name: str = "word-counts",
        max_tokens: int = 256,
    ) -> None:
        self._axes = {word: axis for axis, word in enumerate(vocabulary)}
        self._identity = EmbedderIdentity(
            name=name,
            digest="0" * 64,
            dim=len(vocabulary) + 1,
            pooling="sum",
            max_tokens=max_tokens,
        )
        self.texts_embedded: list[str] = []

    @property
    def identity(self) -> EmbedderIdentity:
        return self._identity

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of words plus two, as if each text were framed by [CLS] and [SEP]."""
        return [len(words_of(text)) + 2 for text in texts]

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        return self._embed(queries)

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        self.texts_embedded.extend(texts)
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> EmbeddingMatrix:
        counts = np.zeros((len(texts), self._identity.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words_of(text):
                if word in self._axes:
                    counts[row, self._axes[word]] += 1
        counts[~counts.any(axis=1), -1] = 1
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        unit: EmbeddingMatrix = (counts / lengths).astype(np.float32)
        return unit
