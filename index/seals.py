"""Seals: a short digest kept in every record of the catalog, so that a changed byte shows.

SQLite notices damage to its own structure, not to what is kept in it. A seal is taken of the type
and the bytes of every value of a record, by a function that SQLite calls, so that one expression
writes seals, proves them where records are read, and finds broken ones in a whole table.
"""

import hashlib
from collections.abc import Sequence

SEALED: dict[str, tuple[str, ...]] = {
    "facts": ("name", "value"),
    "files": ("source", "size", "mtime_ns", "ctime_ns", "digest", "problem"),
    # without what publishing changes: `staged`, which the count of rows proves, and `same_as`,
    # which is found again from the sketches
    "documents": (
        "source",
        "title",
        "encoding",
        "digest",
        "date",
        "remarks",
        "sketch",
        "n_characters",
        "n_dropped",
        "spans",
        "text",
    ),
    "passages": (
        "document_id",
        "passage_id",
        "key",
        "title",
        "heading",
        "start",
        "end",
        "quotes",
        "text",
    ),
    "contents": ("document_id", "n_passages", "passages"),
    "vectors": ("key", "vector"),
}
"""Per table, the columns its seal is taken of."""

_SEAL_BYTES = 8


def seal_of(*values: str | bytes | None) -> bytes:
    """Return the digest of values, each told by its length; text as UTF-8, NULL as nothing."""
    told = [
        value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value or b""
        for value in values
    ]
    lengths = repr([len(part) for part in told]).encode()
    return hashlib.blake2b(b"".join([lengths, *told]), digest_size=_SEAL_BYTES).digest()


def is_whole(table: str) -> str:
    """Return the SQL condition that a record of a table is as it was written."""
    return f"{table}.seal = {seal_over([f'{table}.{column}' for column in SEALED[table]])}"


def insertion(table: str) -> str:
    """Return the SQL that writes a record, given the values of its sealed columns in order."""
    columns = SEALED[table]
    values = [f"?{number}" for number in range(1, len(columns) + 1)]
    return (
        f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}, seal)"
        f" VALUES ({', '.join(values)}, {seal_over(values)})"
    )


def seal_over(values: Sequence[str]) -> str:
    """Return the SQL of the seal of values, given as SQL in the order of their columns."""
    return f"seal({_told(values)})"


def sealed_values(table: str) -> str:
    """Return the SQL of the seal of a table's record and of all that `seal_of` proves it by.

    For many records at once that is quicker than a call for each of them out of SQLite.
    """
    columns = [f"{table}.{column}" for column in SEALED[table]]
    seal = f"CASE typeof({table}.seal) WHEN 'blob' THEN {table}.seal END"
    return f"{seal}, {_told(columns)}"


def _told(values: Sequence[str]) -> str:
    types = " || ".join(f"typeof({value})" for value in values)
    # a damaged record may hold text that is no UTF-8, or a number where text was: hence bytes
    return ", ".join([types, *(f"CAST({value} AS BLOB)" for value in values)])
