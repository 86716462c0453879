"""Readings in a few words, for tests of what comes after reading."""

import re

from index.types import Document, Hit, Passage, Place
from qa.reader import Reading
from tests.index.builders import document_of, passages_of

_OFFSET = 100
"""Where the passages of `reading_in` begin."""


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


def reading_in(text: str, sentence: str, *, heading: str = "", title: str = "") -> Reading:
    """Return a reading of a passage, `|` before each sentence, marks of items before `|`."""
    plain = text.replace("|", "")
    starts = [found.start() - i for i, found in enumerate(re.finditer(r"\|", text))]
    parts = re.split(r"\|", text)[1:]
    ends = [
        start + len(re.sub(r"\s+(?:[-*]|\d\.)?\s*$", "", part))
        for start, part in zip(starts, parts, strict=True)
    ]
    passage = Passage(
        passage_id="0" * 16,
        source="a.txt",
        title=title,
        heading=heading,
        start=_OFFSET,
        end=_OFFSET + len(plain),
        text=plain,
        sentences=tuple((_OFFSET + s, _OFFSET + e) for s, e in zip(starts, ends, strict=True)),
        places=(Place(line=1),) * len(starts),
    )
    start = _OFFSET + plain.index(sentence)
    return Reading(
        hit=hit_of(passage),
        start=start,
        end=start + len(sentence),
        span=None,
        score=0.5,
        evidence=1.0,
        margin=None,
        near_margin=None,
    )


def library_of(texts: dict[str, str]) -> dict[str, Document]:
    """Return one document for each source and text."""
    return {source: document_of(source, text) for source, text in texts.items()}
