"""Readings in a few words, for tests of what comes after reading."""

from index.types import Document, Hit, Passage
from qa.reader import Reading
from tests.index.builders import document_of, passages_of


def hit_of(passage: Passage, *, rank: int = 1, score: float = 1.0) -> Hit:
    """Return a hit that only the dense search brought."""
    return Hit(
        passage=passage,
        score=score,
        rank=rank,
        cosine=0.5,
        dense=None,
        lexical=None,
        matched=(),
        nearest=None,
        reprints=(),
    )


def reading_of(document: Document, sentence: str, score: float) -> Reading:
    """Return the reading of a line of a document."""
    [passage] = [p for p in passages_of(document) if p.text == sentence]
    return Reading(
        hit=hit_of(passage),
        start=passage.start,
        end=passage.end,
        span=None,
        score=score,
        evidence=score,
        margin=None,
        near_margin=None,
    )


def library_of(texts: dict[str, str]) -> dict[str, Document]:
    """Return one document for each source and text."""
    return {source: document_of(source, text) for source, text in texts.items()}
