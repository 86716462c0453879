"""How a store comes into being: empty, whole or not at all, new or in place of an older format.

The folder has the texts, so of an older store only the vectors are kept, which are what takes long.
Each is kept under the digest of the text it embeds, which says the same in every format.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from index.catalog import Catalog
from index.derived import build_derived, force_folder_to_disk
from index.errors import StoreAccessError, StoreError, StoreNotFoundError, StoreOutdatedError
from index.seals import seal_over
from index.types import EmbedderIdentity

CATALOG = "catalog.sqlite"
LOG = f"{CATALOG}-wal"
DERIVED = "derived"

_BUILDING = f"{CATALOG}.building"


def create_store(folder: Path, identity: EmbedderIdentity) -> None:
    """Make an empty store where there is none, or an outdated one; the caller is the writer.

    It is there as soon as its catalog has its name.

    Raises:
        StoreError: If what is there is of a newer format, damaged, or cannot be replaced.
    """
    if not _is_missing_or_outdated(folder / CATALOG):
        return
    with storage_errors(folder):
        _remove(folder, f"{_BUILDING}*")
        with closing(Catalog.create(folder / _BUILDING, identity)) as catalog:
            _keep_vectors(catalog, folder / CATALOG, identity)
            build_derived(folder / DERIVED / "0", catalog)
            catalog.empty_log(wait_s=0)  # closing would, too, but says nothing if it fails
        _remove(folder, f"{_BUILDING}-*")  # nor if these cannot be removed
        _remove(folder, f"{CATALOG}-*")  # SQLite would take an older log for the new file's
        (folder / _BUILDING).rename(folder / CATALOG)
        force_folder_to_disk(folder)


def clear_store(folder: Path) -> None:
    """Delete what a store put into a folder, the catalog first: the rest is nothing without it."""
    with storage_errors(folder):
        _remove(folder, f"{CATALOG}*")
        shutil.rmtree(folder / DERIVED, ignore_errors=True)


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except OSError as error:
        raise StoreAccessError(folder, error.strerror or error) from error


def _is_missing_or_outdated(path: Path) -> bool:
    try:
        Catalog.open(path).close()
    except (StoreNotFoundError, StoreOutdatedError):
        return True
    return False


def _remove(folder: Path, pattern: str) -> None:
    for path in sorted(folder.glob(pattern)):
        path.unlink()


def _keep_vectors(catalog: Catalog, older: Path, identity: EmbedderIdentity) -> None:
    """Copy the vectors of an older catalog, if there is one that the same embedder made."""
    if not older.exists():
        return
    catalog.run("ATTACH DATABASE ? AS older", (str(older),))
    with suppress(StoreError, ValueError):  # tables of other form: all is embedded again
        [(maker,)] = catalog.run("SELECT value FROM older.facts WHERE name = 'embedder'")
        if json.loads(maker) == asdict(identity):
            catalog.run(
                f"INSERT INTO vectors SELECT key, vector, {seal_over(['key', 'vector'])}"
                " FROM older.vectors"
                " WHERE typeof(key) = 'blob' AND length(key) = 32"
                " AND typeof(vector) = 'blob' AND length(vector) = ?",
                (2 * identity.dim,),
            )
    catalog.run("DETACH DATABASE older")
