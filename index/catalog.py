"""The truth of a store in one SQLite file: documents, passages, vectors and their files.

A document is first *staged*, invisible to readers, and becomes live in the one transaction that
publishes a generation (`staging.py`). Vectors are keyed by the text they embed, so that a text that
stays or moves is never embedded twice, and kept as float16, to which the dense index rounds anyway.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index.catalog_facts import CatalogFacts
from index.records import document_of, passage_of
from index.seals import is_whole, seal_of, sealed_values
from index.types import (
    Document,
    DocumentSummary,
    EmbeddingMatrix,
    FileState,
    Passage,
    Range,
    SearchedText,
    embedded,
)

_BATCH = 500
"""Values per statement, under SQLite's limit on variables."""

_SELECT_PASSAGE = f"""
    SELECT row, passage_id, source, passages.title, heading, start, end, passages.text, quotes,
    {is_whole("passages")}
    FROM passages JOIN documents USING (document_id)
"""


class Catalog(CatalogFacts):
    """One connection to a catalog; threads may share it."""

    def hold_snapshot(self) -> None:
        """Keep seeing the present state until closed, whatever is published meanwhile."""
        self.run("BEGIN")
        self.run("SELECT name FROM facts")  # SQLite's snapshot begins with the first read

    @property
    def n_rows(self) -> int:
        """How many live passages there are."""
        statement = "SELECT count(*) FROM passages JOIN documents USING (document_id)"
        return int(self.run(f"{statement} WHERE staged = 0")[0][0])

    def check_n_rows(self) -> int:
        """Return how many live passages there are.

        Raises:
            StoreDamagedError: If that is not how many were published.
        """
        published, found = self._known("n_rows"), self.n_rows
        self.check_whole(published == str(found), f"{found} of {published} passages")
        return found

    def rows(self, sources: Sequence[str] = ()) -> list[int]:
        """Return the rows of the live passages, ascending, of all sources or of those named.

        Raises:
            StoreDamagedError: If the sources named have more or fewer than were written.
        """
        statement = "SELECT row FROM passages JOIN documents USING (document_id) WHERE staged = 0"
        if not sources:
            return [record[0] for record in self.run(f"{statement} ORDER BY row")]
        found: list[int] = []
        n_written = 0
        for batch in _batches(sources):
            where = f"staged = 0 AND source IN ({_marks(batch)})"
            found += (record[0] for record in self.run(f"{statement} AND {where}", batch))
            [(n_passages,)] = self.run(
                "SELECT total(n_passages) FROM documents JOIN contents USING (document_id)"
                f" WHERE {where}",
                batch,
            )
            n_written += int(n_passages)
        self.check_whole(len(found) == n_written, "a passage of those searched in")
        return sorted(found)

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of rows.

        Raises:
            StoreDamagedError: If one is missing or not as it was written.
        """
        found = {}
        for batch in _batches(rows):
            for record in self.run(f"{_SELECT_PASSAGE} WHERE row IN ({_marks(batch)})", batch):
                found[record[0]] = self._passage(record)
        self.check_whole(found.keys() == set(rows), "passages missing")
        return found

    def searched_texts(self, rows: Sequence[int]) -> Iterator[tuple[int, SearchedText]]:
        """Yield what words passages are found by, with their rows, ascending.

        Raises:
            StoreDamagedError: If one is missing or not as it was written.
        """
        statement = (
            "SELECT row, source, passages.title, heading, passages.text,"
            f" {is_whole('passages')} FROM passages JOIN documents USING (document_id)"
        )
        for batch in _batches(sorted(rows)):
            records = self.run(f"{statement} WHERE row IN ({_marks(batch)}) ORDER BY row", batch)
            self.check_whole(len(records) == len(batch), "passages missing")
            for row, source, *parts, whole in records:
                self.check_whole(whole, f"a passage of '{source}'")
                yield row, SearchedText(source=source, text=embedded(*parts))

    def passage(self, passage_id: str) -> Passage | None:
        """Return the live passage of that id.

        Raises:
            StoreDamagedError: If it is not as it was written.
        """
        where = "WHERE passage_id = ? AND staged = 0"
        records = self.run(f"{_SELECT_PASSAGE} {where}", (passage_id,))
        return self._passage(records[0]) if records else None

    def vectors(self, rows: Sequence[int]) -> EmbeddingMatrix:
        """Return the unit rows of passages, in the order asked for, shape (n_rows, dim).

        Raises:
            StoreDamagedError: If one is missing or not as it was written.
        """
        columns = f"row, {sealed_values('vectors')}"
        statement = f"SELECT {columns} FROM passages JOIN vectors USING (key) WHERE row"
        found: dict[int, bytes] = {}
        for batch in _batches(rows):
            for row, seal, *told in self.run(f"{statement} IN ({_marks(batch)})", batch):
                self.check_whole(seal == seal_of(*told), f"the vector of passage {row}")
                found[row] = told[-1]
        self.check_whole(found.keys() == set(rows), "vectors missing")
        halves = np.frombuffer(b"".join(found[row] for row in rows), dtype="<f2")
        dim = self.embedder.dim
        self.check_whole(len(halves) == len(rows) * dim, "vectors of another width")
        return halves.astype(np.float32).reshape(len(rows), dim)

    def document(self, source: str) -> Document | None:
        """Return the live document of that source.

        Raises:
            StoreDamagedError: If it is not as it was written.
        """
        records = self.run(
            "SELECT source, title, text, digest, encoding, spans, date, remarks,"
            f" {is_whole('documents')} FROM documents WHERE source = ? AND staged = 0",
            (source,),
        )
        for *record, whole in records:
            self.check_whole(whole, f"the document '{source}'")
            return document_of(record)
        return None

    def ranges(self, source: str) -> list[Range]:
        """Return where the passages of a live document stand in its text, in order."""
        records = self.run(
            "SELECT start, end FROM passages JOIN documents USING (document_id)"
            " WHERE source = ? AND staged = 0 ORDER BY start",
            (source,),
        )
        return [(start, end) for start, end in records]

    def first_prints(self) -> dict[str, str]:
        """Return, for each live document that has the text of another one, the first of these."""
        return dict(
            self.run("SELECT source, same_as FROM documents WHERE same_as <> '' AND staged = 0")
        )

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Return the live documents, ordered by source.

        Raises:
            StoreDamagedError: If one is not as it was written.
        """
        records = self.run(
            "SELECT source, title, encoding, digest, date, n_passages, n_characters, n_dropped,"
            f" coalesce({is_whole('documents')} AND {is_whole('contents')}, 0)"
            " FROM documents LEFT JOIN contents USING (document_id) WHERE staged = 0"
            " ORDER BY source"
        )
        names = tuple(DocumentSummary.__dataclass_fields__)
        for source, *_, whole in records:
            self.check_whole(whole, f"the document '{source}'")
        return tuple(DocumentSummary(**dict(zip(names, r[:-1], strict=True))) for r in records)

    def files(self) -> dict[str, FileState]:
        """Return what the last sync saw of every file, by source; what is damaged is forgotten."""
        names = tuple(FileState.__dataclass_fields__)
        records = self.run(f"SELECT {', '.join(names)} FROM files WHERE {is_whole('files')}")
        return {r[0]: FileState(**dict(zip(names, r, strict=True))) for r in records}

    def _passage(self, record: Sequence[Any]) -> Passage:
        *values, whole = record
        self.check_whole(whole, f"a passage of '{values[2]}'")
        return passage_of(values)


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
