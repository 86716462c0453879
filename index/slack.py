"""What lies in the unused middle of SQLite's pages: copies of records that it once held there.

SQLite's `secure_delete` overwrites records that are deleted, not what stays in a page from which
records moved to its neighbours. Pieces too short for a search of the whole file are found here.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.open_files import blocks

LEAST_CHARACTERS = 5
"""Of a word that is looked for: shorter ones stand in the bytes of vectors by chance."""

_PAGES = 1_024
"""Pages in memory at a time."""

_INNER = (2, 5)
_LEAVES = (10, 13)
"""Kinds of pages that hold records, by their first byte (https://sqlite.org/fileformat2.html)."""


def slack_of(path: Path, page_bytes: int) -> Iterator[bytes]:
    """Yield the unused middle of every page of a file in which it is not empty."""
    for block in blocks(path, _PAGES * page_bytes, 0):
        n_pages = len(block) // page_bytes
        pages = np.frombuffer(block, np.uint8, n_pages * page_bytes).reshape(n_pages, page_bytes)
        for page in pages[np.isin(pages[:, 0], _INNER + _LEAVES)]:
            header = page[:8].tolist()
            n_cells, end = header[3] << 8 | header[4], header[5] << 8 | header[6]
            middle = page[(12 if header[0] in _INNER else 8) + 2 * n_cells : end]
            if middle.any():
                yield middle.tobytes()


def words_in(slack: bytes, words: Iterable[str]) -> Iterator[str]:
    """Yield the words of at least `LEAST_CHARACTERS` that stand in slack as they are written."""
    known = [(word, word.encode(errors="surrogatepass")) for word in words]
    known = [(word, data) for word, data in known if len(data) >= LEAST_CHARACTERS]
    first = _grams(b"".join(data[:LEAST_CHARACTERS] for _, data in known))[::LEAST_CHARACTERS]
    likely = np.isin(first, _grams(slack))
    yield from (
        word for (word, data), hit in zip(known, likely, strict=True) if hit and data in slack
    )


def _grams(data: bytes) -> NDArray[np.uint64]:
    """Return the first bytes of every word that may begin in data, each as a number."""
    values = np.frombuffer(data, np.uint8).astype(np.uint64)
    n = max(0, len(values) - LEAST_CHARACTERS + 1)
    grams = np.zeros(n, np.uint64)
    for place in range(LEAST_CHARACTERS):
        grams = grams << np.uint64(8) | values[place : place + n]
    return grams
