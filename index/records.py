"""From records of the catalog's tables to the values they were made of."""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from index.types import Document, Passage, Place, Range, Span, SpanKind

_PLACE = tuple(field.name for field in fields(Place))


def passage_of(record: Sequence[Any]) -> Passage:
    """Return the passage of a record: row, id, source, title, heading, range, text, quotes."""
    _, passage_id, source, title, heading, start, end, text, quotes = record
    sentences, places = json.loads(quotes)
    return Passage(
        passage_id=passage_id,
        source=source,
        title=title,
        heading=heading,
        start=start,
        end=end,
        text=text,
        sentences=tuple(map(_range, sentences)),
        places=tuple(Place(**place) for place in places),
    )


def quotes_of(passage: Passage) -> str:
    """Return where a passage's sentences and their places are, as they are kept."""
    places = [
        {name: value for name in _PLACE if (value := getattr(place, name)) is not None}
        for place in passage.places
    ]
    return json.dumps([passage.sentences, places], ensure_ascii=False)


def _range(pair: Sequence[int]) -> Range:
    start, end = pair
    return start, end


def document_of(record: Sequence[Any]) -> Document:
    """Return the document of a record, whose values stand in the order of its fields."""
    source, title, text, digest, encoding, spans, date, remarks = record
    return Document(
        source=source,
        title=title,
        text=text,
        digest=digest,
        encoding=encoding,
        spans=tuple(
            Span(kind=SpanKind(kind), start=start, end=end, label=label)
            for kind, start, end, label in map(json.loads, spans.splitlines())
        ),
        date=date,
        remarks=tuple(json.loads(remarks)),
    )


def spans_as_kept(spans: Sequence[Span]) -> str:
    """Return spans as they are kept: one a line, for a large file has a million."""
    return "\n".join(json.dumps([span.kind, span.start, span.end, span.label]) for span in spans)
