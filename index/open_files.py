"""Reads the bytes of files that SQLite has open, without taking its locks away.

POSIX takes all locks of a process on a file away when the process closes any handle of it. SQLite
would go on without its own, and another process, which then believes itself alone, would delete
the log that belongs to the file. So a handle is closed only when nobody here has the file open.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

_lock = threading.RLock()
"""Reentrant: a connection may be let go of by the garbage collector, at any moment."""

_users: dict[Path, "_Users"] = {}


class _Users:
    """How many connections and readers a path has, and the handles they read through."""

    def __init__(self) -> None:
        self.n_users = 0
        self.handles = ExitStack()
        self.files: list[BinaryIO] = []

    def read(self, path: Path, start: int, n_bytes: int) -> bytes:
        """Return bytes of the file that is there now, fewer at its end."""
        with _lock:  # threads share a handle, and where it stands
            file = self._file(path)
            file.seek(start)
            return file.read(n_bytes)

    def _file(self, path: Path) -> BinaryIO:
        """Return a handle; the file at the path need not be the one of before."""
        for file in self.files:
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        self.files.append(self.handles.enter_context(path.open("rb")))
        return self.files[-1]


@contextmanager
def kept_open(path: Path) -> Iterator[_Users]:
    """Keep the handles of a path open while inside; a connection is opened and closed inside."""
    path = path.resolve()
    with _lock:
        users = _users.setdefault(path, _Users())
        users.n_users += 1
    try:
        yield users
    finally:
        with _lock:
            users.n_users -= 1
            if not users.n_users:
                del _users[path]
                users.handles.close()


def blocks(path: Path, n_bytes: int, overlap: int) -> Iterator[bytes]:
    """Yield a file in blocks, each with the first bytes of the next one at its end."""
    with kept_open(path) as users:
        start = 0
        while block := users.read(path, start, n_bytes + overlap):
            yield block
            start += n_bytes
