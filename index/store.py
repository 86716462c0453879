"""A catalog and its derived indexes as one thing: many readers, one writer, whole generations.

The indexes of a generation are complete before the catalog's transaction commits, so the commit
alone takes every reader from the old state to the new one. A reader has its indexes in memory or
mapped, so those of an older generation are deleted at once; one that opens too late opens again.
"""

import logging
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.catalog import Catalog
from index.connections import IdleConnections
from index.creation import CATALOG, DERIVED, LOG, clear_store, create_store, storage_errors
from index.derived import Derived, build_derived, extend_derived, open_derived
from index.erasure import Removed, files_left, is_in_slack, words_left
from index.errors import StoreDamagedError, StoreNotFoundError, StoreOutdatedError
from index.events import log_event
from index.locking import writer_lock
from index.staging import ERASING, Delta, Staging
from index.types import EmbedderIdentity, EmbeddingMatrix, Erasure

logger = logging.getLogger(__name__)

_OPEN_ATTEMPTS = 50
"""How often a reader follows a writer that publishes while it opens."""

_LOG_WAIT_S = 2.0
"""How long removed text waits for questions under way that still read it."""


def parts_of(folder: Path) -> tuple[Path, Path]:
    """Return where a store keeps its catalog, and its indexes by generation."""
    return folder / CATALOG, folder / DERIVED


class Snapshot:
    """One generation with all its parts, for as long as any of them is kept.

    Keep it for one question: while it is there, SQLite keeps what was removed since.
    """

    def __init__(self, catalog: Catalog, derived: Derived) -> None:
        self.catalog = catalog
        self.dense = derived.dense
        self.lexical = derived.lexical
        self.generation = catalog.generation

    def vectors(self, rows: Sequence[int]) -> EmbeddingMatrix:
        """Return the exact unit rows of passages, in the order asked for, shape (n_rows, dim)."""
        return self.dense.vectors(rows) if self.dense.is_exact else self.catalog.vectors(rows)


@dataclass(frozen=True, slots=True)
class _Watched:
    """A catalog's file while it is the one that is there."""

    catalog: Catalog
    """Holds nothing; with it, SQLite need not recover its log for each question."""
    idle: IdleConnections
    state: os.stat_result


class PassageStore:
    """The store of one library, kept in a folder."""

    def __init__(self, folder: Path, identity: EmbedderIdentity) -> None:
        self._folder = folder
        self._identity = identity
        self._swap = threading.Lock()
        self._watched: _Watched | None = None
        self._indexes: tuple[int, Derived] | None = None
        self.current()

    @classmethod
    def open(cls, folder: Path, identity: EmbedderIdentity) -> Self:
        """Open a store, its derived indexes repaired where they are damaged.

        Raises:
            StoreNotFoundError: If there is none.
            StoreDamagedError: If the catalog cannot be trusted.
            EmbedderMismatchError: If another embedder made it.
        """
        return cls(folder, identity)

    @classmethod
    def open_or_create(cls, folder: Path, identity: EmbedderIdentity) -> Self:
        """Open the store of a folder; make an empty one where there is none, or an outdated one."""
        try:
            return cls(folder, identity)
        except StoreNotFoundError:
            pass
        except StoreOutdatedError:
            logger.warning("The index at '%s' is of an older qa: made anew from the folder", folder)
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with writer_lock(folder):
            create_store(folder, identity)
        return cls(folder, identity)

    @staticmethod
    def discard(folder: Path) -> None:
        """Delete what a store put into a folder, and nothing else there."""
        if folder.is_dir():
            with writer_lock(folder):
                clear_store(folder)

    @property
    def folder(self) -> Path:
        """Where the store lies."""
        return self._folder

    def current(self) -> Snapshot:
        """Return the newest published state; it stays as it is while it is used."""
        with self._swap:
            return self._open_snapshot()

    @contextmanager
    def writing(self) -> Iterator[Staging]:
        """Be the only writer while inside.

        Raises:
            StoreLockedError: If another process is writing and does not end in time.
            StoreAccessError: If the disk is full, failing, or not ours to write.
        """
        with writer_lock(self._folder), closing(Catalog.open(self._folder / CATALOG)) as catalog:
            catalog.check_embedder(self._identity)
            try:
                yield Staging(catalog, lambda delta: self._derive(catalog, delta))
            finally:
                self._remove_old(catalog)
            catalog.empty_log(wait_s=0)

    def erase(self, removed: Removed) -> Erasure:
        """Clear away what is left of removed documents, then look for it; only for a writer.

        Returns:
            What was looked for and what still holds it: the write-ahead log, if a question of
            another process is still reading it. The next writer tries again.
        """
        watching = self._watching()
        n_files = int(watching.fact(ERASING) or 0)
        if not n_files:
            return Erasure(n_files=0, n_compared=0, remaining=())
        self._remove_old(watching)
        remaining = self._remaining(removed)
        if self._folder / LOG not in remaining and (
            remaining
            or removed.n_files < n_files  # a cut sync kept nothing to compare
            or is_in_slack(removed, self._folder / CATALOG, watching, self.current().lexical)
        ):
            watching.rewrite()
            remaining = self._remaining(removed)
        if not remaining:
            watching.set_fact(ERASING, "")
        names = tuple(p.relative_to(self._folder).as_posix() for p in remaining)
        return Erasure(n_files=n_files, n_compared=removed.n_files, remaining=names)

    def fact(self, name: str) -> str:
        """Return what was kept about the library under a name, or an empty string."""
        return self._watching().fact(name)

    def keep_fact(self, name: str, value: str) -> None:
        """Keep what was found out about the library; a rebuild forgets it.

        Raises:
            StoreLockedError: If another process is writing and does not end in time.
        """
        with writer_lock(self._folder):
            self._watching().set_fact(name, value)

    def close(self) -> None:
        """Let go of the indexes and the connection; questions under way keep theirs."""
        with self._swap:
            self._indexes = None
            if self._watched:
                self._watched.catalog.close()
                self._watched.idle.close()
                self._watched = None

    def _derive(self, catalog: Catalog, delta: Delta) -> None:
        folder = self._derived_folder(delta.generation)
        before = self._derived_folder(delta.generation - 1)
        with storage_errors(self._folder):
            try:
                extend_derived(folder, before, catalog, added=delta.added, removed=delta.removed)
            except StoreDamagedError as error:
                logger.warning("Making the indexes again from the catalog: %s", error)
                build_derived(folder, catalog)

    def _open_snapshot(self) -> Snapshot:
        for _ in range(_OPEN_ATTEMPTS):
            idle = self._watch().idle
            catalog = Catalog.open(self._folder / CATALOG, idle)
            catalog.check_embedder(self._identity)
            catalog.hold_snapshot()
            if self._indexes is None or self._indexes[0] != catalog.generation:
                catalog.check_n_rows()  # what the catalog lacks is not for the indexes to mend
            try:
                snapshot = Snapshot(catalog, self._indexes_of(catalog))
            except StoreDamagedError as error:
                generation = catalog.generation
                catalog.close()
                if self._watching().generation == generation:
                    self._repair(error)
            else:
                if self._is_watched():
                    return snapshot
                catalog.close()  # replaced meanwhile: whose indexes these are is not known
        raise StoreDamagedError(
            f"The indexes of store '{self._folder}' could not be made again."
            " Rebuild it with: qa sync FOLDER --rebuild"
        )

    def _indexes_of(self, catalog: Catalog) -> Derived:
        """Return the indexes of the generation a catalog sees, opened once."""
        generation = catalog.generation
        if self._indexes is None or self._indexes[0] != generation:
            folder = self._derived_folder(generation)
            self._indexes = generation, open_derived(folder, catalog.n_rows)
        return self._indexes[1]

    def _watching(self) -> Catalog:
        """Return a connection that holds nothing, to the file that is there now."""
        return self._watch().catalog

    def _watch(self) -> "_Watched":
        """Watch the file that is there now; a rebuild replaces it."""
        path = self._folder / CATALOG
        if self._watched is None or not self._is_watched():
            self._indexes = None  # the generations of another file have the same numbers
            if self._watched:
                self._watched.idle.close()
            self._watched = _Watched(Catalog.open(path), IdleConnections(path), path.stat())
        return self._watched

    def _is_watched(self) -> bool:
        """Whether the catalog is still the file that is watched."""
        try:
            found = (self._folder / CATALOG).stat()
        except OSError:
            return False
        return self._watched is not None and os.path.samestat(found, self._watched.state)

    def _repair(self, reason: StoreDamagedError) -> None:
        with writer_lock(self._folder), closing(Catalog.open(self._folder / CATALOG)) as catalog:
            logger.warning("Making the indexes again from the catalog: %s", reason)
            with storage_errors(self._folder):
                build_derived(self._derived_folder(catalog.generation), catalog)
            log_event(logger, "store repaired", generation=catalog.generation)

    def _derived_folder(self, generation: int) -> Path:
        return self._folder / DERIVED / str(generation)

    def _remove_old(self, catalog: Catalog) -> None:
        """Remove the indexes of all generations but the one that is published."""
        for path in (self._folder / DERIVED).glob("*"):
            if path.name != str(catalog.generation):
                shutil.rmtree(path, ignore_errors=True)

    def _remaining(self, removed: Removed) -> tuple[Path, ...]:
        """Return what still holds removed text after the log was moved into the catalog."""
        if not self._watching().empty_log(wait_s=_LOG_WAIT_S):
            return (self._folder / LOG,)
        current = self.current()
        kept = self._derived_folder(current.generation)
        old = [path for path in (self._folder / DERIVED).glob("*") if path != kept]
        found = (*self._folder.glob(f"*{CATALOG}*"), *kept.rglob("*"))
        # of SQLite's -shm, which holds its locks and no content, no handle must ever be closed
        files = [path for path in found if path.is_file() and not path.name.endswith("-shm")]
        words = words_left(removed, current.catalog, current.lexical)
        left = files_left(removed, files, current.catalog, current.dense)
        return (*old, *left, *([kept] if words else []))
