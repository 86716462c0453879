"""The tables of a catalog, and the format they are a version of."""

from pathlib import Path

from index.errors import StoreDamagedError, StoreError, StoreOutdatedError

FORMAT = 5
"""Raised whenever the tables change; an older store is made anew, a newer one refused."""

TABLES = (
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


def check_format(folder: Path, found: str) -> None:
    """Refuse a store whose tables are not those of this version.

    Raises:
        StoreOutdatedError: If an older version made it.
        StoreError: If a newer version made it.
        StoreDamagedError: If it names no format.
    """
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
