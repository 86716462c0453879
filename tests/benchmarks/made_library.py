"""Libraries of any size with the statistics of real text, made the same way each time.

Words are made of syllables and drawn as often as words are (Zipf's law as Mandelbrot corrected it).
Articles belong to fields and have topics, whose words their passages use again. A passage's vector
is the sum of its words' directions, rare words counting more. So both searches meet what real text
gives them: long and short lists of words, and passages that lie about as near to their neighbours,
and as unevenly in space, as those of articles do in the bundled model's.
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
COMMON = 60
"""Ranks below this are function words, which no subject has."""

FIELD_WORDS, TOPIC_WORDS, POINT_WORDS = 120, 40, 6
"""Words of a field, those of them that an article is about, and those that a passage is about."""

TOPIC_SHARE, POINT_SHARE = 0.45, 0.3
"""Of a passage's words."""

FIELD_ARTICLES = 20

SPECTRUM, COMMON_PART = 8, 0.04
"""How evenly the axes are used, and how far all directions point the same way."""

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
        field = np.random.default_rng([0, number // FIELD_ARTICLES])
        drawn = self._drawn(field, 4 * FIELD_WORDS)
        words = drawn[drawn >= COMMON][:FIELD_WORDS]
        return np.random.default_rng([1, number]).choice(words, TOPIC_WORDS)

    def _drawn(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        ranks = np.searchsorted(self._cumulated, rng.random(count))
        return np.minimum(ranks, N_WORDS - 1)

    def _passage(self, rng: np.random.Generator, topic: NDArray[np.int64]) -> str:
        count = int(rng.integers(*PASSAGE_WORDS))
        point = rng.choice(topic, POINT_WORDS)
        where = rng.random(count)
        ranks = self._drawn(rng, count)
        ranks = np.where(where < TOPIC_SHARE + POINT_SHARE, rng.choice(topic, count), ranks)
        ranks = np.where(where < POINT_SHARE, rng.choice(point, count), ranks)
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
        directions = rng.normal(size=(N_WORDS, DIM)) * (np.arange(DIM) + SPECTRUM) ** -0.5
        directions /= np.sqrt((directions**2).sum(axis=1).mean())
        directions[:, 0] += COMMON_PART
        rarity = np.log2(np.arange(N_WORDS) + 2.0)
        self._directions = (directions * rarity[:, None]).astype(np.float32)

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
