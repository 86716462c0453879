"""Chooses the sentences that answer with a network that marks the words of the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.types import Hit, Lexicon, Range
from qa.asked_name import AskedName
from qa.question import Question
from qa.reader.reading import Reading, shares
from qa.reader.sentence_reader import Candidate, candidates
from qa.reader.span_network import Marks, SpanNetwork
from qa.reader.told_row import ToldRow, told_row

WEIGHTS: Mapping[str, float] = {
    "margin": 0.39,  # how far the network puts an answer in the sentence above none
    # What the words say counts for less beside the network than it does alone.
    "hit": 3.77,
    "hit_cosine": 7.01,
    "coverage": 2.37,
    "coverage_before": 0.23,
    "coverage_after": -0.60,
    "coverage_passage": 1.47,
    "stems": -0.44,
    "names": 0.10,
    "focus": -0.02,
    "pairs": 0.45,
    "kind_held": 0.37,
    "kind_far": 0.32,
    "counted": 0.53,
    "short": -1.21,
    "pronoun": -0.36,
    "asks": -1.50,  # half of what the reader without a network takes off, both set by hand
    "fragment": -0.75,
}
"""Output of tests/benchmarks/fit_reader.py: of 935 held-out questions whose answer is among the
hits, the right sentence comes first for 0.860."""

MOST_PIECES = 30
"""Word pieces of the longest answer; of 87,000 written ones, 99 % are shorter."""

MOST_READINGS = 12
"""Sentences returned; what ranks lower has next to no share of the belief."""

MOST_ROWS_TOLD = 8
"""The likeliest rows of tables, which are read as prose would tell them."""

LOOKED_AT_AGAIN = 2
"""The likeliest sentences, which are read once more with only their neighbours around them."""

SECOND_LOOK = 0.2
"""What the change of the margin counts for that the second look brings; chosen with
tests/benchmarks/second_look.py."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanAnswer:
    """The best answer within a range of a text, and how far it stands above none."""

    span: Range
    margin: float
    of_told_row: bool = False
    """Whether it is the cell of a table's row, read as prose would tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A sentence in a text to be read once more."""

    text: str
    start: int
    """Where the sentence begins in the text."""
    end: int


class SpanReader:
    """Reads every passage with a network; words and search scores have their say beside it."""

    def __init__(self, network: SpanNetwork) -> None:
        self._network = network

    @property
    def name(self) -> str:
        """Name the network."""
        return self._network.name

    def read(self, question: str, hits: Sequence[Hit], lexicon: Lexicon) -> tuple[Reading, ...]:
        """Return the sentences that may answer, best first."""
        found = answers(self._network, question, hits, lexicon)
        if not found:
            return ()
        found = with_rows_told(self._network, question, found, lexicon)
        evidence = _evidence(found)
        near = [answer.margin for _, answer in found]
        likeliest = _order(evidence)[:LOOKED_AT_AGAIN]
        margins = near_margins(self._network, question, [found[i] for i in likeliest])
        for i, margin in zip(likeliest, margins, strict=True):
            evidence[i] += SECOND_LOOK * (margin - near[i])
            near[i] = margin
        order = _order(evidence)[:MOST_READINGS]
        belief = shares([evidence[i] for i in order])
        return tuple(
            _reading(*found[i], near[i], evidence[i], share)
            for i, share in zip(order, belief, strict=True)
        )


def answers(
    network: SpanNetwork, question: str, hits: Sequence[Hit], lexicon: Lexicon
) -> list[tuple[Candidate, SpanAnswer]]:
    """Return every quotable sentence of the hits with its best answer, in document offsets."""
    marks = network.mark(question, [hit.passage.embedded_text for hit in hits])
    by_passage = {hit.passage.passage_id: m for hit, m in zip(hits, marks, strict=True)}
    asked = AskedName.of(question, [hit.passage.text for hit in hits])
    return [
        (candidate, answer)
        for candidate in candidates(Question.parse(question, lexicon), hits, lexicon)
        if (answer := _answer(candidate, by_passage[candidate.hit.passage.passage_id]))
        and not (asked and asked.is_not(*_marked(candidate, answer)))
    ]


def with_rows_told(
    network: SpanNetwork,
    question: str,
    found: Sequence[tuple[Candidate, SpanAnswer]],
    lexicon: Lexicon,
) -> list[tuple[Candidate, SpanAnswer]]:
    """Return sentences with the answers of the likeliest rows as they are told for the question."""
    rows = {
        i: row
        for i, (candidate, _) in enumerate(found)
        if (row := told_row(question, candidate.words.text, lexicon))
    }
    if not rows:
        return list(found)
    likeliest = [i for i in _order(_evidence(found)) if i in rows][:MOST_ROWS_TOLD]
    texts = [_below_titles(found[i][0], rows[i]) for i in likeliest]
    told = list(found)
    for i, text, marks in zip(likeliest, texts, network.mark(question, texts), strict=True):
        candidate, answer = found[i]
        best = best_answer(marks, len(text) - len(rows[i].text), len(text)) or answer
        first, last = (candidate.start + place for place in rows[i].cell)
        told[i] = candidate, SpanAnswer(span=(first, last), margin=best.margin, of_told_row=True)
    return told


def near_margins(
    network: SpanNetwork, question: str, found: Sequence[tuple[Candidate, SpanAnswer]]
) -> list[float]:
    """Return the margin of each sentence's best answer where only its neighbours stand around it.

    A passage brings much that a question does not ask about; so both margins together are surer
    than that in the passage alone.
    """
    views = [_near(candidate) for candidate, answer in found if not answer.of_told_row]
    marks = network.mark(question, [view.text for view in views])
    seen = iter([best_answer(m, v.start, v.end) for v, m in zip(views, marks, strict=True)])
    return [
        answer.margin if answer.of_told_row else (next(seen) or answer).margin
        for _, answer in found
    ]


def best_answer(marks: Marks, start: int, end: int) -> SpanAnswer | None:
    """Return the best answer that stands within `start:end` of the text; None if unread."""
    inside = np.flatnonzero((marks.places[:, 0] >= start) & (marks.places[:, 1] <= end))
    if not inside.size:
        return None
    first, last = inside[0], inside[-1] + 1
    scores = marks.begins[first:last, None] + marks.ends[None, first:last]
    lengths = np.arange(last - first)[None, :] - np.arange(last - first)[:, None]
    scores = np.where((lengths >= 0) & (lengths < MOST_PIECES), scores, -np.inf)
    begin, stop = divmod(int(scores.argmax()), last - first)
    return SpanAnswer(
        span=(int(marks.places[first + begin, 0]), int(marks.places[first + stop, 1])),
        margin=float(scores[begin, stop]) - marks.none,
    )


def _near(candidate: Candidate) -> _View:
    """Return a sentence with those before and after it."""
    passage = candidate.hit.passage
    place = passage.sentences.index((candidate.start, candidate.end))
    around = passage.sentences[max(0, place - 1) : place + 2]
    first, last = around[0][0], around[-1][1]
    return _View(
        text=passage.text[first - passage.start : last - passage.start],
        start=candidate.start - first,
        end=candidate.end - first,
    )


def _answer(candidate: Candidate, marks: Marks) -> SpanAnswer | None:
    """Return a sentence's best answer, in document offsets."""
    passage = candidate.hit.passage
    shift = passage.start - (len(passage.embedded_text) - len(passage.text))
    answer = best_answer(marks, candidate.start - shift, candidate.end - shift)
    if answer is None:
        return None
    start, end = answer.span
    return SpanAnswer(span=(start + shift, end + shift), margin=answer.margin)


def _marked(candidate: Candidate, answer: SpanAnswer) -> tuple[str, str]:
    """Return the words that are to answer, and what stands before them in the sentence."""
    start, end = (place - candidate.start for place in answer.span)
    text = candidate.words.text
    return text[start:end], text[:start]


def _below_titles(candidate: Candidate, row: ToldRow) -> str:
    passage = candidate.hit.passage
    return "\n".join(filter(None, (passage.title, passage.heading, row.text)))


def _evidence(found: Sequence[tuple[Candidate, SpanAnswer]]) -> list[float]:
    return [
        candidate.evidence(WEIGHTS) + WEIGHTS["margin"] * answer.margin
        for candidate, answer in found
    ]


def _order(evidence: Sequence[float]) -> list[int]:
    return sorted(range(len(evidence)), key=lambda i: (-evidence[i], i))


def _reading(
    candidate: Candidate, answer: SpanAnswer, near_margin: float, evidence: float, share: float
) -> Reading:
    return Reading(
        hit=candidate.hit,
        start=candidate.start,
        end=candidate.end,
        span=answer.span,
        score=share,
        evidence=evidence,
        margin=answer.margin,
        near_margin=near_margin,
    )
