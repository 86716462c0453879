"""The sentences of a document that stand for the rest of it, word for word and in its order.

A sentence is central if its words are those that the document's sentences share, weighed by how
rare they are elsewhere: the centroid method of Radev et al., "Centroid-based summarization" (2004),
with what was chosen already held against a sentence, as in Carbonell and Goldstein (1998).
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.function_words import content_words
from index.types import Lexicon, Passage

MAX_SENTENCES = 2_000
"""Sentences of a document that are compared: the beginning of a longer one."""

_WORDS = range(6, 51)
"""Telling and other words of a sentence that can stand in a summary."""

_REPEATING = 0.6
"""Share of a sentence's likeness to a chosen one that is held against it."""

_LEAD = 0.15
"""What the first sentence has ahead; it falls to nothing with the tenth."""

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a passage, in offsets of its document."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


def summary(passages: Sequence[Passage], lexicon: Lexicon) -> tuple[Sentence, ...]:
    """Return three to five sentences that stand for a document; fewer if it has fewer.

    Args:
        passages: Of one document, in order.
        lexicon: The words of its library.
    """
    sentences = _sentences(passages)
    vectors = [_vector(sentence.text, lexicon) for sentence in sentences]
    centroid = _sum(vectors)
    worth = [
        _cosine(vector, centroid) + _LEAD * max(0, 10 - place) / 10
        for place, vector in enumerate(vectors)
    ]
    chosen: list[int] = []
    for _ in range(min(_n_wanted(len(sentences)), len(sentences))):
        left = (place for place in range(len(sentences)) if place not in chosen)
        chosen.append(max(left, key=lambda place: worth[place] - _held(place, chosen, vectors)))
    return tuple(sentences[place] for place in sorted(chosen))


def _n_wanted(n_sentences: int) -> int:
    return 3 if n_sentences < 15 else 4 if n_sentences < 40 else 5


def _held(place: int, chosen: Sequence[int], vectors: Sequence[Vector]) -> float:
    """Return what is held against a sentence for what it repeats."""
    alike = (_cosine(vectors[place], vectors[other]) for other in chosen)
    return _REPEATING * max(alike, default=0.0)


def _sentences(passages: Sequence[Passage]) -> list[Sentence]:
    """Return the whole sentences of a document, each once; all of any form if none is whole."""
    ranges = {span: passage for passage in passages for span in passage.sentences}
    found = [
        Sentence(passage=passage, start=start, end=end)
        for (start, end), passage in sorted(ranges.items(), key=lambda item: item[0])
    ]
    return [one for one in found if _is_whole(one.text)][:MAX_SENTENCES] or found[:MAX_SENTENCES]


def _is_whole(text: str) -> bool:
    n_words = len(re.findall(r"\w+", text))
    return n_words in _WORDS and text.rstrip("\"'”’)] ")[-1:] in tuple(".!?。！？")


def _vector(text: str, lexicon: Lexicon) -> Vector:
    """Return the weight of each term, of unit length."""
    counts = Counter(lexicon.terms(" ".join(content_words(text))))
    weights = {term: (1 + math.log(n)) * lexicon.weight(term) for term, n in counts.items()}
    length = math.sqrt(math.fsum(weight**2 for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def _sum(vectors: Iterable[Vector]) -> Vector:
    total: Counter[str] = Counter()
    for vector in vectors:
        total.update(vector)
    length = math.sqrt(math.fsum(weight**2 for weight in total.values())) or 1.0
    return {term: weight / length for term, weight in total.items()}


def _cosine(vector: Vector, other: Vector) -> float:
    return math.fsum(weight * other.get(term, 0.0) for term, weight in vector.items())
