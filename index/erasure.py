"""Proof of deletion: whether anything of removed documents is left in a store's bytes or words.

What is looked for is taken before it is deleted and never written anywhere. A run of bytes, or a
word, that a document of the library still has is no remainder.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.slack import slack_of, words_in
from index.traces import Traces, unexplained

MAX_BYTES = 32_000_000
"""What is looked for at most of one sync's removals: half a minute of reading for a large store."""

_WORD = re.compile(r"\w+")

_BATCH = 200
"""Documents in memory at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What documents held that left the library."""

    n_files: int
    """Of how many files; fewer than left if they held too much to look for."""
    texts: tuple[str, ...]
    vectors: tuple[bytes, ...]


NOTHING = Removed(n_files=0, texts=(), vectors=())


def removed_of(catalog: Catalog, document_ids: Sequence[int]) -> Removed:
    """Return what live documents hold that are about to be deleted, up to `MAX_BYTES`."""
    texts: list[str] = []
    vectors: list[bytes] = []
    n_bytes = n_files = 0
    for document_id in document_ids:
        if n_bytes > MAX_BYTES:
            break
        n_files += 1
        texts += _texts(catalog, document_id)
        vectors += _vectors(catalog, document_id)
        n_bytes += sum(map(len, texts[-2:])) + sum(map(len, vectors[-1:]))
    return Removed(n_files=n_files, texts=tuple(texts), vectors=tuple(set(vectors)))


def files_left(
    removed: Removed, files: Iterable[Path], catalog: Catalog, dense: DenseIndex
) -> tuple[Path, ...]:
    """Return the files that still hold bytes of what was removed."""
    texts = (text.encode() for text in removed.texts)
    traces = Traces([*texts, *_as_kept(removed.vectors, dense)])
    found = {path: traces.found_in(path) for path in files} if len(traces) else {}
    suspects = {path: hashes for path, hashes in found.items() if len(hashes)}
    return tuple(
        path for path, hashes in suspects.items() if len(unexplained(hashes, _live(catalog, dense)))
    )


def _texts(catalog: Catalog, document_id: int) -> tuple[str, ...]:
    [record] = catalog.run(
        "SELECT title, text FROM documents WHERE document_id = ?", (document_id,)
    )
    return tuple(record)


def _vectors(catalog: Catalog, document_id: int) -> list[bytes]:
    statement = "SELECT vector FROM passages JOIN vectors USING (key) WHERE document_id = ?"
    return [vector for (vector,) in catalog.run(statement, (document_id,))]


def _as_kept(vectors: Sequence[bytes], dense: DenseIndex) -> Iterator[bytes]:
    """Yield vectors as the catalog keeps them, and as the dense index does."""
    yield from vectors
    if vectors and not dense.is_exact:
        halves = np.frombuffer(b"".join(vectors), dtype="<f2").reshape(len(vectors), dense.dim)
        yield from (code.tobytes() for code in dense.codes(halves.astype(np.float32)))


def _live(catalog: Catalog, dense: DenseIndex) -> Iterator[bytes]:
    """Yield what the library holds, the latest first: an edited file explains most of its past."""
    for start in range(
        catalog.run("SELECT max(document_id) FROM documents")[0][0] or 0, 0, -_BATCH
    ):
        ids = "document_id BETWEEN ? AND ?"
        span = start - _BATCH + 1, start
        for record in catalog.run(f"SELECT title, text FROM documents WHERE {ids}", span):
            yield from (text.encode() for text in record)
        vectors = f"SELECT DISTINCT vector FROM passages JOIN vectors USING (key) WHERE {ids}"
        yield from _as_kept([vector for (vector,) in catalog.run(vectors, span)], dense)


def words_left(removed: Removed, catalog: Catalog, lexical: LexicalIndex) -> tuple[str, ...]:
    """Return the words of removed texts that the lexical index has and its passages have not."""
    entries = {entry for text in removed.texts for entry in lexical.entries(text)}
    found = {entry: lexical.row_with(entry) for entry in entries}
    rows = {entry: row for entry, row in found.items() if row is not None}
    passages = catalog.passages(list(set(rows.values()).intersection(catalog.rows())))
    words = {row: set(lexical.entries_of(passage)) for row, passage in passages.items()}
    return tuple(sorted(entry for entry, row in rows.items() if entry not in words.get(row, ())))


def is_in_slack(removed: Removed, path: Path, catalog: Catalog, lexical: LexicalIndex) -> bool:
    """Whether a word that only removed texts have lies in the slack of the catalog's pages.

    Words that passages have are no trace of what was removed.
    """
    [(page_bytes,)] = catalog.run("PRAGMA page_size")
    slack = b" ".join(slack_of(path, page_bytes))
    words = {word for text in removed.texts for word in _WORD.findall(text)}
    return any(
        all(lexical.row_with(entry) is None for entry in entries)
        for word in words_in(slack, words)
        if (entries := lexical.entries(word))
    )
