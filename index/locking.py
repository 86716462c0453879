"""One writer at a time, by a lock of the system's, which a writer that dies lets go of."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreAccessError, StoreLockedError

LOCK_TIMEOUT_S = 10.0
"""How long a writer waits for another one before it says who is writing."""

_LOCK = "writer.lock"
_WRITER = "writer.json"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Be the only writer of a store while inside; a thread that is one already goes on.

    Raises:
        StoreLockedError: If another process writes and does not end in time.
        StoreAccessError: If the folder cannot be written to.
    """
    lock = FileLock(folder / _LOCK, is_singleton=True)
    try:
        lock.acquire(timeout=LOCK_TIMEOUT_S)
    except Timeout as error:
        raise StoreLockedError(
            f"Store '{folder}' is being written by process {_writer(folder)}."
            " Wait until it is done, or end that process, and try again"
        ) from error
    except OSError as error:
        raise StoreAccessError(folder, error.strerror or error) from error
    try:
        _sign(folder)
        yield
    finally:
        lock.release()


def _sign(folder: Path) -> None:
    """Leave the number of this process for whoever waits."""
    try:
        (folder / _WRITER).write_text(json.dumps({"pid": os.getpid()}), "utf-8")
    except OSError as error:
        raise StoreAccessError(folder, error.strerror or error) from error


def _writer(folder: Path) -> str:
    try:
        return str(json.loads((folder / _WRITER).read_text("utf-8"))["pid"])
    except (OSError, ValueError, KeyError):
        return "unknown"
