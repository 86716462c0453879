"""Which documents of a damaged catalog are still as they were written, and what ails the others.

Nothing here trusts one structure of SQLite: a document is looked for in the table and in its index,
and every record is proved by its seal before anything is concluded from it.
"""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from index.catalog import Catalog
from index.catalog_facts import REQUIRED_FACTS
from index.errors import StoreDamagedError
from index.seals import is_whole
from index.staging import contents_of

_LISTINGS = (
    "SELECT document_id, source FROM documents NOT INDEXED WHERE staged = 0",
    "SELECT document_id, source FROM documents INDEXED BY sqlite_autoindex_documents_1"
    " WHERE staged = 0",
)
"""Of two names for one document, the table's is damaged if its record is, hence the index last."""


def live_documents(catalog: Catalog) -> dict[int, str]:
    """Return the sources of all live documents, by id, as far as they can be found."""
    found: dict[int, str] = {}
    for listing in _LISTINGS:
        with suppress(StoreDamagedError):  # the other one may be whole
            found.update(catalog.run(listing))
    return found


def whole_documents(catalog: Catalog) -> dict[int, str]:
    """Return the sources of the live documents that are as they were written, by id."""
    found = live_documents(catalog)
    return {i: source for i, source in found.items() if not flaw_of(catalog, i)}


def flaws(catalog: Catalog) -> dict[int, tuple[str, str]]:
    """Return the source and the flaw of every live document that is not as it was written."""
    found = {i: (source, flaw_of(catalog, i)) for i, source in live_documents(catalog).items()}
    return {document_id: told for document_id, told in found.items() if told[1]}


def whole_rows(catalog: Catalog, flawed: Collection[int]) -> list[int]:
    """Return the rows of live passages, in order, but for those of documents with a flaw."""
    found: set[int] = set()
    with suppress(StoreDamagedError):  # what stands in the way will be found
        found.update(catalog.rows())
    statement = "SELECT row FROM passages WHERE document_id = ?"
    for document_id in flawed:
        with suppress(StoreDamagedError):
            found.difference_update(r[0] for r in catalog.run(statement, (document_id,)))
    return sorted(found)


def lost_facts(catalog: Catalog) -> list[str]:
    """Return the names of what the catalog must know of itself, and has not as it was written."""
    records = catalog.run(f"SELECT name FROM facts WHERE {is_whole('facts')}")
    return sorted({*REQUIRED_FACTS}.difference(record[0] for record in records))


def flaw_of(catalog: Catalog, document_id: int) -> str:
    """Return what of a document is damaged, or an empty string."""

    def run(statement: str) -> list[Any]:
        return catalog.run(statement, (document_id,))

    try:
        if run(f"SELECT {is_whole('documents')} FROM documents WHERE document_id = ?") != [(1,)]:
            return "its record is not what was written"
        if run(
            f"SELECT row FROM passages WHERE document_id = ? AND NOT {is_whole('passages')} LIMIT 1"
        ):
            return "a passage of it is not what was written"
        recorded = run(
            "SELECT document_id, n_passages, passages FROM contents"
            f" WHERE document_id = ? AND {is_whole('contents')}"
        )
        if recorded != [contents_of(catalog, document_id)]:
            return "passages of it are missing"
        if run(
            "SELECT row FROM passages LEFT JOIN vectors USING (key) WHERE document_id = ?"
            f" AND NOT coalesce({is_whole('vectors')}, 0) LIMIT 1"
        ):
            return "a vector of it is missing or not what was written"
    except StoreDamagedError as error:
        return f"it cannot be read: {error.__cause__ or error}"
    return ""
