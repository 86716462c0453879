"""One SQLite file in the way a catalog needs it: statements, transactions, nothing left behind.

Readers go on while a writer writes, and what is removed is overwritten. SQLite overwrites the
record itself; a copy that it left in a page's slack when it balanced the page goes with `rewrite`.
"""

import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

from index.connections import BUSY_TIMEOUT_S, IdleConnections, connect, translated


class Database:
    """One connection to a SQLite file; threads may share it."""

    def __init__(self, path: Path, idle: IdleConnections | None = None) -> None:
        """Connect to a file.

        Args:
            path: The file.
            idle: Where to take a connection from, and leave it when this object is gone.
        """
        self._folder = path.parent
        self._lock = threading.RLock()
        with translated(self._folder):
            opened = idle.take() if idle else connect(path, may_create=True)
        self._connection = opened.to_file
        self._close = opened.close
        leave = partial(idle.give_back, opened) if idle else opened.close
        self._leaving = weakref.finalize(self, leave)

    def close(self) -> None:
        """Close the connection; the snapshot it held ends."""
        with self._lock:
            if self._leaving.detach():
                self._close()

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Execute one statement and return its records."""
        with self._lock, translated(self._folder):
            return self._connection.execute(statement, values).fetchall()

    def run_many(self, statement: str, records: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for every record."""
        with self._lock, translated(self._folder):
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

    def empty_log(self, *, wait_s: float) -> bool:
        """Move all of the write-ahead log into the file and cut the log to nothing.

        Args:
            wait_s: How long to wait for questions under way that still read from the log.

        Returns:
            Whether the log is empty; it is not while another reader or writer uses it.
        """
        with self._lock:
            self.run(f"PRAGMA busy_timeout = {round(wait_s * 1_000)}")
            try:
                [(busy, _, _)] = self.run("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self.run(f"PRAGMA busy_timeout = {round(BUSY_TIMEOUT_S * 1_000)}")
        return not busy

    def overwrite_with(self, other: Self) -> None:
        """Take the whole state of another file, in one commit; readers keep what they hold."""
        with self._lock, translated(self._folder):
            other._connection.backup(self._connection)

    def rewrite(self) -> None:
        """Write the file anew from its records, so that nothing else is left in it."""
        self.run("VACUUM")
