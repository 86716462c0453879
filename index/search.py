"""Query to hits: both searches, fused, with the reason why each hit is there.

A passage that has the query word for word scores 1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.beside import beside
from index.dense import N_CANDIDATES
from index.function_words import content_words
from index.fusion import fused
from index.matching import (
    HeldTerms,
    matched_words,
    nearest_quote,
    says,
    sentence_in,
    telling_words,
)
from index.scope import Reprints, sources_within
from index.store import Snapshot
from index.timing import Stage, timed
from index.types import (
    Embedder,
    EmbeddingMatrix,
    Hit,
    Leg,
    Passage,
    Said,
)

_ALL_COVERED = 0.999
"""Share of a query's weight from which none of its terms is missing, but for rounding."""

LIKELY_SHARE = 0.5
"""What words that are only likely meant count beside those that were said, the likeliest of them.

Chosen with `tests.benchmarks.following`, both halves of mtrag-human-subset in view; more gains
where dialogues stay with one document, and loses where they wander."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """A query's terms."""

    said: Sequence[str]
    shares: Mapping[str, float]
    """Those that are only likely meant, and how much each counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ByWords:
    """The rows that the words brought."""

    scores: Mapping[int, float]
    covered: Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """What both searches brought for a query, by row."""

    weights: Mapping[str, float]
    """What each term weighs in the library."""
    dense: Mapping[int, int]
    """The rank of each that the search by meaning brought."""
    lexical: Mapping[int, int]
    """The rank of each that the search by words brought."""
    cosines: Mapping[int, float]
    by_words: Mapping[int, float]
    verbatim: frozenset[int]
    """Those that have the query word for word."""
    fused: Mapping[int, float]


class Retriever:
    """Finds the passages of one snapshot that are nearest to a query."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._embedder = embedder

    @timed(Stage.FUSION)
    def search(
        self,
        query: str,
        top_k: int,
        *,
        said: Said | None = None,
        sources: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first.

        Args:
            query: What to search for.
            top_k: Most hits; a smaller library returns fewer.
            said: What of the query was said; what is only likely meant counts less. None if all of
                it was said.
            sources: Files, or folders with all below them, to search in; empty for all.
            since: Only documents that date themselves on this day or later.
            until: Only documents that date themselves on this day or earlier.

        Raises:
            SourceNotFoundError: If no document lies at one of `sources`.
        """
        within = sources_within(self._snapshot.catalog, sources, since, until)
        if within == ():
            return ()
        found = self._candidates(query, said, within)
        reprints = Reprints(self._snapshot.catalog, within)
        return tuple(self._hits(query, found, self._best(found, top_k, reprints), reprints))

    def _terms(self, text: str) -> list[str]:
        return self._snapshot.lexical.terms(" ".join(content_words(text)))

    @timed(Stage.QUERY_ENCODING)
    def _vector(self, query: str, said: Said | None) -> EmbeddingMatrix:
        """Return one unit row; cosines to that of two texts are in proportion to both's sum."""
        if said is None:
            return self._embedder.embed_queries([query])
        first, likely = self._embedder.embed_queries([said.text, said.likely])
        both = first + LIKELY_SHARE * likely
        row: EmbeddingMatrix = (both / np.linalg.norm(both))[np.newaxis]
        return row

    def _candidates(
        self, query: str, said: Said | None, within: Sequence[str] | None
    ) -> _Candidates:
        words, places = self._words(query, said), within or ()
        # what takes longest goes on in two threads: at a million passages, encoding and the search
        # by words take a third of a question each
        by_words = beside(self._by_words, words, places)
        vector = self._vector(query, said)
        rows = None if within is None else self._snapshot.catalog.rows(within)
        vectors = beside(lambda: self._snapshot.vectors(list(by_words().scores)))
        with timed(Stage.DENSE):
            dense = dict(self._snapshot.dense.search(vector, within=rows))
        with timed(Stage.LEXICAL):
            lexical, lexical_vectors = by_words(), vectors()
        others = [row for row in dense if row not in lexical.scores]
        covered_others = beside(self._covered, words, others)
        cosines = _cosines(vector, list(lexical.scores), lexical_vectors)
        cosines |= _cosines(vector, others, self._snapshot.vectors(others))
        covered = {**lexical.covered, **covered_others()}
        verbatim = self._verbatim(query, cosines, covered)
        weight = self._snapshot.lexical.weight
        return _Candidates(
            weights={term: weight(term) for term in (*words.said, *words.shares)},
            dense=_ranks({row: cosines[row] for row in dense}),
            lexical=_ranks(lexical.scores),
            cosines=cosines,
            by_words=lexical.scores,
            verbatim=verbatim,
            fused=fused(cosines, lexical.scores, covered) | dict.fromkeys(verbatim, 1.0),
        )

    def _words(self, query: str, said: Said | None) -> _Words:
        terms = self._terms(said.text if said else query)
        likely = said.shares.items() if said else ()
        shares = {term: LIKELY_SHARE * share for term, share in likely if term not in terms}
        return _Words(said=terms, shares=shares)

    def _by_words(self, words: _Words, places: Sequence[str]) -> _ByWords:
        lexicon = self._snapshot.lexical
        found = lexicon.search(words.said, N_CANDIDATES, shares=words.shares, places=places)
        return _ByWords(scores=dict(found), covered=self._covered(words, [row for row, _ in found]))

    def _covered(self, words: _Words, rows: Sequence[int]) -> dict[int, float]:
        return self._snapshot.lexical.covered(words.said, rows, shares=words.shares)

    def _verbatim(
        self, query: str, candidates: Iterable[int], covered: Mapping[int, float]
    ) -> frozenset[int]:
        """Return the rows of passages that have a query of a sentence's length word for word."""
        sentence = sentence_in(query)
        rows = [row for row in candidates if not covered or covered.get(row, 0.0) > _ALL_COVERED]
        if not sentence or not rows:
            return frozenset()
        passages = self._snapshot.catalog.passages(rows)
        return frozenset(row for row in rows if says(passages[row].text, sentence))

    def _best(
        self, found: _Candidates, top_k: int, reprints: Reprints
    ) -> Iterator[tuple[int, Passage]]:
        """Yield the best rows with their passages, of a text that is there twice only one."""
        order = ((-score, row not in found.verbatim, row) for row, score in found.fused.items())
        ranked = [row for _, _, row in sorted(order)]
        n_found = 0
        for start in range(0, len(ranked), top_k):
            rows = ranked[start : start + top_k]
            passages = self._snapshot.catalog.passages(rows)
            for row in rows:
                if n_found < top_k and not reprints.repeats(passages[row]):
                    n_found += 1
                    yield row, passages[row]
            if n_found == top_k:
                return

    def _hits(
        self,
        query: str,
        found: _Candidates,
        best: Iterable[tuple[int, Passage]],
        reprints: Reprints,
    ) -> Iterator[Hit]:
        """Yield the best rows, each with why it is there."""
        lexicon = self._snapshot.lexical
        telling, sentence = telling_words(query, lexicon), sentence_in(query)
        for rank, (row, passage) in enumerate(best, start=1):
            held = HeldTerms.of(passage, lexicon)
            yield Hit(
                passage=passage,
                score=found.fused[row],
                rank=rank,
                cosine=found.cosines[row],
                dense=_leg(row, found.dense, found.cosines),
                lexical=_leg(row, found.lexical, found.by_words),
                matched=matched_words(telling, held),
                nearest=nearest_quote(found.weights, passage, held, sentence=sentence),
                reprints=reprints.others_of(passage.source),
            )


def _cosines(
    query: EmbeddingMatrix, rows: Sequence[int], vectors: EmbeddingMatrix
) -> dict[int, float]:
    """Return the cosine of each row's vector to a query, shape (1, dim)."""
    similarities = np.clip(vectors @ query[0], -1.0, 1.0)
    return dict(zip(rows, similarities.tolist(), strict=True))


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    """Return each row's rank within one search, equal scores by row."""
    ranked = sorted((-score, row) for row, score in scores.items())
    return {row: rank for rank, (_, row) in enumerate(ranked, start=1)}


def _leg(row: int, ranks: Mapping[int, int], scores: Mapping[int, float]) -> Leg | None:
    return Leg(rank=ranks[row], score=scores[row]) if row in ranks else None
