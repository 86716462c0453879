"""Which bytes of removed texts and vectors still lie in files, found without keeping an index.

Every run of 24 bytes of what was removed is hashed, at every offset; of a file, only the runs that
begin at a multiple of 8. So whatever is left of at least 31 bytes is found wherever it lies, at the
cost of one look at an eighth of the file's offsets. 31 bytes are about five words.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.open_files import blocks

Hashes = NDArray[np.uint64]

_WORD = 8
_WORDS = 3
_RUN = _WORD * _WORDS
"""Shorter runs are common phrases, and need a look at all that is live to tell them apart."""

_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
"""Large odd numbers: every bit of a run has a say in its hash."""

_GAP = bytes(2 * _WORD - 1)
"""Wherever it lies, one word of it is empty."""

_NONE: Hashes = np.empty(0, dtype=np.uint64)

_SIEVE_BITS = 22
_SIEVE_SHIFT = np.uint64(64 - _SIEVE_BITS)
_BLOCK = 1 << 22
"""Bytes of a file in memory at a time."""


class Traces:
    """The runs of bytes of what was removed."""

    def __init__(self, removed: Iterable[bytes]) -> None:
        self._hashes = _distinct([_hashes(data, 1) for data in _joined(removed)])
        self._sieve = _sieve_of(self._hashes)

    def __len__(self) -> int:
        return len(self._hashes)

    def found_in(self, path: Path) -> Hashes:
        """Return the hashes of the runs that a file holds; one that is gone or empty holds none."""
        try:
            found = [self._among(_hashes(b, _WORD)) for b in blocks(path, _BLOCK, _RUN - _WORD)]
        except FileNotFoundError:
            return _NONE
        return _distinct(found)

    def _among(self, hashes: Hashes) -> Hashes:
        likely = hashes[self._sieve[hashes >> _SIEVE_SHIFT]]
        found: Hashes = likely[np.isin(likely, self._hashes)]
        return found


def unexplained(hashes: Hashes, live: Iterable[bytes]) -> Hashes:
    """Return the hashes of the runs that nothing live has."""
    for data in _joined(live):
        if not len(hashes):
            break
        found = _hashes(data, 1)
        likely = found[_sieve_of(hashes)[found >> _SIEVE_SHIFT]]
        hashes = hashes[~np.isin(hashes, likely)]
    return hashes


def _joined(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield many parts at once, with empty bytes between them that no run goes over."""
    waiting: list[bytes] = []
    n_bytes = 0
    for part in parts:
        waiting.append(part)
        n_bytes += len(part)
        if n_bytes > _BLOCK:
            yield _GAP.join(waiting)
            waiting, n_bytes = [], 0
    yield _GAP.join(waiting)


def _hashes(data: bytes, step: int) -> Hashes:
    """Return the hashes of the runs that begin at every `step` bytes, empty bytes left out."""
    offsets = range(0, min(_WORD, max(0, len(data) - _RUN + 1)), step)
    return np.concatenate([_NONE, *(_hashes_from(data, offset) for offset in offsets)])


def _hashes_from(data: bytes, offset: int) -> Hashes:
    words = np.frombuffer(data, dtype="<u8", count=(len(data) - offset) // _WORD, offset=offset)
    n_runs = len(words) - _WORDS + 1
    parts = [words[n : n + n_runs] for n in range(_WORDS)]
    hashes = np.zeros(n_runs, dtype=np.uint64)
    for part, factor in zip(parts, _FACTORS, strict=True):
        hashes = (hashes ^ part) * factor
        hashes ^= hashes >> np.uint64(29)
    full = np.logical_and.reduce([part != 0 for part in parts])  # zeros are no trace of anything
    return hashes[full]


def _distinct(hashes: list[Hashes]) -> Hashes:
    return np.unique(np.concatenate([_NONE, *hashes]))


def _sieve_of(hashes: Hashes) -> NDArray[np.bool_]:
    sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
    sieve[hashes >> _SIEVE_SHIFT] = True
    return sieve
