"""The truth of a store in one SQLite file: documents, passages, vectors and their files.

A document is first *staged*, invisible to readers, and becomes live in the one transaction that
publishes a generation (`staging.py`). Vectors are keyed by the text they embed, so that a text that
stays or moves is never embedded twice, and kept as float16, to which the dense index rounds anyway.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import numpy as np

from index.errors import (
    EmbedderMismatchError,
    StoreDamagedError,
    StoreError,
    StoreNotFoundError,
)
from index.records import document_of, passage_of
from index.types import (
    Document,
    DocumentSummary,
    EmbedderIdentity,
    EmbeddingMatrix,
    FileState,
    Passage,
    Range,
)

FORMAT = 3
"""Raised whenever the tables change; a store of another format is refused."""

_BATCH = 500
"""Values per statement, under SQLite's limit on variables."""

_BUSY_TIMEOUT_S = 30.0

_CIRCUMSTANCES = tuple(
    f"SQLITE_{name}" for name in ("BUSY", "CANTOPEN", "FULL", "IOERR", "LOCKED", "PERM", "READONLY")
)
"""Errors of SQLite that say nothing against the file."""

_SCHEMA = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE files (
        source TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL, digest TEXT NOT NULL, problem TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE documents (
        document_id INTEGER PRIMARY KEY, staged INTEGER NOT NULL, source TEXT NOT NULL,
        title TEXT NOT NULL, encoding TEXT NOT NULL, digest TEXT NOT NULL,
        date TEXT NOT NULL, remarks TEXT NOT NULL,
        sketch BLOB NOT NULL, same_as TEXT NOT NULL DEFAULT '',
        n_characters INTEGER NOT NULL, n_dropped INTEGER NOT NULL,
        spans TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (source, staged)
    )""",
    # AUTOINCREMENT: derived indexes refer to rows, so none is ever given twice
    """CREATE TABLE passages (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        passage_id TEXT NOT NULL, key BLOB NOT NULL,
        title TEXT NOT NULL, heading TEXT NOT NULL, -- as embedded: cut where they were too long
        start INTEGER NOT NULL, end INTEGER NOT NULL, quotes TEXT NOT NULL, text TEXT NOT NULL
    )""",
    "CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID",
    "CREATE INDEX reprints ON documents (source, same_as) WHERE same_as <> '' AND staged = 0",
    "CREATE INDEX passages_by_document ON passages (document_id)",
    "CREATE INDEX passages_by_id ON passages (passage_id)",
    "CREATE INDEX passages_by_key ON passages (key)",
)

_SELECT_PASSAGE = """
    SELECT row, passage_id, source, passages.title, heading, start, end, passages.text, quotes
    FROM passages JOIN documents USING (document_id)
"""


class Catalog:
    """One connection to a catalog; threads may share it."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing catalog.

        Raises:
            StoreNotFoundError: If there is none.
            StoreDamagedError: If the file is not a catalog, or one of another format.
        """
        if not path.is_file():
            raise StoreNotFoundError(
                f"Expected a store at '{path.parent}', found none. Make it with: qa sync FOLDER"
            )
        catalog = cls(_connect(path), path.parent)
        found = catalog.fact("format")
        if found != str(FORMAT):
            raise StoreDamagedError(
                f"Expected a store of format {FORMAT} at '{path.parent}', found"
                f" '{found}'. Rebuild it with: qa sync FOLDER --rebuild"
            )
        return catalog

    @classmethod
    def create(cls, path: Path, identity: EmbedderIdentity) -> Self:
        """Make an empty catalog of generation 0, whole or not at all."""
        catalog = cls(_connect(path), path.parent)
        with catalog.transaction():
            for statement in _SCHEMA:
                catalog.run(statement)
            catalog.set_fact("format", str(FORMAT))
            catalog.set_fact("generation", "0")
            catalog.set_fact("embedder", json.dumps(asdict(identity)))
        return catalog

    def close(self) -> None:
        """Close the connection; the snapshot it held ends."""
        with self._lock:
            self._connection.close()

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Execute one statement and return its records, errors in the user's words."""
        with self._lock, _translated(self._folder):
            return self._connection.execute(statement, values).fetchall()

    def run_many(self, statement: str, records: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for every record."""
        with self._lock, _translated(self._folder):
            self._connection.executemany(statement, records)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that is written inside, or, after an error, nothing of it."""
        with self._lock:
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk may have rolled back already
                    self.run("ROLLBACK")
                raise

    def hold_snapshot(self) -> None:
        """Keep seeing the present state until closed, whatever is published meanwhile."""
        self.run("BEGIN")
        self.fact("generation")  # SQLite's snapshot begins with the first read, not with BEGIN

    def fact(self, name: str) -> str:
        """Return what the store knows of itself under a name, or an empty string."""
        records = self.run("SELECT value FROM facts WHERE name = ?", (name,))
        return str(records[0][0]) if records else ""

    def set_fact(self, name: str, value: str) -> None:
        """Record what the store knows of itself."""
        self.run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @property
    def generation(self) -> int:
        """The number of the published state this connection sees."""
        return int(self.fact("generation"))

    @property
    def embedder(self) -> EmbedderIdentity:
        """What made the vectors."""
        return EmbedderIdentity(**json.loads(self.fact("embedder")))

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

    def rows(self, sources: Sequence[str] = ()) -> list[int]:
        """Return the rows of the live passages, ascending, of all sources or of those named."""
        statement = "SELECT row FROM passages JOIN documents USING (document_id) WHERE staged = 0"
        if not sources:
            return [record[0] for record in self.run(f"{statement} ORDER BY row")]
        return sorted(
            record[0]
            for batch in _batches(sources)
            for record in self.run(f"{statement} AND source IN ({_marks(batch)})", batch)
        )

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of rows; a row that is not there is left out."""
        return {
            record[0]: passage_of(record)
            for batch in _batches(rows)
            for record in self.run(f"{_SELECT_PASSAGE} WHERE row IN ({_marks(batch)})", batch)
        }

    def passage(self, passage_id: str) -> Passage | None:
        """Return the live passage of that id."""
        where = "WHERE passage_id = ? AND staged = 0"
        records = self.run(f"{_SELECT_PASSAGE} {where}", (passage_id,))
        return passage_of(records[0]) if records else None

    def vectors(self, rows: Sequence[int]) -> EmbeddingMatrix:
        """Return the unit rows of passages, in the order asked for, shape (n_rows, dim)."""
        statement = "SELECT row, vector FROM passages JOIN vectors USING (key)"
        found: dict[int, bytes] = {}
        for batch in _batches(rows):
            found.update(self.run(f"{statement} WHERE row IN ({_marks(batch)})", batch))
        halves = np.frombuffer(b"".join(found[row] for row in rows), dtype="<f2")
        return halves.astype(np.float32).reshape(len(rows), self.embedder.dim)

    def document(self, source: str) -> Document | None:
        """Return the live document of that source."""
        records = self.run(
            "SELECT source, title, text, digest, encoding, spans, date, remarks FROM documents"
            " WHERE source = ? AND staged = 0",
            (source,),
        )
        return document_of(records[0]) if records else None

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
        """Return the live documents, ordered by source."""
        records = self.run(
            "SELECT source, documents.title, encoding, digest, date, count(row), n_characters,"
            " n_dropped"
            " FROM documents LEFT JOIN passages USING (document_id) WHERE staged = 0"
            " GROUP BY document_id ORDER BY source"
        )
        names = tuple(DocumentSummary.__dataclass_fields__)
        return tuple(DocumentSummary(**dict(zip(names, r, strict=True))) for r in records)

    def files(self) -> dict[str, FileState]:
        """Return what the last sync saw of every file, by source."""
        names = tuple(FileState.__dataclass_fields__)
        records = self.run(f"SELECT {', '.join(names)} FROM files")
        return {r[0]: FileState(**dict(zip(names, r, strict=True))) for r in records}


def _connect(path: Path) -> sqlite3.Connection:
    with _translated(path.parent):
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=_BUSY_TIMEOUT_S
        )
        connection.execute("PRAGMA journal_mode = WAL")  # readers go on while a writer writes
        connection.execute("PRAGMA synchronous = FULL")  # a generation, once seen, is never lost
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # removed text is overwritten
    return connection


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours; a full disk or missing right is not damage."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")  # absent on Python's own
        if name.startswith(_CIRCUMSTANCES):
            raise StoreError(
                f"Store '{folder}' could not be read or written: {error}. Check the disk's free"
                " space and the folder's permissions, or keep the store elsewhere with --store DIR"
            ) from error
        raise StoreDamagedError(
            f"Expected a store at '{folder}', found a damaged file: {error}."
            " Rebuild it with: qa sync FOLDER --rebuild"
        ) from error


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
