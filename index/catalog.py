"""The truth of a store in one SQLite file: documents, passages, vectors and their files.

A document is first *staged*, invisible to readers, and becomes live in the one transaction that
publishes a generation (`staging.py`). Vectors are keyed by the text they embed, so that a text that
stays or moves is never embedded twice, and kept as float16, to which the dense index rounds anyway.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import numpy as np

from index.database import Database
from index.errors import (
    EmbedderMismatchError,
    StoreAccessError,
    StoreDamagedError,
    StoreError,
    StoreNotFoundError,
    StoreOutdatedError,
)
from index.records import document_of, passage_of
from index.seals import insertion, is_whole
from index.types import (
    Document,
    DocumentSummary,
    EmbedderIdentity,
    EmbeddingMatrix,
    FileState,
    Passage,
    Range,
    SearchedText,
    embedded,
)

REQUIRED_FACTS = ("embedder", "generation", "n_rows")
"""What every store knows of itself, beside its format."""

FORMAT = 5
"""Raised whenever the tables change; an older store is made anew, a newer one refused."""

_BATCH = 500
"""Values per statement, under SQLite's limit on variables."""

_SCHEMA = (
    """CREATE TABLE facts (
        name TEXT PRIMARY KEY, value TEXT NOT NULL, seal BLOB NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE files (
        source TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL, digest TEXT NOT NULL, problem TEXT NOT NULL,
        seal BLOB NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE documents (
        document_id INTEGER PRIMARY KEY, staged INTEGER NOT NULL DEFAULT 1, source TEXT NOT NULL,
        title TEXT NOT NULL, encoding TEXT NOT NULL, digest TEXT NOT NULL,
        date TEXT NOT NULL, remarks TEXT NOT NULL,
        sketch BLOB NOT NULL, same_as TEXT NOT NULL DEFAULT '',
        n_characters INTEGER NOT NULL, n_dropped INTEGER NOT NULL,
        spans TEXT NOT NULL, text TEXT NOT NULL, seal BLOB NOT NULL, UNIQUE (source, staged)
    )""",
    # AUTOINCREMENT: derived indexes refer to rows, so none is ever given twice
    """CREATE TABLE passages (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        passage_id TEXT NOT NULL, key BLOB NOT NULL,
        title TEXT NOT NULL, heading TEXT NOT NULL, -- as embedded: cut where they were too long
        start INTEGER NOT NULL, end INTEGER NOT NULL, quotes TEXT NOT NULL, text TEXT NOT NULL,
        seal BLOB NOT NULL
    )""",
    # a seal over the seals of a document's passages: one that is missing shows
    """CREATE TABLE contents (
        document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        n_passages INTEGER NOT NULL, passages BLOB NOT NULL, seal BLOB NOT NULL
    )""",
    # with rows of their own: a tree that branches by whole vectors is twice as deep
    """CREATE TABLE vectors (
        key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL, seal BLOB NOT NULL
    )""",
    "CREATE INDEX reprints ON documents (source, same_as) WHERE same_as <> '' AND staged = 0",
    "CREATE INDEX passages_by_document ON passages (document_id)",
    "CREATE INDEX passages_by_id ON passages (passage_id)",
    "CREATE INDEX passages_by_key ON passages (key)",
)

_SELECT_PASSAGE = f"""
    SELECT row, passage_id, source, passages.title, heading, start, end, passages.text, quotes,
    {is_whole("passages")}
    FROM passages JOIN documents USING (document_id)
"""


class Catalog(Database):
    """One connection to a catalog; threads may share it."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing catalog.

        Raises:
            StoreNotFoundError: If there is none.
            StoreOutdatedError: If an older version made it.
            StoreDamagedError: If the file is not a catalog.
            StoreError: If a newer version made it.
        """
        try:
            is_there = path.is_file()
        except OSError as error:
            raise StoreAccessError(path.parent, error.strerror) from error
        if not is_there:
            raise StoreNotFoundError(
                f"Expected a store at '{path.parent}', found none. Make it with: qa sync FOLDER"
            )
        catalog = cls(path)
        try:
            # unproved: an older store has no seals
            found = catalog.run("SELECT value FROM facts WHERE name = 'format'")
            _check_format(path.parent, str(found[0][0]) if found else "")
        except BaseException:
            catalog.close()
            raise
        return catalog

    @classmethod
    def create(cls, path: Path, identity: EmbedderIdentity) -> Self:
        """Make an empty catalog of generation 0; one that is cut is no catalog yet."""
        catalog = cls(path)
        with catalog.transaction():
            for statement in _SCHEMA:
                catalog.run(statement)
            catalog.set_fact("format", str(FORMAT))
            catalog.set_fact("generation", "0")
            catalog.set_fact("n_rows", "0")
            catalog.set_fact("embedder", json.dumps(asdict(identity)))
        return catalog

    def hold_snapshot(self) -> None:
        """Keep seeing the present state until closed, whatever is published meanwhile."""
        self.run("BEGIN")
        self.run("SELECT name FROM facts")  # SQLite's snapshot begins with the first read

    def fact(self, name: str) -> str:
        """Return what the store knows of itself under a name, or an empty string.

        Raises:
            StoreDamagedError: If it is not what was recorded.
        """
        statement = f"SELECT value, {is_whole('facts')} FROM facts WHERE name = ?"
        for value, whole in self.run(statement, (name,)):
            self._check_whole(whole, f"what it keeps as '{name}'")
            return str(value)
        return ""

    def set_fact(self, name: str, value: str) -> None:
        """Record what the store knows of itself."""
        self.run(insertion("facts"), (name, value))

    @property
    def generation(self) -> int:
        """The number of the published state this connection sees."""
        return int(self._known("generation"))

    @property
    def embedder(self) -> EmbedderIdentity:
        """What made the vectors."""
        return EmbedderIdentity(**json.loads(self._known("embedder")))

    def check_embedder(self, identity: EmbedderIdentity) -> None:
        """Refuse to mix the vectors of two embedders.

        Raises:
            EmbedderMismatchError: If any part of the identity differs.
        """
        maker = self.embedder
        if maker != identity:
            raise EmbedderMismatchError(
                f"Store '{self._folder}' holds {maker.dim}-dimensional embeddings of {maker.name}"
                f" ({maker.digest[:8]}); {identity.name} ({identity.digest[:8]}) gives"
                f" {identity.dim}. Rebuild it with: qa sync FOLDER --rebuild"
            )

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
        self._check_whole(published == str(found), f"{found} of {published} passages")
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
        self._check_whole(len(found) == n_written, "a passage of those searched in")
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
        self._check_whole(found.keys() == set(rows), "passages missing")
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
            self._check_whole(len(records) == len(batch), "passages missing")
            for row, source, *parts, whole in records:
                self._check_whole(whole, f"a passage of '{source}'")
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
        statement = (
            f"SELECT row, vector, {is_whole('vectors')} FROM passages JOIN vectors USING (key)"
        )
        found: dict[int, bytes] = {}
        for batch in _batches(rows):
            for row, vector, whole in self.run(
                f"{statement} WHERE row IN ({_marks(batch)})", batch
            ):
                self._check_whole(whole, f"the vector of passage {row}")
                found[row] = vector
        self._check_whole(found.keys() == set(rows), "vectors missing")
        halves = np.frombuffer(b"".join(found[row] for row in rows), dtype="<f2")
        dim = self.embedder.dim
        self._check_whole(len(halves) == len(rows) * dim, "vectors of another width")
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
            self._check_whole(whole, f"the document '{source}'")
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
            self._check_whole(whole, f"the document '{source}'")
        return tuple(DocumentSummary(**dict(zip(names, r[:-1], strict=True))) for r in records)

    def files(self) -> dict[str, FileState]:
        """Return what the last sync saw of every file, by source; what is damaged is forgotten."""
        names = tuple(FileState.__dataclass_fields__)
        records = self.run(f"SELECT {', '.join(names)} FROM files WHERE {is_whole('files')}")
        return {r[0]: FileState(**dict(zip(names, r, strict=True))) for r in records}

    def _known(self, name: str) -> str:
        """Return a fact that every store has."""
        value = self.fact(name)
        self._check_whole(bool(value), f"what it keeps as '{name}'")
        return value

    def _passage(self, record: Sequence[Any]) -> Passage:
        *values, whole = record
        self._check_whole(whole, f"a passage of '{values[2]}'")
        return passage_of(values)

    def _check_whole(self, whole: bool, found: str) -> None:
        if not whole:
            raise StoreDamagedError(
                f"Expected store '{self._folder}' as it was written, found {found} damaged."
                " Mend it with: qa doctor FOLDER --repair"
            )


def _check_format(folder: Path, found: str) -> None:
    if found == str(FORMAT):
        return
    if not found.isdecimal():
        raise StoreDamagedError(
            f"Expected a store of format {FORMAT} at '{folder}', found '{found}'."
            " Rebuild it with: qa sync FOLDER --rebuild"
        )
    if int(found) > FORMAT:
        raise StoreError(
            f"Expected a store of format {FORMAT} or older at '{folder}', found format {found}, of"
            " a newer qa. Update qa, or keep a store of your own with --store DIR"
        )
    raise StoreOutdatedError(
        f"Expected a store of format {FORMAT} at '{folder}', found format {found}, of an older qa."
        " Make it anew from the folder with: qa sync FOLDER"
    )


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
