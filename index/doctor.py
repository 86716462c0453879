"""Looks a store over: what was expected, what was found, and what to do, for each thing wrong.

Everything is compared with something that was written beside it: records with their seals,
documents with their passages, files with the digests of a generation, stored vectors with those of
the index and, for a sample, with what the embedder says today. Nothing is changed here; that is the
work of `mending.py`.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.derived import damaged_files, open_derived, recall_of
from index.errors import StoreDamagedError
from index.findings import Checkup, Finding, Part
from index.flaws import flaws, live_documents, lost_facts, whole_rows
from index.seals import is_whole
from index.staging import find_reprints
from index.store import parts_of
from index.types import Embedder

N_SAMPLED = 64
"""Passages embedded again: a second's work with the bundled model on two cores."""

LEAST_COSINE = 0.99
"""Of a stored vector to the one embedded again; one in eight bits stays above 0.997."""

_BATCH = 2_000
_N_TOLD = 20
"""Findings of SQLite's own check that are told; a broken page alone makes hundreds."""


def examine(folder: Path, embedder: Embedder, *, n_sampled: int = N_SAMPLED) -> Checkup:
    """Look a store over, one generation of it, while others may write the next.

    Args:
        folder: The store's own folder.
        embedder: What made its vectors.
        n_sampled: Most passages to embed again.

    Raises:
        StoreNotFoundError: If there is no store.
        StoreOutdatedError: If an older version wrote it.
        StoreError: If a newer version wrote it.
        EmbedderMismatchError: If another embedder made its vectors.
    """
    path, derived = parts_of(folder)
    try:
        catalog = Catalog.open(path)
    except StoreDamagedError as error:
        return Checkup(findings=(_unreadable(error), *_space(folder)), readable=False)
    with closing(catalog):
        try:
            return _look_over(_Patient(catalog, derived), folder, embedder, n_sampled)
        except StoreDamagedError as error:
            return Checkup(findings=(_unreadable(error), *_space(folder)), readable=False)


class _Patient:
    """A catalog, held at one generation, and where its indexes lie."""

    def __init__(self, catalog: Catalog, derived: Path) -> None:
        catalog.hold_snapshot()
        self.catalog = catalog
        self.derived = derived
        self.lost = lost_facts(catalog)
        self.generation = 0 if "generation" in self.lost else catalog.generation
        self.flaws = flaws(catalog)
        self.rows = whole_rows(catalog, ())
        self.whole = whole_rows(catalog, self.flaws)
        """Rows of documents without a flaw, in order."""

    @property
    def knows_itself(self) -> bool:
        """Whether it can be told which indexes are its own, and what made its vectors."""
        return not {"generation", "embedder"}.intersection(self.lost)


def _look_over(patient: _Patient, folder: Path, embedder: Embedder, n_sampled: int) -> Checkup:
    catalog = patient.catalog
    sampled: list[int] = []
    checks: list[Callable[[], Iterator[Finding]]] = [
        lambda: _structure(catalog),
        lambda: _facts(patient),
        lambda: _documents(patient),
        lambda: _files(catalog),
        lambda: _reprints(catalog),
        lambda: _orphans(catalog),
        lambda: _space(folder),
    ]
    if patient.knows_itself:
        catalog.check_embedder(embedder.identity)
        sampled = sample(patient.whole, n_sampled, seed=patient.generation)
        checks += [
            lambda: _older_indexes(patient),
            lambda: _indexes(patient),
            lambda: embedded_again(catalog, embedder, sampled),
        ]
    return Checkup(
        findings=tuple(finding for check in checks for finding in _as_far_as_it_goes(check)),
        readable=True,
        n_documents=len(live_documents(catalog)),
        n_passages=len(patient.rows),
        n_sampled=len(sampled),
        recall=recall_of(patient.derived / str(patient.generation)),
    )


def _as_far_as_it_goes(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Yield what a check finds; that it cannot go on is a finding, too."""
    try:
        yield from check()
    except StoreDamagedError as error:
        yield Finding(
            part=Part.CATALOG,
            subject="catalog.sqlite",
            expected="records that can be read",
            found=str(error.__cause__ or error),
        )


def _structure(catalog: Catalog) -> Iterator[Finding]:
    """Let SQLite look its own file over."""
    for (told,) in catalog.run(f"PRAGMA integrity_check({_N_TOLD})"):
        if told != "ok":
            yield Finding(
                part=Part.CATALOG, subject="catalog.sqlite", expected="a sound file", found=told
            )


def _facts(patient: _Patient) -> Iterator[Finding]:
    """Check what the store knows of itself, the number of its passages included."""
    run = patient.catalog.run
    broken = {r[0] for r in run(f"SELECT name FROM facts WHERE NOT {is_whole('facts')}")}
    for name in sorted(broken.union(patient.lost)):
        yield Finding(
            part=Part.CATALOG,
            subject="catalog.sqlite",
            expected=f"'{name}' as it was written",
            found="another value" if name in broken else "none",
        )
    if "n_rows" not in patient.lost:
        published, n_rows = patient.catalog.fact("n_rows"), patient.catalog.n_rows
        if published != str(n_rows):
            yield Finding(
                part=Part.CATALOG,
                subject="catalog.sqlite",
                expected=f"{published} passages",
                found=f"{n_rows}",
            )


def _documents(patient: _Patient) -> Iterator[Finding]:
    """Check every document with its passages and vectors."""
    for source, flaw in patient.flaws.values():
        yield Finding(
            part=Part.DOCUMENT, subject=source, expected="the document as written", found=flaw
        )


def _files(catalog: Catalog) -> Iterator[Finding]:
    """Check that every file that was indexed has its document."""
    live = dict(catalog.run("SELECT source, digest FROM documents WHERE staged = 0"))
    states = catalog.files()
    for source, state in states.items():
        if not state.problem and (source not in live or state.digest not in ("", live[source])):
            found = "another one" if source in live else "none"
            yield Finding(
                part=Part.DOCUMENT, subject=source, expected="the file's document", found=found
            )
    [(n_records,)] = catalog.run("SELECT count(*) FROM files")
    if n_records != len(states):
        yield Finding(
            part=Part.CATALOG,
            subject="catalog.sqlite",
            expected=f"what the last sync saw of {n_records} files",
            found=f"{n_records - len(states)} records that are not what was written",
        )


def _reprints(catalog: Catalog) -> Iterator[Finding]:
    """Check which documents are noted as having the text of another one."""
    noted, found = catalog.first_prints(), find_reprints(catalog)
    for source in sorted(noted.keys() | found.keys()):
        if noted.get(source) != found.get(source):
            yield Finding(
                part=Part.CATALOG,
                subject="catalog.sqlite",
                expected=f"'{source}' as a reprint of '{found.get(source, '')}'",
                found=f"of '{noted.get(source, '')}'",
            )


def _orphans(catalog: Catalog) -> Iterator[Finding]:
    """Look for records that nothing refers to."""
    run = catalog.run
    [(n_vectors,)] = run("SELECT count(*) FROM vectors WHERE key NOT IN (SELECT key FROM passages)")
    if n_vectors:
        yield _orphan("catalog.sqlite", "a passage for every vector", f"{n_vectors} without")
    n_lost = len(run("PRAGMA foreign_key_check"))
    if n_lost:
        yield _orphan("catalog.sqlite", "a document for every passage", f"{n_lost} without")


def _older_indexes(patient: _Patient) -> Iterator[Finding]:
    """Look for indexes of other generations."""
    for path in sorted(patient.derived.glob("*")):
        if path.name != str(patient.generation):
            yield _orphan(
                f"derived/{path.name}",
                f"indexes of generation {patient.generation}",
                "what a sync left that was cut, or is running",
            )


def _orphan(subject: str, expected: str, found: str) -> Finding:
    return Finding(part=Part.ORPHAN, subject=subject, expected=expected, found=found)


def _indexes(patient: _Patient) -> Iterator[Finding]:
    """Check the indexes' files, and what they hold against the catalog."""
    name = f"derived/{patient.generation}"
    folder = patient.derived / str(patient.generation)
    damaged = damaged_files(folder)
    for file in damaged:
        yield _of_indexes(f"{name}/{file}", "the file as it was written", "another one, or none")
    if damaged:
        return
    try:
        dense = open_derived(folder, len(patient.rows)).dense
    except StoreDamagedError as error:
        yield _of_indexes(name, "indexes of the catalog's passages", str(error))
        return
    if dense.rows != patient.rows:
        yield _of_indexes(name, "the rows of the catalog", "others")
        return
    for start in range(0, len(patient.whole), _BATCH):
        batch = patient.whole[start : start + _BATCH]
        found, expected = dense.vectors(batch), patient.catalog.vectors(batch)
        same = (dense.codes(found) == dense.codes(expected)).all(axis=1)
        if not same.all():
            yield _of_indexes(name, "the vectors of the catalog", f"{(~same).sum()} others")


def _of_indexes(subject: str, expected: str, found: str) -> Finding:
    return Finding(part=Part.INDEXES, subject=subject, expected=expected, found=found)


def sample(rows: list[int], n_sampled: int, *, seed: int) -> list[int]:
    """Draw passages to embed again."""
    return sorted(random.Random(seed).sample(rows, min(n_sampled, len(rows))))


def embedded_again(catalog: Catalog, embedder: Embedder, rows: list[int]) -> Iterator[Finding]:
    """Compare stored vectors with what the embedder makes of the texts today."""
    passages = catalog.passages(rows)
    texts = [passages[row].embedded_text for row in rows]
    if not texts:
        return
    cosines = np.sum(embedder.embed_passages(texts) * catalog.vectors(rows), axis=1)
    for row, cosine in zip(rows, cosines.tolist(), strict=True):
        if not cosine >= LEAST_COSINE:
            yield Finding(
                part=Part.VECTORS,
                subject=passages[row].source,
                expected=f"a vector within a cosine of {LEAST_COSINE} of its text's",
                found=f"{cosine:.3f}",
            )


def _space(folder: Path) -> Iterator[Finding]:
    """Check that a sync could write everything anew beside what is there."""
    needed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    free = shutil.disk_usage(folder).free
    if free < needed:
        yield Finding(
            part=Part.SPACE,
            subject=str(folder),
            expected=f"{needed:,} bytes free, as much as the store holds",
            found=f"{free:,}",
        )


def _unreadable(error: StoreDamagedError) -> Finding:
    return Finding(
        part=Part.CATALOG,
        subject="catalog.sqlite",
        expected="a catalog that SQLite can read",
        found=str(error.__cause__ or error),
    )
