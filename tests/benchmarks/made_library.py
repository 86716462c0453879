"""Libraries of any size with the statistics of real text, made the same way each time.

Words are made of syllables and drawn as often as words are (Zipf's law as Mandelbrot corrected it);
a third of an article's words are of a topic of its own. A passage's vector is the sum of its
words' random directions, rare words counting more. So both searches meet what real text gives them:
long and short lists of words, passages in clusters of articles, and neighbours that share words.
"""

import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.types import EmbedderIdentity, EmbeddingMatrix

DIM = 384
N_WORDS = 60_000
N_TOPIC_WORDS, TOPIC_SHARE = 60, 0.35
COMMON = 60
"""Ranks below this are function words, which no topic has."""

PASSAGE_WORDS = (70, 130)
SENTENCE_WORDS = 16
ARTICLE_PASSAGES = 25
TOKENS_PER_WORD = 1.35
"""Word pieces, as the bundled model's tokenizer splits English."""

_PARTS = re.compile(r"[a-z]+")


def made_words() -> list[str]:
    """Return as many different words as a large library has, the most frequent first."""
    syllables = ["".join(pair) for pair in product("bdfgklmnprstvz", "aeiou")]
    longer = ("".join(parts) for n in (2, 3) for parts in product(syllables, repeat=n))
    words = [word for word, _ in zip(longer, range(5 * N_WORDS), strict=False)]
    order = np.random.default_rng(1).permutation(len(words))[:N_WORDS]
    return [words[n] for n in order]


class MadeLibrary:
    """Articles by number, and what they are asked."""

    def __init__(self) -> None:
        self._words = np.array(made_words())
        weights = (np.arange(N_WORDS) + 2.7) ** -1.07
        self._cumulated = np.cumsum(weights / weights.sum())

    def article(self, number: int) -> str:
        """Return an article's text, its passages a paragraph each."""
        rng = np.random.default_rng([2, number])
        topic = self._topic(number)
        return "\n\n".join(self._passage(rng, topic) for _ in range(ARTICLE_PASSAGES)) + "\n"

    def question(self, number: int, n_articles: int) -> str:
        """Return words that an article's passages may have, of its topic and others."""
        rng = np.random.default_rng([3, number])
        topic = self._topic(int(rng.integers(n_articles)))
        ranks = [*rng.choice(topic, 5, replace=False), *self._drawn(rng, 3)]
        return " ".join(self._words[ranks]) + "?"

    def write(self, folder: Path, n_articles: int) -> None:
        """Write articles as text files, a hundred to a folder."""
        for number in range(n_articles):
            path = folder / f"{number // 100:04}" / f"{number:06}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.article(number), "utf-8")

    def _topic(self, number: int) -> NDArray[np.int64]:
        rng = np.random.default_rng([1, number])
        drawn = self._drawn(rng, 4 * N_TOPIC_WORDS)
        return drawn[drawn >= COMMON][:N_TOPIC_WORDS]

    def _drawn(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        ranks = np.searchsorted(self._cumulated, rng.random(count))
        return np.minimum(ranks, N_WORDS - 1)

    def _passage(self, rng: np.random.Generator, topic: NDArray[np.int64]) -> str:
        count = int(rng.integers(*PASSAGE_WORDS))
        of_topic = rng.random(count) < TOPIC_SHARE
        ranks = np.where(of_topic, rng.choice(topic, count), self._drawn(rng, count))
        words = self._words[ranks].tolist()
        sentences = (words[n : n + SENTENCE_WORDS] for n in range(0, count, SENTENCE_WORDS))
        return " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)


class DirectionEmbedder:
    """Sums the directions of a text's words; takes the place of a network that takes hours."""

    identity = EmbedderIdentity(
        name="directions", digest="0" * 64, dim=DIM, pooling="sum", max_tokens=256
    )

    def __init__(self) -> None:
        self._ranks = {word: rank for rank, word in enumerate(made_words())}
        rng = np.random.default_rng(4)
        self._directions = rng.normal(size=(N_WORDS, DIM)).astype(np.float32)
        self._directions *= np.log2(np.arange(N_WORDS) + 2.0)[:, None] ** 2 / 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return about how many word pieces real words would be."""
        return likely_tokens(texts)

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per query."""
        return np.stack([self._row(query) for query in queries])

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per text."""
        return self.embed_queries(texts)

    def _row(self, text: str) -> EmbeddingMatrix:
        words = _PARTS.findall(text.lower())
        total = self._directions[[self._ranks[word] for word in words]].sum(axis=0)
        row: EmbeddingMatrix = total / np.linalg.norm(total)
        return row


def likely_tokens(texts: Sequence[str]) -> list[int]:
    """Return how many word pieces texts of so many real words have."""
    return [2 + round(TOKENS_PER_WORD * (text.count(" ") + 1)) for text in texts]
