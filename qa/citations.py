"""From readings to numbered quotes: what is said twice is quoted once, with every source cited."""

import re
from collections.abc import Callable, Sequence

from index.loading import line_of, page_of
from index.types import Document, Lexicon
from qa.reader import Reading
from qa.types import Citation, Statement

MAX_STATEMENTS = 3

FURTHER_SHARE = 0.5
"""A further sentence is quoted if it is at least this likely to answer as the first one is."""

_SAME_WORDS = 0.8
"""Sentences with at least this share of words in common, and the same numbers, say the same."""

FindDocument = Callable[[str], Document | None]


def choose(readings: Sequence[Reading], lexicon: Lexicon) -> tuple[tuple[Reading, ...], ...]:
    """Return the sentences to quote, best first, each with its duplicates from other files.

    Args:
        readings: Best first.
        lexicon: Tells which words are the same.
    """
    groups: list[list[Reading]] = []
    for reading in readings:
        same = next((g for g in groups if _say_the_same(g[0], reading, lexicon)), None)
        if same is not None:
            if reading.hit.passage.source not in {r.hit.passage.source for r in same}:
                same.append(reading)
        elif len(groups) < MAX_STATEMENTS and (reading.score >= FURTHER_SHARE * readings[0].score):
            groups.append([reading])
    return tuple(tuple(group) for group in groups)


def cite(
    groups: Sequence[Sequence[Reading]], find_document: FindDocument
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Number the quotes in the order they are shown."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for group in groups:
        first = len(citations) + 1
        for number, reading in enumerate(group, start=first):
            citations.append(_citation(number, reading, find_document))
        numbers = tuple(range(first, len(citations) + 1))
        statements.append(_statement(group[0], numbers))
    return tuple(statements), tuple(citations)


def written_out(statements: Sequence[Statement]) -> str:
    """Return statements as one text, each followed by its `[n]`."""
    return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.numbers)}" for s in statements)


def one_line(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def _statement(reading: Reading, numbers: tuple[int, ...]) -> Statement:
    text, span = reading.text, None
    if reading.span:
        start, end = (place - reading.start for place in reading.span)
        span = len(one_line(text[:start] + "|")) - 1, len(one_line(text[:end]))
    return Statement(text=one_line(text), span=span, numbers=numbers)


def _citation(number: int, reading: Reading, find_document: FindDocument) -> Citation:
    passage = reading.hit.passage
    document = find_document(passage.source)
    assert document is not None, "a passage's document is in the same snapshot"
    return Citation(
        number=number,
        source=passage.source,
        title=passage.title,
        heading=passage.heading,
        start=reading.start,
        end=reading.end,
        line=line_of(document, reading.start),
        page=page_of(document, reading.start),
        quote=document.text[reading.start : reading.end],
        span=reading.span,
        digest=document.digest,
        passage_id=passage.passage_id,
    )


def _say_the_same(one: Reading, other: Reading, lexicon: Lexicon) -> bool:
    """Whether two sentences have nearly the same words and exactly the same numbers."""
    if re.findall(r"\d+", one.text) != re.findall(r"\d+", other.text):
        return False
    words, others = set(lexicon.terms(one.text)), set(lexicon.terms(other.text))
    return len(words & others) >= _SAME_WORDS * len(words | others)
