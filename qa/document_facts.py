"""What the catalog knows of one document: its day, its length, its author's line, its sentences."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from index.catalog import Catalog
from index.types import DocumentSummary, Passage, SpanKind
from qa.summary import Sentence

_HEAD_CHARACTERS = 1_000
"""How much of a text's beginning may name its author."""

_BYLINE = re.compile(
    r"^[\W_]*(?i:(?:(?:written |posted |published |text |story )?by|authors?:?|from:)\W{1,4})"
    r"[A-Z][\w.’'-]+ (?:(?:van|von|der|de|da|di|al|el|bin|and|of|the) )*[A-Z].{0,60}$",
    re.MULTILINE,
)
"""A line that names someone; a sentence that begins so is longer."""

_UNITS: Mapping[SpanKind, str] = {
    SpanKind.PAGE: "page",
    SpanKind.SLIDE: "slide",
    SpanKind.SHEET: "sheet",
    SpanKind.CELL: "cell",
    SpanKind.ROW: "row",
}


class DocumentFacts:
    """Looks up what a catalog knows of its documents."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._files = catalog.files()
        self.find_document = catalog.document
        """Returns the document of a source, or None."""

    def passages(self, source: str) -> list[Passage]:
        """Return the passages of a document in its order."""
        found = self._catalog.passages(self._catalog.rows([source])).values()
        return sorted(found, key=lambda passage: passage.start)

    def first(self, document: DocumentSummary) -> Sentence | None:
        """Return a document's first sentence; None if it has none."""
        found = next((p for p in self.passages(document.source) if p.sentences), None)
        if found is None:
            return None
        start, end = found.sentences[0]
        return Sentence(passage=found, start=start, end=end)

    def changed(self, document: DocumentSummary) -> str:
        """Return when a document's file was changed last, as `2025-12-04 09:30`."""
        state = self._files.get(document.source)
        changed = datetime.fromtimestamp((state.mtime_ns if state else 0) / 1e9, tz=UTC)
        return changed.isoformat(sep=" ", timespec="minutes")[:16]

    def dated(self, document: DocumentSummary, *, by_file: bool) -> str:
        """Return a sentence that says of which day a document is."""
        changed = self.changed(document)
        if by_file:
            return f"{shown(document)} was changed last on {changed}."
        if document.date:
            return f"{shown(document)} is of {document.date}."
        return f"{shown(document)} has no date of its own; its file is of {changed[:10]}."

    def sized(self, document: DocumentSummary) -> str:
        """Return a sentence that says how long a document is."""
        whole = self._catalog.document(document.source)
        text, spans = (whole.text, whole.spans) if whole else ("", ())
        units = Counter(_UNITS[span.kind] for span in spans if span.kind in _UNITS)
        counts = {**units, "word": len(re.findall(r"\w+", text)), "character": len(text)}
        *first, last = (f"{n:,} {unit}{'s' if n != 1 else ''}" for unit, n in counts.items())
        return f"{shown(document)} has {', '.join(first)} and {last}."

    def byline(self, document: DocumentSummary) -> Sentence | None:
        """Return the sentence at a document's beginning that names its author."""
        whole = self._catalog.document(document.source)
        found = _BYLINE.search(whole.text[:_HEAD_CHARACTERS]) if whole else None
        if found is None:
            return None
        return next(
            (
                Sentence(passage=passage, start=start, end=end)
                for passage in self.passages(document.source)
                for start, end in passage.sentences
                if start < found.end() and found.start() < end
            ),
            None,
        )


def shown(document: DocumentSummary) -> str:
    """Return a document's path as it can be printed."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in document.source)
