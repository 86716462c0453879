"""Asks questions whose answers are known, and counts what is found, quoted and left unanswered."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.loading import load_bytes
from index.metrics import ndcg_at_k, recall_at_k, reciprocal_rank_at_k
from index.types import Document, Hit
from qa.assistant import Assistant
from qa.metrics import area_under_risk, area_under_roc, exact_match, f1, holds_answer
from qa.question_file import KnownQuestion
from qa.types import Answer, Citation

REFUSED = "refused answer comes first again"

N_PASSAGES = 50
"""Passages searched for a question, so that ten files are among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one question; what does not apply to it is not among its figures."""

    question_id: str
    question: str
    answerable: bool
    answered: bool
    confidence: float
    first_quote: str
    """Empty for an abstention."""
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measure over the questions it applies to."""

    value: float
    n: int
    """Over so many questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All outcomes and what they come to."""

    figures: Mapping[str, Figure]
    latency_ms: Mapping[str, float]
    outcomes: tuple[Outcome, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)


def evaluate(
    assistant: Assistant,
    questions: Sequence[KnownQuestion],
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Ask every question of a library.

    Args:
        assistant: The open library, up to date with its folder.
        questions: What to ask.
        progress: Told how many of how many are done.
    """
    outcomes: list[Outcome] = []
    times_ms: list[float] = []
    for question in questions:
        hits = assistant.search(question.question, top_k=N_PASSAGES)
        begin = time.perf_counter()
        answer = assistant.ask(question.question)
        times_ms.append(1000 * (time.perf_counter() - begin))
        outcomes.append(_outcome(assistant, question, hits, answer))
        progress(len(outcomes), len(questions))
    return Report(
        figures=dict(_figures(outcomes)),
        latency_ms=_latency(times_ms),
        outcomes=tuple(outcomes),
    )


def own_questions(assistant: Assistant, n_questions: int, seed: int = 0) -> list[KnownQuestion]:
    """Return questions made of the library's own sentences, to be asked where none are written."""
    return [
        KnownQuestion(
            question_id=str(number),
            question=made.question,
            answers=(made.answer,),
            answerable=True,
            sources=(made.source,),
            passage="",
            grades={},
        )
        for number, made in enumerate(assistant.own_questions(n_questions, seed), start=1)
    ]


def _outcome(
    assistant: Assistant, question: KnownQuestion, hits: Sequence[Hit], answer: Answer
) -> Outcome:
    first = answer.citations[0] if answer.citations else None
    figures = dict(_retrieval(assistant, question, hits))
    figures |= _answering(question, first)
    if question.refused is not None:
        figures[REFUSED] = float((first.quote if first else "") == question.refused)
    if answer.citations:
        verbatim = [_is_verbatim(assistant, citation) for citation in answer.citations]
        figures["quotes verbatim"] = sum(verbatim) / len(verbatim)
    return Outcome(
        question_id=question.question_id,
        question=question.question,
        answerable=question.answerable,
        answered=answer.answered,
        confidence=answer.confidence,
        first_quote=first.quote if first else "",
        figures=figures,
    )


def _retrieval(
    assistant: Assistant, question: KnownQuestion, hits: Sequence[Hit]
) -> Iterator[tuple[str, float]]:
    if not question.answerable:
        return
    if question.passage and question.sources:
        document = assistant.document(question.sources[0])
        gold = _gold_ids(question, document, hits) if document else None
        if gold is not None:
            ranked = [hit.passage.passage_id in gold for hit in hits]
            for k in (5, 10):
                yield f"recall@{k}", float(any(ranked[:k]))
            yield "MRR@10", reciprocal_rank_at_k(ranked, {True}, 10)
    if any(grade > 0 for grade in question.grades.values()):
        files = list(dict.fromkeys(hit.passage.source for hit in hits))
        relevant = {source for source, grade in question.grades.items() if grade > 0}
        yield "files: recall@10", recall_at_k(files, relevant, 10)
        yield "files: MRR@10", reciprocal_rank_at_k(files, relevant, 10)
        yield "files: nDCG@10", ndcg_at_k(files, question.grades, 10)


def _gold_ids(
    question: KnownQuestion, document: Document, hits: Sequence[Hit]
) -> frozenset[str] | None:
    """Return the hits that hold a sentence of the gold paragraph with an answer in it.

    The paragraph is found by its text; None if the document does not have it.
    """
    begin = document.text.find(question.passage)
    if begin < 0:
        return None
    end = begin + len(question.passage)
    places = list(_places(document.text, question.answers, begin, end)) or [(begin, end)]
    return frozenset(
        hit.passage.passage_id
        for hit in hits
        if hit.passage.source == document.source
        and any(s < b and a < e for s, e in hit.passage.sentences for a, b in places)
    )


def _places(text: str, answers: Sequence[str], begin: int, end: int) -> Iterator[tuple[int, int]]:
    for answer in answers:
        start = text.find(answer, begin, end)
        while start >= 0:
            yield start, start + len(answer)
            start = text.find(answer, start + 1, end)


def _answering(question: KnownQuestion, first: Citation | None) -> dict[str, float]:
    """Return how good the first quote is; an abstention from what is known holds nothing."""
    if not question.answerable or not question.answers:
        return {}
    quote, words = (first.quote, _answering_words(first)) if first else ("", "")
    return {
        "first quote holds an answer": float(holds_answer(quote, question.answers)),
        "exact match": exact_match(words, question.answers),
        "F1": f1(words, question.answers),
        "right file first": float(first is not None and first.source in question.sources),
    }


def _answering_words(citation: Citation) -> str:
    """Return the words marked as the answer, or the whole quote where none are."""
    if citation.span is None:
        return citation.quote
    start, end = citation.span
    return citation.quote[start - citation.start : end - citation.start]


def _is_verbatim(assistant: Assistant, citation: Citation) -> bool:
    """Say whether a quote stands in the file itself, read anew."""
    raw = (assistant.folder / citation.source).read_bytes()
    document = load_bytes(raw, citation.source)
    return document.text[citation.start : citation.end] == citation.quote


def _figures(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Figure]]:
    for name in dict.fromkeys(name for outcome in outcomes for name in outcome.figures):
        values = [outcome.figures[name] for outcome in outcomes if name in outcome.figures]
        yield name, Figure(value=statistics.fmean(values), n=len(values))
    yield from _abstaining([o for o in outcomes if not o.answerable or _is_judged(o)])


def _abstaining(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Figure]]:
    """Yield how well right answers are told from wrong ones and from questions without any."""
    if not outcomes:
        return
    right = [outcome.figures.get("first quote holds an answer") == 1.0 for outcome in outcomes]
    answered = [outcome.answered for outcome in outcomes]
    confidences = [outcome.confidence for outcome in outcomes]
    n = len(outcomes)
    yield "answered", Figure(value=sum(answered) / n, n=n)
    if any(answered):
        wrong = sum(a and not r for a, r in zip(answered, right, strict=True))
        yield "error of what is answered", Figure(value=wrong / sum(answered), n=sum(answered))
    kinds = [outcome.answerable for outcome in outcomes]
    if any(kinds) and not all(kinds):
        kept = sum(a == k for a, k in zip(answered, kinds, strict=True))
        yield "answered if and only if answerable", Figure(value=kept / n, n=n)
        yield "AUROC of the answerable", Figure(value=area_under_roc(confidences, kinds), n=n)
    yield "area under the risk curve", Figure(value=area_under_risk(confidences, right), n=n)


def _is_judged(outcome: Outcome) -> bool:
    return "first quote holds an answer" in outcome.figures


def _latency(times_ms: Sequence[float]) -> dict[str, float]:
    if not times_ms:
        return {}
    ordered = sorted(times_ms)
    return {
        "median": statistics.median(ordered),
        "95th percentile": ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))],
    }
