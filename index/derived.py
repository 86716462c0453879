"""The two indexes made from the catalog, in one folder a generation, complete or not there.

A folder is filled under another name and renamed when its manifest is written, so one that carries
its generation's name is whole. The manifest keeps every file's digest, which is proved before
an index is opened: neither library behind them survives every changed byte. A folder in which one
changed is recognised and made again from the catalog, without embedding anything.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.catalog import Catalog
from index.dense import DenseIndex
from index.dense_choice import change, filled, still_suits
from index.errors import StoreDamagedError
from index.lexical import LexicalIndex
from index.types import Recall

_DENSE = "dense.faiss"
_LEXICAL = "lexical"
_RECALL = "recall.json"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The indexes of one generation."""

    dense: DenseIndex
    lexical: LexicalIndex


def open_derived(folder: Path, n_rows: int) -> Derived:
    """Open the indexes of a folder.

    Raises:
        StoreDamagedError: If a file is missing or another one than was written, or if an index
            does not hold `n_rows` rows.
    """
    if damaged := damaged_files(folder):
        raise StoreDamagedError(
            f"Expected the indexes at '{folder}' as they were written, found damage in"
            f" {', '.join(damaged)}"
        )
    derived = Derived(
        dense=DenseIndex.open_to_search(folder / _DENSE),
        lexical=LexicalIndex.open(folder / _LEXICAL),
    )
    if not len(derived.dense) == len(derived.lexical) == n_rows:
        raise StoreDamagedError(
            f"Expected {n_rows} rows in the indexes at '{folder}', found {len(derived.dense)}"
            f" vectors and {len(derived.lexical)} texts"
        )
    return derived


def damaged_files(folder: Path) -> list[str]:
    """Return the names of the files that are missing, altered, or not of the indexes."""
    try:
        recorded = json.loads((folder / _MANIFEST).read_text("utf-8"))
        found = _digests(folder)
    except (OSError, ValueError):
        return [_MANIFEST]
    if not isinstance(recorded, dict):
        return [_MANIFEST]
    names = sorted(recorded.keys() | found.keys())
    return [name for name in names if recorded.get(name) != found.get(name)]


def recall_of(folder: Path) -> Recall | None:
    """Return what a folder's dense index finds of the exact result; None if it compares all."""
    try:
        return Recall(**json.loads((folder / _RECALL).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def build_derived(folder: Path, catalog: Catalog) -> None:
    """Make the indexes of all live passages, in place of what the folder holds."""
    building = _fresh(folder)
    rows = catalog.rows()
    dense, recall = filled(catalog, rows)
    LexicalIndex.create(building / _LEXICAL).add(catalog.searched_texts(rows))
    _finish(building, dense, recall, folder)


def extend_derived(
    folder: Path,
    before: Path,
    catalog: Catalog,
    *,
    added: Sequence[int],
    removed: Sequence[int],
) -> None:
    """Make the indexes of a folder from those of the generation before and the changes.

    If those are damaged, all is made anew.
    """
    if damaged_files(before):
        build_derived(folder, catalog)
        return
    building = _fresh(folder)
    dense, recall = _changed(before, catalog, added, removed)
    if removed:  # tantivy keeps the words of removed passages; only a new index is free of them
        LexicalIndex.create(building / _LEXICAL).add(catalog.searched_texts(catalog.rows()))
    else:
        _link_folder(before / _LEXICAL, building / _LEXICAL)
        LexicalIndex.open(building / _LEXICAL).add(catalog.searched_texts(added))
    _finish(building, dense, recall, folder)


def _changed(
    before: Path, catalog: Catalog, added: Sequence[int], removed: Sequence[int]
) -> tuple[DenseIndex, Recall | None]:
    """Return the dense index of the generation before with the changes, or one that suits them."""
    dense, recall = DenseIndex.open(before / _DENSE), recall_of(before)
    if not still_suits(dense, recall, n_added=len(added), n_removed=len(removed)):
        return filled(catalog, catalog.rows())
    change(dense, catalog, added=added, removed=removed)
    return dense, recall


def _fresh(folder: Path) -> Path:
    building = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    (building / _LEXICAL).mkdir(parents=True)
    return building


def _finish(building: Path, dense: DenseIndex, recall: Recall | None, folder: Path) -> None:
    dense.save(building / _DENSE)
    _force_to_disk(building / _DENSE)
    if recall:
        _write_json(building / _RECALL, asdict(recall))
    _write_json(building / _MANIFEST, _digests(building))
    force_folder_to_disk(building / _LEXICAL)
    force_folder_to_disk(building)
    shutil.rmtree(folder, ignore_errors=True)
    building.rename(folder)
    force_folder_to_disk(folder.parent)


def _link_folder(source: Path, target: Path) -> None:
    """Share an index's files, which tantivy writes once and replaces only by renaming."""
    shutil.copytree(
        source,
        target,
        copy_function=_link,
        ignore=shutil.ignore_patterns("*.lock"),
        dirs_exist_ok=True,
    )


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and path.name != _MANIFEST
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def force_folder_to_disk(folder: Path) -> None:
    """Make the names in a folder last, as `fsync` of a file makes its content last."""
    if os.name == "nt":  # Windows opens no folders, and writes their names at once
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _force_to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), "utf-8")
    _force_to_disk(path)
