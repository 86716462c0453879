"""A catalog and its derived indexes as one thing: many readers, one writer, whole generations.

The indexes of a generation are complete before the catalog's transaction commits, so the commit
alone takes every reader from the old state to the new one.
"""

import json
import logging
import os
import shutil
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from index.catalog import Catalog
from index.derived import Derived, build_derived, extend_derived, open_derived
from index.errors import StoreDamagedError, StoreError, StoreLockedError
from index.events import log_event
from index.staging import Delta, Staging
from index.types import EmbedderIdentity

logger = logging.getLogger(__name__)

STORE_NAME = ".qa"

LOCK_TIMEOUT_S = 10.0
"""How long a writer waits for another one before it says who is writing."""

_CATALOG = "catalog.sqlite"
_DERIVED = "derived"
_LOCK = "writer.lock"
_WRITER = "writer.json"

_OPEN_ATTEMPTS = 5
"""How often a reader follows a writer that publishes while it opens."""


def store_of(folder: Path | str, store: Path | str | None) -> Path:
    """Return where the store of a folder is kept: the place named, or inside the folder."""
    return Path(store) if store else Path(folder) / STORE_NAME


def parts_of(folder: Path) -> tuple[Path, Path]:
    """Return where a store keeps its catalog, and its indexes by generation."""
    return folder / _CATALOG, folder / _DERIVED


class Snapshot:
    """One generation with all its parts, for as long as it is kept."""

    def __init__(self, catalog: Catalog, derived: Derived) -> None:
        self.catalog = catalog
        self.dense = derived.dense
        self.lexical = derived.lexical
        self.generation = catalog.generation
        weakref.finalize(self, catalog.close)  # questions under way keep their snapshot open


class PassageStore:
    """The store of one library, kept in a folder."""

    def __init__(self, folder: Path, identity: EmbedderIdentity) -> None:
        self._folder = folder
        self._identity = identity
        self._swap = threading.Lock()
        self._watching = Catalog.open(folder / _CATALOG)
        self._watching.check_embedder(identity)
        self._snapshot = self._open_snapshot()

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
        """Open the store of a folder, or make an empty one where there is none."""
        if not (folder / _CATALOG).exists():
            _make_folder(folder)
            with _writer_lock(folder):
                if not (folder / _CATALOG).exists():
                    _create(folder, identity)
        return cls(folder, identity)

    @staticmethod
    def discard(folder: Path) -> None:
        """Delete what a store put into a folder, and nothing else there."""
        if folder.is_dir():
            with _writer_lock(folder):
                shutil.rmtree(folder / _DERIVED, ignore_errors=True)
                for path in folder.glob(f"{_CATALOG}*"):
                    path.unlink()

    @property
    def folder(self) -> Path:
        """Where the store lies."""
        return self._folder

    def current(self) -> Snapshot:
        """Return the newest published state; it stays as it is while it is used."""
        with self._swap:
            if self._watching.generation != self._snapshot.generation:
                try:
                    self._snapshot = self._open_snapshot()
                except StoreError as error:
                    logger.warning("Answering from the state before the last sync: %s", error)
            return self._snapshot

    @contextmanager
    def writing(self) -> Iterator[Staging]:
        """Be the only writer while inside.

        Raises:
            StoreLockedError: If another process is writing and does not end in time.
        """
        with _writer_lock(self._folder):
            catalog = Catalog.open(self._folder / _CATALOG)
            try:
                yield Staging(catalog, lambda delta: self._derive(catalog, delta))
                self._remove_old(catalog.generation)
            finally:
                catalog.close()

    def fact(self, name: str) -> str:
        """Return what was kept about the library under a name, or an empty string."""
        return self._watching.fact(name)

    def keep_fact(self, name: str, value: str) -> None:
        """Keep what was found out about the library; a rebuild forgets it.

        Raises:
            StoreLockedError: If another process is writing and does not end in time.
        """
        with _writer_lock(self._folder):
            catalog = Catalog.open(self._folder / _CATALOG)
            try:
                with catalog.transaction():
                    catalog.set_fact(name, value)
            finally:
                catalog.close()

    def close(self) -> None:
        """Close the connections; questions under way fail."""
        self._watching.close()
        self._snapshot.catalog.close()

    def _derive(self, catalog: Catalog, delta: Delta) -> None:
        before = self._derived_folder(delta.generation - 1)
        extend_derived(
            self._derived_folder(delta.generation),
            before,
            catalog,
            added=delta.added,
            removed=delta.removed,
        )

    def _open_snapshot(self) -> Snapshot:
        for _ in range(_OPEN_ATTEMPTS):
            catalog = Catalog.open(self._folder / _CATALOG)
            catalog.hold_snapshot()
            folder, n_rows = self._derived_folder(catalog.generation), catalog.check_n_rows()
            try:
                return Snapshot(catalog, open_derived(folder, n_rows))
            except StoreDamagedError as error:
                if self._watching.generation == catalog.generation:
                    self._repair(error)
                catalog.close()
        raise StoreDamagedError(
            f"The indexes of store '{self._folder}' could not be made again."
            " Rebuild it with: qa sync FOLDER --rebuild"
        )

    def _repair(self, reason: StoreDamagedError) -> None:
        with _writer_lock(self._folder):
            catalog = Catalog.open(self._folder / _CATALOG)
            try:
                logger.warning("Making the indexes again from the catalog: %s", reason)
                build_derived(self._derived_folder(catalog.generation), catalog)
                log_event(logger, "store repaired", generation=catalog.generation)
            finally:
                catalog.close()

    def _derived_folder(self, generation: int) -> Path:
        return self._folder / _DERIVED / str(generation)

    def _remove_old(self, generation: int) -> None:
        """Remove what no reader can ask for: all but this generation and the one before."""
        kept = {str(generation), str(generation - 1)}
        for path in (self._folder / _DERIVED).iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def mending(folder: Path) -> Iterator[None]:
    """Be the only writer of a store that cannot be opened as it is."""
    with _writer_lock(folder):
        yield


def _create(folder: Path, identity: EmbedderIdentity) -> None:
    catalog = Catalog.create(folder / _CATALOG, identity)
    try:
        build_derived(folder / _DERIVED / "0", catalog)
    finally:
        catalog.close()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"Expected a folder that can be written to at '{folder}': {error.strerror}."
            " Keep the store elsewhere with --store DIR"
        ) from error


@contextmanager
def _writer_lock(folder: Path) -> Iterator[None]:
    """Hold the store's lock, which the system releases when its holder dies."""
    try:
        with FileLock(folder / _LOCK, timeout=LOCK_TIMEOUT_S):
            (folder / _WRITER).write_text(json.dumps({"pid": os.getpid()}), "utf-8")
            yield
    except Timeout as error:
        raise StoreLockedError(
            f"Store '{folder}' is being written by process {_writer(folder)}."
            " Wait until it is done, or end that process, and try again"
        ) from error
    except PermissionError as error:
        raise StoreError(
            f"Expected to write to store '{folder}': {error.strerror}."
            " Mend the permissions, or keep the store elsewhere with --store DIR"
        ) from error


def _writer(folder: Path) -> str:
    try:
        return str(json.loads((folder / _WRITER).read_text("utf-8"))["pid"])
    except (OSError, ValueError, KeyError):
        return "unknown"
