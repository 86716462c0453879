"""Libraries of any size with the statistics of real text, made the same way each time.

Words are made of syllables and drawn as often as words are (Zipf's law as Mandelbrot corrected it).
Each article is about a subject and each passage about a point of it; both recur, the more often the
larger the library, and have words of their own that are used again and again. A passage's vector
is the sum of its words' directions, rare words counting more. So both searches meet what real text
gives them: long and short lists of words, and passages in crowds whose neighbours are found the
more easily the larger the library, as those of articles are.
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

N_SUBJECTS, SUBJECT_WORDS, SUBJECT_SHARE = 3_000, 24, 0.35
"""What articles are about; many share one where a library is large."""

N_POINTS, POINT_WORDS, POINT_SHARE = 20, 6, 0.35
"""What passages on a subject are about; of a million passages, 17 share a point."""

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
        subject = int(rng.integers(N_SUBJECTS))
        return "\n\n".join(self._passage(rng, subject) for _ in range(ARTICLE_PASSAGES)) + "\n"

    def question(self, number: int) -> str:
        """Return a few words of a subject and one of its points, and a few others."""
        rng = np.random.default_rng([3, number])
        subject, point = int(rng.integers(N_SUBJECTS)), int(rng.integers(N_POINTS))
        ranks = [
            *rng.choice(self._about(POINT_WORDS, subject, point), 3),
            *rng.choice(self._about(SUBJECT_WORDS, subject), 3),
            *self._drawn(rng, 3),
        ]
        return " ".join(self._words[ranks]) + "?"

    def write(self, folder: Path, n_articles: int) -> None:
        """Write articles as text files, a hundred to a folder."""
        for number in range(n_articles):
            path = folder / f"{number // 100:04}" / f"{number:06}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.article(number), "utf-8")

    def _about(self, n_words: int, *what: int) -> NDArray[np.int64]:
        """Return the ranks of the words of a subject, or of one of its points."""
        drawn = self._drawn(np.random.default_rng([1, *what]), 6 * n_words + 20)
        return drawn[drawn >= COMMON][:n_words]

    def _drawn(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        ranks = np.searchsorted(self._cumulated, rng.random(count))
        return np.minimum(ranks, N_WORDS - 1)

    def _passage(self, rng: np.random.Generator, subject: int) -> str:
        count = int(rng.integers(*PASSAGE_WORDS))
        point = self._about(POINT_WORDS, subject, int(rng.integers(N_POINTS)))
        kind = rng.random(count)
        ranks = self._drawn(rng, count)
        of_subject = rng.choice(self._about(SUBJECT_WORDS, subject), count)
        ranks = np.where(kind < SUBJECT_SHARE + POINT_SHARE, of_subject, ranks)
        ranks = np.where(kind < POINT_SHARE, rng.choice(point, count), ranks)
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
