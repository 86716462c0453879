"""Folder to store: the folder decides; each of its files is indexed or reported with a reason."""

import logging
import time
from pathlib import Path

from index.errors import FolderError
from index.events import log_event, log_sync
from index.folder import FolderListing, list_folder
from index.loading import is_supported, supported_suffixes
from index.progress import Progress, ignore_progress
from index.staging import Staging
from index.store import PassageStore
from index.survey import IsSettled, Survey, all_settled, objection_in
from index.types import Embedder, SyncReport

logger = logging.getLogger(__name__)

MAX_FILE_BYTES = 200_000_000
"""A larger file is reported, not read: at 1 kB a passage it alone would be 200,000 passages."""

_EMBED_BATCH = 512
"""Passages embedded between two commits: what a sync that is cut has to embed again."""


def sync(
    folder: Path,
    store: PassageStore,
    embedder: Embedder,
    *,
    max_file_bytes: int = MAX_FILE_BYTES,
    ocr: bool | None = None,
    is_settled: IsSettled = all_settled,
    progress: Progress = ignore_progress,
) -> SyncReport:
    """Bring a store in step with a folder; a second time changes nothing.

    Args:
        folder: Where the files lie.
        store: What is brought in step.
        embedder: What made, or will make, its vectors.
        max_file_bytes: Larger files are reported, not read.
        ocr: Whether pictures of text are read, too; None for what the last sync did.
        is_settled: Asked of every file that changed; one that is not settled stays as it was known.
        progress: Told what is being done and how far it is.

    Raises:
        FolderError: If the folder is missing, unreadable or without any file to index; the store
            stays as it is.
        StoreLockedError: If another process is writing to the store.
    """
    start = time.perf_counter()
    listing = check_documents(folder)
    log_event(logger, "sync started")
    with store.writing() as staging:
        survey = Survey(folder, staging, max_file_bytes, ocr, is_settled)
        survey.examine(listing, embedder, progress)
        n_embedded = _embed(staging, embedder, progress)
        removed = staging.publish(
            removed=survey.removed, files=survey.states.values(), made_with=survey.made_with
        )
        erasure = store.erase(removed)
    report = survey.report(listing, n_embedded, erasure)
    log_sync(logger, report, time.perf_counter() - start)
    return report


def check_documents(folder: Path) -> FolderListing:
    """Return what lies in a folder; raise an error if a sync of it would find nothing to index.

    Raises:
        FolderError: If the folder is missing, unreadable or without any file to index.
    """
    listing = list_folder(folder)
    _check_not_empty(folder, listing)
    return listing


def _embed(staging: Staging, embedder: Embedder, progress: Progress) -> int:
    """Embed the staged texts that have no vector yet; return how many there were."""
    rows = staging.unembedded()
    for start in range(0, len(rows), _EMBED_BATCH):
        passages = staging.passages(rows[start : start + _EMBED_BATCH])
        vectors = embedder.embed_passages([p.embedded_text for p in passages])
        staging.save_vectors(passages, vectors)
        progress("Embedding", start + len(passages), len(rows))
    return len(rows)


def _check_not_empty(folder: Path, listing: FolderListing) -> None:
    """Refuse to empty a library because its folder is, for the moment, empty."""
    if listing.unreadable or any(is_supported(source) for source in listing.files):
        return
    if not all(objection_in(folder, source) for source in listing.files):
        return
    known = ", ".join(supported_suffixes())
    found = f"{len(listing.files)} files of other formats" if listing.files else "no files"
    if listing.skipped:
        passed_over = listing.skipped[0]
        found += f" but what is passed over, as '{passed_over.source}': {passed_over.reason}"
    raise FolderError(
        f"Expected documents ({known}) in '{folder}', found {found}."
        " Put documents there; the index, if there was one, is as it was"
    )
