"""One question, from its words to its answer, over one snapshot of a library."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.scope import sources_within
from index.search import Retriever
from index.store import Snapshot
from index.timing import Stage, timed
from index.types import Embedder, Hit
from qa.citations import cite, written_out
from qa.composition import compose
from qa.confidence import ConfidenceModel
from qa.conversation import Turn
from qa.declined import declined_line
from qa.following import resolve
from qa.library_answers import answer_about_library
from qa.question import Question
from qa.reader import Reader, Reading, reranked
from qa.rewording import rewordings
from qa.small_talk import helpful_line
from qa.types import Activity, Answer

N_READ = 8
"""Most hits the reader looks at, however few of them are returned."""

ALWAYS_READ = 3
"""Hits the reader looks at whatever their scores are, which say little where candidates are few."""

READ_WITHIN = 0.35
"""How far a later hit's score may lie below the best one's to be read."""

ABSTENTION = "The documents do not seem to answer this question."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What of a library is asked, and how much of it is returned."""

    sources: Sequence[str] = ()
    """Files, or folders with all below them; empty for all."""
    since: date | None = None
    until: date | None = None
    n_hits: int
    """Most passages to return."""

    def __post_init__(self) -> None:
        """Check the number of passages."""
        if self.n_hits < 1:
            raise ValueError(f"top_k must be at least 1, found {self.n_hits}")

    @property
    def bounds(self) -> Mapping[str, Any]:
        """Which documents, as a search takes it."""
        return {"sources": self.sources, "since": self.since, "until": self.until}


class Answerer:
    """Answers from one snapshot: hits, words' weights and quoted texts are of one generation."""

    def __init__(
        self,
        snapshot: Snapshot,
        embedder: Embedder,
        reader: Reader,
        model: ConfidenceModel,
        max_error: float,
    ) -> None:
        """Keep what answers are made with.

        Args:
            snapshot: The library as it is asked.
            embedder: What the library was embedded with.
            reader: What finds the sentences that answer.
            model: What says how sure an answer is.
            max_error: The share of answers that may be wrong; the rest are abstentions.
        """
        self._snapshot = snapshot
        self._retriever = Retriever(snapshot, embedder)
        self._reader = reader
        self._model = model
        self._max_error = max_error

    def steps(
        self, question: str, turns: Sequence[Turn], scope: Scope
    ) -> Iterator[Activity | Answer]:
        """Yield what is being done as it begins, and the answer last.

        Args:
            question: In the user's words.
            turns: The earlier turns, oldest first, on which it may lean.
            scope: What is asked.

        Raises:
            QuestionError: If the question is too long.
            SourceNotFoundError: If no document lies at one of the scope's sources.
        """
        if told := self._without_search(question, turns, scope):
            yield told
            return
        resolved = resolve(question, turns, self._snapshot.lexical)
        yield Activity.SEARCHING
        hits = self._retriever.search(
            resolved.query, max(scope.n_hits, N_READ), said=resolved.said, **scope.bounds
        )
        yield Activity.READING
        yield self._answer(question, resolved.query, hits, scope.n_hits)

    def search(self, query: str, scope: Scope) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first, each with why it is there.

        Raises:
            SourceNotFoundError: If no document lies at one of the scope's sources.
        """
        return self._retriever.search(query, scope.n_hits, **scope.bounds)

    @timed(Stage.READING)
    def read(self, question: str, hits: Sequence[Hit]) -> tuple[tuple[Reading, ...], float]:
        """Return the sentences of hits that may answer, best first, and how sure the first is.

        Where the hits say otherwise what the question says, the surest of its wordings is taken.
        """
        others = rewordings(question, [hit.passage.text for hit in promising(hits)])
        found = [self._read(wording, hits) for wording in (question, *others)]
        return max(found, key=lambda one: one[1])

    def _read(self, question: str, hits: Sequence[Hit]) -> tuple[tuple[Reading, ...], float]:
        lexicon = self._snapshot.lexical
        readings = self._reader.read(question, promising(hits), lexicon)
        return readings, self._model.of(question, hits, readings, lexicon)

    def _without_search(self, question: str, turns: Sequence[Turn], scope: Scope) -> Answer | None:
        """Return what is said of a greeting, of the library itself, or of what is not done."""
        if line := helpful_line(question, follows=bool(turns)):
            return _without_citations(question, line)
        within = sources_within(self._snapshot.catalog, **scope.bounds)

        def search(topic: str) -> Sequence[Hit]:
            return self.search(topic, scope)

        if told := answer_about_library(question, turns, self._snapshot, within, search=search):
            return told
        if line := declined_line(question):
            return _without_citations(question, line)
        return None

    @timed(Stage.COMPOSING)
    def _answer(self, question: str, query: str, hits: Sequence[Hit], n_hits: int) -> Answer:
        readings, confidence = self.read(query, hits)
        hits = reranked(hits, readings)
        if not readings or confidence < self._model.threshold(self._max_error):
            return _without_citations(
                question, ABSTENTION, query=query, hits=hits[:n_hits], confidence=confidence
            )
        lexicon = self._snapshot.lexical
        points = compose(Question.parse(query, lexicon), readings, lexicon)
        statements, citations = cite(points, self._snapshot.catalog.document)
        cited = {citation.passage_id for citation in citations}
        return Answer(
            question=question,
            query=query,
            text=written_out(statements),
            statements=statements,
            citations=citations,
            hits=tuple(h for h in hits if h.rank <= n_hits or h.passage.passage_id in cited),
            confidence=confidence,
        )


def _without_citations(
    question: str,
    text: str,
    *,
    query: str = "",
    hits: Sequence[Hit] = (),
    confidence: float = 0.0,
) -> Answer:
    return Answer(
        question=question,
        query=query,
        text=text,
        statements=(),
        citations=(),
        hits=tuple(hits),
        confidence=confidence,
    )


def promising(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the first of ranked hits, those that are worth the time of reading them."""
    count = sum(hit.score >= hits[0].score - READ_WITHIN for hit in hits[:N_READ])
    return hits[: max(count, ALWAYS_READ)]
