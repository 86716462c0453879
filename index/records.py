"""From records of the catalog's tables to the values they were made of."""

import json
from collections.abc import Sequence
from typing import Any

from index.types import Document, Passage, Range, Span, SpanKind


def passage_of(record: Sequence[Any]) -> Passage:
    """Return the passage of a record of row, id, source, title, heading, range, text, sentences."""
    _, passage_id, source, title, heading, start, end, text, sentences = record
    return Passage(
        passage_id=passage_id,
        source=source,
        title=title,
        heading=heading,
        start=start,
        end=end,
        text=text,
        sentences=tuple(map(_range, json.loads(sentences))),
    )


def _range(pair: Sequence[int]) -> Range:
    start, end = pair
    return start, end


def document_of(record: Sequence[Any]) -> Document:
    """Return the document of a record: source, title, text, digest, encoding, spans."""
    source, title, text, digest, encoding, spans = record
    return Document(
        source=source,
        title=title,
        text=text,
        digest=digest,
        encoding=encoding,
        spans=tuple(
            Span(kind=SpanKind(kind), start=start, end=end, label=label)
            for kind, start, end, label in json.loads(spans)
        ),
    )
