"""Follows a folder: a sync after every burst of changes, and none of a file that is being written.

Events only say that something happened; what happened is for the sync to find out, so that an event
that is lost or doubled costs nothing. A file that changed within the last moment, or that somebody
has open for writing, is left as it was known until it has rested; the sync that follows reads it.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from watchfiles import Change, watch

from index.errors import ReportableError
from index.ignoring import IGNORE_NAME
from index.progress import Progress
from index.survey import IsSettled
from index.types import SyncReport

if sys.platform == "linux":
    import fcntl

logger = logging.getLogger(__name__)

SETTLE_S = 1.0
"""For how long a file must have rested, and a burst of changes must be over."""

LONGEST_WAIT_S = 10.0
"""After this long a burst that does not end is synced all the same, but for files that change."""

RETRY_S = 30.0
"""When a sync that failed is tried again, if nothing changes before."""

_TICK_MS = 200
"""How often is looked whether a sync is due, and whether the folder is still the same one."""

Sync = Callable[[IsSettled, Progress], SyncReport]
"""Brings a store in step, given which files may be read, and whom to tell how far it is."""


class Watcher:
    """Keeps a store in step with its folder, in a thread of its own while it is entered.

    A sync that fails is logged in one line and tried again; `stop` cuts one that is running, which
    the next sync goes on with.
    """

    def __init__(
        self, folder: Path, store: Path, sync: Sync, *, on_sync: Callable[[SyncReport], None]
    ) -> None:
        self._folder = folder.resolve()
        self._store = store.resolve()
        self._sync = sync
        self._on_sync = on_sync
        self._rest = _Rest(self._folder)
        self._stopping = threading.Event()
        self._due = _Due()
        self._last_failure = ""
        self._thread = threading.Thread(target=self.run, name="qa-watcher", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._thread.join()

    def stop(self) -> None:
        """Let `run` return soon."""
        self._stopping.set()

    def run(self) -> None:
        """Follow the folder until stopped."""
        polling = False
        while not self._stopping.is_set():
            self._due.now()  # what happened while nobody watched
            try:
                self._follow(polling=polling)
            except (OSError, RuntimeError) as error:  # no more watches, or the folder is gone
                logger.warning("Watching '%s' by looking again and again: %s", self._folder, error)
                polling = True
                self._stopping.wait(SETTLE_S)

    def _follow(self, *, polling: bool) -> None:
        """Follow the folder until stopped, or until another one stands in its place."""
        identity = _identity(self._folder)
        if not identity:
            self._sync_once()  # says what is wrong with the folder
            self._stopping.wait(SETTLE_S)
            return
        for changes in watch(
            self._folder,
            watch_filter=self._concerns,
            stop_event=self._stopping,
            rust_timeout=_TICK_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
            force_polling=polling or None,
            ignore_permission_denied=True,
        ):
            if changes:
                self._due.after_a_burst()
            if self._due.passed and not self._stopping.is_set():
                self._sync_once()
            if _identity(self._folder) != identity:
                return

    def _sync_once(self) -> None:
        self._due.clear()
        self._rest.begin()
        try:
            self._on_sync(self._sync(self._rest.is_settled, self._go_on))
        except _StoppedError:
            return
        except ReportableError as error:
            self._due.after(RETRY_S)
            if str(error) != self._last_failure:
                logger.warning("The folder could not be followed: %s", error)
            self._last_failure = str(error)
            return
        except Exception as error:  # a thread that dies would leave the library behind in silence
            self._due.after(RETRY_S)
            logger.error("The folder could not be followed: %r", error)
            return
        self._last_failure = ""
        if self._rest.waiting:
            self._due.after(self._rest.patience_s)

    def _go_on(self, doing: str, done: int, total: int) -> None:
        """Cut a sync that is running when the watcher is stopped."""
        if self._stopping.is_set():
            raise _StoppedError

    def _concerns(self, change: Change, path: str) -> bool:
        """Whether a path may matter: hidden ones and the store do not."""
        if Path(path).is_relative_to(self._store):
            return False
        parts = Path(path).relative_to(self._folder).parts
        if parts and parts[-1] == IGNORE_NAME:
            parts = parts[:-1]
        return not any(part.startswith(".") for part in parts)


class _StoppedError(Exception):
    """Ends a sync from within."""


class _Due:
    """When the next sync is, by a clock that nobody can set."""

    def __init__(self) -> None:
        self._at: float | None = None
        self._latest: float | None = None

    @property
    def passed(self) -> bool:
        return self._at is not None and time.monotonic() >= self._at

    def clear(self) -> None:
        self._at = self._latest = None

    def now(self) -> None:
        """Fall due at once."""
        self._at = time.monotonic()

    def after(self, seconds: float) -> None:
        """Fall due when so much time has passed."""
        self._at = time.monotonic() + seconds

    def after_a_burst(self) -> None:
        """Fall due when changes have ceased for a moment, and at the latest after a while."""
        now = time.monotonic()
        self._latest = self._latest or now + LONGEST_WAIT_S
        self._at = min(now + SETTLE_S, self._latest)


class _Rest:
    """Which files have rested; of the others, which state was seen since when."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.waiting: set[str] = set()
        self._seen: dict[str, tuple[tuple[int, int, int], float]] = {}
        self._n_times = 0

    @property
    def patience_s(self) -> float:
        """For how long to wait: ever longer for files that somebody writes all the time."""
        return float(min(SETTLE_S * 2**self._n_times, LONGEST_WAIT_S))

    def begin(self) -> None:
        """Begin a sync: what did not wait at the last one is forgotten."""
        self._n_times = self._n_times + 1 if self.waiting else 0
        self._seen = {source: self._seen[source] for source in self.waiting}
        self.waiting.clear()

    def is_settled(self, source: str, status: os.stat_result) -> bool:
        """Whether a file has not changed for a moment; one whose time lies ahead is watched.

        One that is open for writing has to rest for longer: a copy over a network pauses, too.
        """
        state = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        before, since = self._seen.get(source, (None, 0.0))
        rested_s = time.time() - max(state[1:]) / 1e9
        if before == state:
            rested_s = max(rested_s, time.monotonic() - since)
        if rested_s >= LONGEST_WAIT_S or (
            rested_s >= SETTLE_S and not _is_open_for_writing(self._folder / source)
        ):
            self._seen.pop(source, None)
            return True
        if before != state:
            self._seen[source] = (state, time.monotonic())
        self.waiting.add(source)
        return False


def _is_open_for_writing(path: Path) -> bool:
    """Whether a process is known to have a file open to write; only Linux can tell.

    It grants a lease for reading on a file that nobody has open for writing. Who opens it while the
    lease lasts, for as long as it takes to give it back, waits so long.
    """
    if sys.platform != "linux":
        return False
    try:
        with path.open("rb") as file:
            # the signal of a lease that somebody waits for would end this process; this one is idle
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        pass  # another user's file, or a file system without leases: nobody knows
    return False


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another one at the same path; None if there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
