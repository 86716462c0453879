"""A list as an answer: each line is a remark and a sentence of a document, cited and provable."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from index.types import DocumentSummary, Hit
from qa.citations import FindDocument, cite, written_out
from qa.composition import Point
from qa.document_facts import DocumentFacts, shown
from qa.reader import Reading
from qa.summary import Sentence
from qa.types import Answer, Citation, Statement

N_LISTED = 20
"""Documents quoted in a list; `Answer.documents` names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document, the sentence it is quoted with, if it has one, and what is said before it."""

    document: DocumentSummary
    sentence: Sentence | None
    remark: str = ""


def document_list(
    question: str, head: str, *, found: Sequence[Listed], facts: DocumentFacts
) -> Answer:
    """Return a list with a line for each document, after the head; a long one is cut.

    Args:
        question: What was asked.
        head: What is said before all lines.
        found: In order; a remark says more of a document than its date.
        facts: Give what a document begins with where it has no sentence.
    """
    lines = [
        replace(
            one,
            remark=_named(one.document, one.remark),
            sentence=one.sentence or facts.first(one.document),
        )
        for one in islice(found, N_LISTED)
    ]
    if len(found) > N_LISTED:
        head = f"{head} The first {N_LISTED}:"
    sources = tuple(one.document.source for one in found)
    answer = quoted_list(question, head, lines=lines, find_document=facts.find_document)
    return replace(answer, documents=sources)


def quoted_list(
    question: str, head: str, *, lines: Sequence[Listed], find_document: FindDocument
) -> Answer:
    """Return the lines that have a sentence as quotes, the head before the first.

    Args:
        question: What was asked.
        head: What is said before all lines.
        lines: In the order they are told.
        find_document: Gives the document of a source.
    """
    quoted = [(line.remark, line.sentence) for line in lines if line.sentence]
    readings = [_reading(rank, sentence) for rank, (_, sentence) in enumerate(quoted, 1)]
    points = [Point(readings=(reading,), differs=None) for reading in readings]
    statements, citations = cite(points, find_document)
    remarks = [remark for remark, _ in quoted]
    remarks[:1] = [" ".join(filter(None, (head, remark))) for remark in remarks[:1]]
    told = tuple(
        replace(statement, remark=remark)
        for statement, remark in zip(statements, remarks, strict=True)
    )
    sources = tuple(dict.fromkeys(line.document.source for line in lines))
    return told_answer(
        question,
        written_out(told) or head,
        statements=told,
        citations=citations,
        hits=_hits(readings),
        documents=sources,
    )


def _named(document: DocumentSummary, remark: str) -> str:
    """Return what is said before a document's quote."""
    told = remark or document.date
    return f"{shown(document)} ({told}):" if told else f"{shown(document)}:"


def _reading(rank: int, sentence: Sentence) -> Reading:
    """Return a sentence as a reader would give it; nothing was searched, so nothing is scored."""
    hit = Hit(
        passage=sentence.passage,
        score=0.0,
        rank=rank,
        cosine=0.0,
        dense=None,
        lexical=None,
        matched=(),
        nearest=None,
        reprints=(),
    )
    return Reading(
        hit=hit,
        start=sentence.start,
        end=sentence.end,
        span=None,
        score=1.0,
        evidence=0.0,
        margin=None,
        near_margin=None,
    )


def _hits(readings: Sequence[Reading]) -> tuple[Hit, ...]:
    """Return the passages that are quoted, each once."""
    hits = {reading.hit.passage.passage_id: reading.hit for reading in readings}
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits.values(), start=1))


def told_answer(
    question: str,
    text: str,
    *,
    statements: tuple[Statement, ...] = (),
    citations: tuple[Citation, ...] = (),
    hits: tuple[Hit, ...] = (),
    documents: tuple[str, ...] = (),
) -> Answer:
    """Return an answer for which nothing was searched; without citations it is an abstention."""
    return Answer(
        question=question,
        query="",
        text=text,
        statements=statements,
        citations=citations,
        hits=hits,
        confidence=float(bool(citations)),
        documents=documents,
    )
