"""The only user of sqlite3: connections to a file, and its errors in the user's words.

A connection waits for its next user when one is done with it: a new one reads the file's tables,
prepares each statement and fetches every page anew, which takes longer than a question's own
statements.
"""

import os
import sqlite3
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreAccessError, StoreDamagedError
from index.open_files import kept_open
from index.seals import seal_of

BUSY_TIMEOUT_S = 30.0

_CIRCUMSTANCES = tuple(
    f"SQLITE_{name}" for name in ("BUSY", "CANTOPEN", "FULL", "IOERR", "LOCKED", "PERM", "READONLY")
)
"""Errors of SQLite that say nothing against the file."""

_MOST_IDLE = 4
"""Connections that wait; each keeps up to 2 MB of the file's pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connection with the settings of a catalog."""

    to_file: sqlite3.Connection
    close: Callable[[], None]
    process: int
    """Which one opened it; another may not use it, as SQLite's locks are not inherited."""
    state: tuple[int, ...]
    """Of the file before it was opened; pages that were read stay when it is changed in place."""


def connect(path: Path, *, may_create: bool) -> Connection:
    """Open a connection.

    Args:
        path: The file.
        may_create: Whether to make one that is not there.

    Raises:
        sqlite3.DatabaseError: If the file cannot be opened, or is none of SQLite's.
    """
    with ExitStack() as opened:
        opened.enter_context(kept_open(path))
        state = _state(path)
        to_file = opened.enter_context(
            closing(
                sqlite3.connect(
                    f"{path.absolute().as_uri()}?mode={'rwc' if may_create else 'rw'}",
                    uri=True,
                    isolation_level=None,
                    check_same_thread=False,
                    timeout=BUSY_TIMEOUT_S,
                )
            )
        )
        to_file.execute("PRAGMA journal_mode = WAL")  # readers go on while a writer writes
        to_file.execute("PRAGMA synchronous = FULL")  # a generation, once seen, is never lost
        to_file.execute("PRAGMA foreign_keys = ON")
        to_file.execute("PRAGMA secure_delete = ON")  # removed text is overwritten
        to_file.create_function("seal", -1, seal_of, deterministic=True)
        close = opened.pop_all().close
        return Connection(to_file=to_file, close=close, process=os.getpid(), state=state)


def _state(path: Path) -> tuple[int, ...]:
    """Return what tells a file from another one, and from itself after a change."""
    try:
        found = path.stat()
    except OSError:  # none yet, or SQLite says what is wrong
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class IdleConnections:
    """Connections to one file that nobody uses just now; threads may share them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: dict[int, deque[Connection]] = {}
        """By the process that opened them: after a fork, those of the parent are left alone."""
        self._is_closed = False
        weakref.finalize(self, _close_all, self._waiting)

    def take(self) -> Connection:
        """Return one that waited, or a new one."""
        waiting, state = self._of(os.getpid()), _state(self._path)
        while waiting:
            try:
                connection = waiting.pop()
            except IndexError:  # another thread was quicker
                break
            if connection.state == state:
                return connection
            connection.close()
        return connect(self._path, may_create=False)

    def give_back(self, connection: Connection) -> None:
        """Let a connection wait; the snapshot it held ends.

        Takes no lock: the garbage collector calls this, at any moment.
        """
        try:
            connection.to_file.rollback()
        except sqlite3.Error:
            connection.close()
            return
        waiting = self._of(connection.process)
        waiting.append(connection)
        if self._is_closed:
            _close_all(self._waiting)
        elif len(waiting) > _MOST_IDLE:
            _close_one(waiting)

    def close(self) -> None:
        """Close what waits, and what is given back from now on."""
        self._is_closed = True
        _close_all(self._waiting)

    def _of(self, process: int) -> deque[Connection]:
        return self._waiting.setdefault(process, deque())


def _close_all(waiting: Mapping[int, deque[Connection]]) -> None:
    """Close the connections of this process."""
    own = waiting.get(os.getpid(), deque())
    while own:
        _close_one(own)


def _close_one(waiting: deque[Connection]) -> None:
    try:
        waiting.popleft().close()
    except IndexError:  # another thread was quicker
        return


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours; a full disk or missing right is not damage."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")  # absent on Python's own
        if name.startswith(_CIRCUMSTANCES):
            raise StoreAccessError(folder, error) from error
        raise StoreDamagedError(
            f"Expected a store at '{folder}', found a damaged file: {error}."
            " Rebuild it with: qa sync FOLDER --rebuild"
        ) from error
