"""Which documents a search is over: files, folders, dates; and which of them say the same twice."""

from collections.abc import Sequence
from datetime import date

from index.catalog import Catalog
from index.errors import SourceNotFoundError
from index.lexical import places_of
from index.types import Passage


def sources_within(
    catalog: Catalog, sources: Sequence[str], since: date | None, until: date | None
) -> tuple[str, ...] | None:
    """Return the documents that lie at sources and are of a time; None for all.

    A document without a date of its own is of no time.

    Args:
        catalog: What knows the documents.
        sources: Files, or folders with all below them; empty for all.
        since: The first day, None for no bound.
        until: The last day, None for no bound.

    Raises:
        SourceNotFoundError: If no document lies at one of `sources`.
    """
    if not (sources or since or until):
        return None
    documents = catalog.documents()
    above = {document.source: places_of(document.source) for document in documents}
    known = {place for found in above.values() for place in found}
    if missing := [place for place in sources if place not in known]:
        raise SourceNotFoundError(
            f"Expected a file or folder of the library, found '{missing[0]}'."
            " `qa sync` lists what the library holds"
        )
    return tuple(
        document.source
        for document in documents
        if (not sources or set(sources).intersection(above[document.source]))
        and _is_of(document.date, since, until)
    )


class Reprints:
    """Files of the same text within a scope; of each such group one is searched for all."""

    def __init__(self, catalog: Catalog, within: Sequence[str] | None) -> None:
        self._catalog = catalog
        self._groups: dict[str, list[str]] = {}
        self._first: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        for source, first in catalog.first_prints().items():
            self._groups.setdefault(first, [first]).append(source)
        for group in self._groups.values():
            present = [source for source in group if within is None or source in within]
            self._first.update(dict.fromkeys(present, present[0] if present else ""))

    def others_of(self, source: str) -> tuple[str, ...]:
        """Return the other files, within the scope, that have the text of one."""
        if source not in self._first:
            return ()
        like = [s for s, first in self._first.items() if first == self._first[source]]
        return tuple(sorted(s for s in like if s != source))

    def repeats(self, passage: Passage) -> bool:
        """Whether all that a passage says stands in the first print, which is searched as well."""
        first = self._first.get(passage.source, passage.source)
        if first == passage.source:
            return False
        text = self._text_of(first)
        return all(
            " ".join(passage.text[start - passage.start : end - passage.start].split()) in text
            for start, end in passage.sentences
        )

    def _text_of(self, source: str) -> str:
        if source not in self._texts:
            document = self._catalog.document(source)
            # none only if the note of who reprints whom is damaged: then it repeats nothing
            self._texts[source] = " ".join(document.text.split()) if document else ""
        return self._texts[source]


def _is_of(day: str, since: date | None, until: date | None) -> bool:
    """Whether a day as ISO writes it lies between two."""
    if not (since or until):
        return True
    return (
        bool(day)
        and (since is None or since.isoformat() <= day)
        and (until is None or day <= until.isoformat())
    )
