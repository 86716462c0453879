"""Mends a store from what of it is whole, and reads again only the files of what is not.

A damaged catalog is not patched: all documents that are as they were written move, with their
vectors, into a new one, which then takes the old one's place in one commit. Files whose documents
were left behind are read by the sync that follows. A catalog that SQLite cannot read is set aside.
"""

import itertools
import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.derived import build_derived
from index.doctor import N_SAMPLED, embedded_again, sample
from index.errors import StoreDamagedError, StoreError
from index.events import log_event
from index.findings import Checkup, Mended, Part
from index.flaws import flaws, lost_facts, whole_documents, whole_rows
from index.locking import writer_lock
from index.seals import is_whole
from index.staging import note_reprints
from index.store import PassageStore, parts_of
from index.types import Embedder, SyncReport

logger = logging.getLogger(__name__)

_IN_THE_CATALOG = frozenset({Part.CATALOG, Part.DOCUMENT, Part.ORPHAN})

_ASIDE = "damaged"
_WORK = "mending-"


def mend(
    folder: Path,
    embedder: Embedder,
    checkup: Checkup,
    *,
    sync: Callable[[PassageStore], SyncReport],
) -> Mended:
    """Make a store whole again.

    Args:
        folder: The store's own folder.
        embedder: What made its vectors.
        checkup: What is wrong with it.
        sync: Brings it in step with its library's folder, where files have to be read again.

    Raises:
        StoreError: If it cannot be written to, or another process is writing.
    """
    parts = {finding.part for finding in checkup.findings}
    try:
        with writer_lock(folder):
            damaged, aside = _mend_files(folder, embedder, parts, readable=checkup.readable)
    except OSError as error:
        raise StoreError(
            f"Store '{folder}' could not be mended: {error.strerror}. Check the disk's free space"
            " and the folder's permissions, and try again"
        ) from error
    store = PassageStore.open_or_create(folder, embedder.identity)
    with closing(store):
        report = sync(store) if aside or parts & _IN_THE_CATALOG else None
        with store.writing():
            pass  # removes folders of indexes that are no generation's
    log_event(logger, "store repaired", n_damaged=len(damaged), set_aside=aside)
    return Mended(damaged=damaged, set_aside=aside, n_embedded=report.n_embedded if report else 0)


def _mend_files(
    folder: Path, embedder: Embedder, parts: Collection[Part], *, readable: bool
) -> tuple[tuple[str, ...], str]:
    """Mend what needs no file of the library; return damaged documents, and what is set aside."""
    if not readable:
        return (), _set_aside(folder)
    if _IN_THE_CATALOG.intersection(parts):
        try:
            return _start_anew(folder, embedder), ""
        except StoreDamagedError:
            return (), _set_aside(folder)
    if Part.INDEXES in parts:
        _make_indexes(folder)
    return (), ""


def _make_indexes(folder: Path) -> None:
    path, derived = parts_of(folder)
    with closing(Catalog.open(path)) as catalog:
        build_derived(derived / str(catalog.generation), catalog)


def _start_anew(folder: Path, embedder: Embedder) -> tuple[str, ...]:
    """Publish a generation that holds what is whole; return the sources of what is not.

    Raises:
        StoreDamagedError: If that cannot be told, or what is whole cannot be written in its place.
    """
    path, derived = parts_of(folder)
    for left in folder.glob(f"{_WORK}*"):
        shutil.rmtree(left, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(prefix=_WORK, dir=folder) as work,
        closing(Catalog.open(path)) as catalog,
    ):
        with suppress(
            StoreDamagedError
        ):  # where only SQLite's indexes are damaged, nothing is lost
            catalog.run("REINDEX")
        _restore_facts(catalog, derived, embedder)
        damaged = sorted(source for source, _ in flaws(catalog).values())
        with closing(Catalog.create(Path(work) / path.name, catalog.embedder)) as fresh:
            with fresh.transaction():
                _copy_whole(catalog, fresh)
                generation = catalog.generation + 1
                fresh.set_fact("generation", str(generation))
                fresh.set_fact("n_rows", str(fresh.n_rows))
                note_reprints(fresh)
            build_derived(derived / str(generation), fresh)
            catalog.overwrite_with(fresh)
    return tuple(damaged)


def _restore_facts(catalog: Catalog, derived: Path, embedder: Embedder) -> None:
    """Find out again what the catalog must know of itself.

    Raises:
        StoreDamagedError: If it no longer knows what made its vectors, and `embedder` did not.
    """
    lost = lost_facts(catalog)
    with catalog.transaction():
        if "generation" in lost:  # no number may be given twice, readers have indexes by it
            numbers = [int(p.name) for p in derived.glob("*") if p.name.isdecimal()]
            catalog.set_fact("generation", str(max(numbers, default=0)))
        if "embedder" in lost:
            catalog.set_fact("embedder", json.dumps(asdict(embedder.identity)))
            rows = sample(whole_rows(catalog, flaws(catalog)), N_SAMPLED, seed=catalog.generation)
            if any(embedded_again(catalog, embedder, rows)):
                raise StoreDamagedError("Expected vectors of this embedder, found others")


def _copy_whole(catalog: Catalog, fresh: Catalog) -> None:
    """Copy every record that is as it was written, documents only with all that belongs to them."""
    _copy(fresh, "facts", catalog.run(f"SELECT * FROM facts WHERE {is_whole('facts')}"))
    for document_id in whole_documents(catalog):
        for table in ("documents", "passages", "contents"):
            records = catalog.run(f"SELECT * FROM {table} WHERE document_id = ?", (document_id,))
            _copy(fresh, table, records)
        statement = (
            "SELECT DISTINCT vectors.* FROM passages CROSS JOIN vectors USING (key)"
            " WHERE document_id = ?"
        )
        _copy(fresh, "vectors", catalog.run(statement, (document_id,)))
    _copy_states(catalog, fresh)


def _copy_states(catalog: Catalog, fresh: Catalog) -> None:
    """Copy what the last sync saw of files, but of none whose document is not there."""
    present = dict(fresh.run("SELECT source, digest FROM documents"))
    with suppress(StoreDamagedError):  # a file nothing is known of is read again, that is all
        known = {
            source
            for source, state in catalog.files().items()
            if state.problem or state.digest in ("", present.get(source))
        }
        records = catalog.run(f"SELECT * FROM files WHERE {is_whole('files')}")
        _copy(fresh, "files", [record for record in records if record[0] in known])


def _copy(fresh: Catalog, table: str, records: list[Any]) -> None:
    if records:
        marks = ",".join("?" * len(records[0]))
        fresh.run_many(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", records)


def _set_aside(folder: Path) -> str:
    """Give the catalog another name, its log included, and return that."""
    path, derived = parts_of(folder)
    names = (f"{_ASIDE}-{number}.{path.name}" for number in itertools.count(1))
    aside = next(name for name in names if not (folder / name).exists())
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(folder / f"{aside}{suffix}")
    shutil.rmtree(derived, ignore_errors=True)
    return aside
