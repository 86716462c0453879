"""From the points of an answer to numbered quotes, each at its place in its file."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict

from index.places import place_in
from index.types import Document
from qa.agreement import Difference
from qa.composition import Point
from qa.figures import date_in
from qa.reader import Reading
from qa.types import Citation, Statement

_DATED_LINE = re.compile(
    r"^\W*(?:date|dated|published|updated|last (?:updated|modified|changed))\W.*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD_CHARACTERS = 500
"""How far into a document a line with its own date is looked for."""

FindDocument = Callable[[str], Document | None]


def cite(
    points: Sequence[Point], find_document: FindDocument
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Number the quotes in the order they are shown."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    undisputed: Sequence[Reading] = ()
    for point in points:
        first = len(citations) + 1
        for number, reading in enumerate(point.readings, start=first):
            citations.append(_citation(number, reading, find_document))
        if point.differs is None:
            undisputed, remark = point.readings, ""
        else:
            remark = _remark(point.differs, point.readings, undisputed, find_document)
        numbers = tuple(range(first, len(citations) + 1))
        statements.append(_statement(point.readings[0], remark, numbers))
    return tuple(statements), tuple(citations)


def written_out(statements: Sequence[Statement]) -> str:
    """Return statements as one text, each after its remark and followed by its `[n]`."""
    return " ".join(
        " ".join(filter(None, (s.remark, s.text, "".join(f"[{n}]" for n in s.numbers))))
        for s in statements
    )


def one_line(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def _statement(reading: Reading, remark: str, numbers: tuple[int, ...]) -> Statement:
    text, span = reading.text, None
    if reading.span:
        start, end = (place - reading.start for place in reading.span)
        span = len(one_line(text[:start] + "|")) - 1, len(one_line(text[:end]))
    return Statement(remark=remark, text=one_line(text), span=span, numbers=numbers)


def _citation(number: int, reading: Reading, find_document: FindDocument) -> Citation:
    passage = reading.hit.passage
    document = find_document(passage.source)
    assert document is not None, "a passage's document is in the same snapshot"
    return Citation(
        **asdict(place_in(passage, reading.start)),
        number=number,
        source=passage.source,
        title=passage.title,
        heading=passage.heading,
        start=reading.start,
        end=reading.end,
        date=document.date,
        quote=document.text[reading.start : reading.end],
        span=reading.span,
        digest=document.digest,
        passage_id=passage.passage_id,
        also_in=tuple(
            source
            for source in reading.hit.reprints
            if _holds(find_document(source), document.text[reading.start : reading.end])
        ),
    )


def _holds(document: Document | None, quote: str) -> bool:
    """Whether a document has the words of a quote, wherever its lines end."""
    return document is not None and one_line(quote) in one_line(document.text)


def _remark(
    difference: Difference,
    readings: Sequence[Reading],
    others: Sequence[Reading],
    find_document: FindDocument,
) -> str:
    """Return which files have other figures than which, each with its date where it has one."""
    verb = "give" if len(readings) > 1 else "gives"
    own, other = (
        " and ".join(_named(reading, find_document) for reading in some)
        for some in (readings, others)
    )
    return f"{own} {verb} other {difference} than {other}:"


def _named(reading: Reading, find_document: FindDocument) -> str:
    source = reading.hit.passage.source
    name = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in source)
    date = _date_of(reading, find_document)
    return f"{name} ({date})" if date and date not in name else name


def _date_of(reading: Reading, find_document: FindDocument) -> str:
    """Return the date a document is known to have, or the nearest to one that it says of itself."""
    passage = reading.hit.passage
    document = find_document(passage.source)
    if document and document.date:
        return document.date
    head = document.text[:_HEAD_CHARACTERS] if document else ""
    lines = _DATED_LINE.findall(head)
    places = (passage.source, passage.title, passage.heading, *lines)
    return next(filter(None, map(date_in, places)), "")
