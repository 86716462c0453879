"""Query to hits: both searches, fused, with the reason why each hit is there.

The fused score is a convex sum of the two scores, each scaled to its candidates' range, as in Bruch
et al., "An Analysis of Fusion Functions for Hybrid Retrieval" (2023).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from index.errors import SourceNotFoundError
from index.function_words import content_words
from index.lexical import places_of
from index.store import Snapshot
from index.types import (
    Embedder,
    EmbeddingMatrix,
    Hit,
    Leg,
    Lexicon,
    Passage,
    Place,
    Range,
)

DENSE_WEIGHT = 0.5
"""Flat from 0.4 to 0.6 on three question sets; alone, either search loses 3 to 15 points."""

N_CANDIDATES = 100
"""Passages each search brings; what only one of them brings competes too."""


class Retriever:
    """Finds the passages of one snapshot that are nearest to a query."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._embedder = embedder

    def search(self, query: str, top_k: int, *, sources: Sequence[str] = ()) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first.

        Args:
            query: What to search for.
            top_k: Most hits; a smaller library returns fewer.
            sources: Files, or folders with all below them, to search in; empty for all.

        Raises:
            SourceNotFoundError: If no document lies at one of `sources`.
        """
        vector = self._embedder.embed_queries([query])
        terms = self._snapshot.lexical.terms(" ".join(content_words(query)))
        within = self._rows_within(sources)
        dense = self._snapshot.dense.search(vector, N_CANDIDATES, within=within)
        lexical = self._snapshot.lexical.search(terms, N_CANDIDATES, places=sources)
        dense_legs, lexical_legs = _legs(dense), _legs(lexical)
        cosines = self._cosines(vector, list(dense_legs | lexical_legs))
        fused = _fuse(cosines, dict(lexical))
        words = set(terms)
        best = sorted(fused, key=lambda row: (-fused[row], row))[:top_k]
        passages = self._snapshot.catalog.passages(best)
        hits = []
        for rank, row in enumerate(best, start=1):
            passage = passages[row]
            quote, place = nearest_sentence(words, passage, self._snapshot.lexical)
            hits.append(
                Hit(
                    passage=passage,
                    score=fused[row],
                    rank=rank,
                    cosine=cosines[row],
                    dense=dense_legs.get(row),
                    lexical=lexical_legs.get(row),
                    matched=matched_words(query, passage, self._snapshot.lexical),
                    quote=quote,
                    place=place,
                )
            )
        return tuple(hits)

    def _rows_within(self, sources: Sequence[str]) -> list[int] | None:
        """Return the rows to search in, or None for all."""
        if not sources:
            return None
        known = [summary.source for summary in self._snapshot.catalog.documents()]
        places = {place for source in known for place in places_of(source)}
        if missing := [source for source in sources if source not in places]:
            raise SourceNotFoundError(
                f"Expected a file or folder of the library, found '{missing[0]}'."
                " `qa sync` lists what the library holds"
            )
        wanted = set(sources)
        return self._snapshot.catalog.rows([s for s in known if wanted & set(places_of(s))])

    def _cosines(self, vector: EmbeddingMatrix, rows: Sequence[int]) -> dict[int, float]:
        similarities = self._snapshot.dense.vectors(rows) @ vector[0]
        return dict(zip(rows, np.clip(similarities, -1.0, 1.0).tolist(), strict=True))


def matched_words(query: str, passage: Passage, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the telling words of a query that a passage holds, as the query spells them."""
    held = set(lexicon.terms(passage.embedded_text))
    words = dict.fromkeys(content_words(query))
    return tuple(word for word in words if held.intersection(lexicon.terms(word)))


def nearest_sentence(
    terms: set[str], passage: Passage, lexicon: Lexicon
) -> tuple[Range, Place] | tuple[None, None]:
    """Return the sentence with most of a query's weight, and its place; of equals, the first."""

    def held(quoted: tuple[Range, Place]) -> float:
        (start, end), _ = quoted
        text = passage.text[start - passage.start : end - passage.start]
        found = terms.intersection(lexicon.terms(text))
        return sum(lexicon.weight(term) for term in found)

    quoted = zip(passage.sentences, passage.places, strict=True)
    return max(quoted, key=held, default=(None, None))


def _legs(found: Sequence[tuple[int, float]]) -> dict[int, Leg]:
    return {row: Leg(rank=rank, score=score) for rank, (row, score) in enumerate(found, start=1)}


def _fuse(cosines: Mapping[int, float], lexical: Mapping[int, float]) -> dict[int, float]:
    """Return each candidate's convex sum of scaled scores, in [0, 1].

    A passage the lexical search did not bring scores 0 there: it has next to nothing of the query.
    """
    lowest, highest = min(cosines.values(), default=0.0), max(cosines.values(), default=0.0)
    best_lexical = max(lexical.values(), default=0.0)
    return {
        row: DENSE_WEIGHT * _scaled(cosine, lowest, highest)
        + (1 - DENSE_WEIGHT) * _scaled(lexical.get(row, 0.0), 0.0, best_lexical)
        for row, cosine in cosines.items()
    }


def _scaled(score: float, lowest: float, highest: float) -> float:
    return (score - lowest) / (highest - lowest) if highest > lowest else 1.0
