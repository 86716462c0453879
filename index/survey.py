"""What a folder holds beside what its store knows: every file is kept, read or reported.

Identity is the path, equality the SHA-256 of the bytes; the size and times the last sync saw spare
the hashing. A file that cannot be read for now keeps its last state: nothing says that it is gone.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from index.errors import DocumentError
from index.folder import FolderListing
from index.loading import HEAD_BYTES, is_supported, load_bytes, objection_to
from index.progress import Progress
from index.reading_ahead import read_ahead
from index.splitting import SPLITTER_VERSION, split
from index.staging import Staging
from index.types import (
    Document,
    Embedder,
    Erasure,
    FileState,
    Moved,
    Passage,
    Skipped,
    SyncReport,
)

IsSettled = Callable[[str, os.stat_result], bool]
"""Whether the file of a source is finished; one that is still being written is not read."""

_STAGE_CHARACTERS = 2_000_000
"""What is read between two commits."""

_SETTLED_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again within its time stamp."""

_WITH_OCR = "-ocr"
"""What marks the version of passages for which pictures of text were read, too."""

_UNSETTLED = -1
"""A time no file has, so that the next sync reads the file again."""


def all_settled(source: str, status: os.stat_result) -> bool:
    """Take every file for finished."""
    return True


class Survey:
    """Compares a folder with a store: stages what differs and remembers what each file was."""

    def __init__(
        self,
        folder: Path,
        staging: Staging,
        max_file_bytes: int,
        ocr: bool | None,
        is_settled: IsSettled,
    ) -> None:
        self._folder = folder
        self._staging = staging
        self._max_file_bytes = max_file_bytes
        self._is_settled = is_settled
        self._live = staging.live()
        self._ocr = staging.made_with.endswith(_WITH_OCR) if ocr is None else ocr
        self.made_with = SPLITTER_VERSION + (_WITH_OCR if self._ocr else "")
        # passages made otherwise are of no use: then every file is read and split again
        usable = staging.made_with == self.made_with
        self._known = staging.files() if usable else {}
        self._current = self._live if usable else {}
        self._resumable = staging.staged() if usable else {}
        self.states: dict[str, FileState] = {}
        self._stays: set[str] = set()
        self._staged: dict[str, str] = {}

    def examine(self, listing: FolderListing, embedder: Embedder, progress: Progress) -> None:
        """Read every file not known to be unchanged, and stage the documents that differ."""
        to_read = [
            source for source, status in listing.files.items() if self._may_differ(source, status)
        ]
        n_known = len(listing.files) - len(to_read)
        progress("Reading", n_known, len(listing.files))
        waiting: list[tuple[Document, Iterable[Passage]]] = []
        n_waiting = 0
        documents = read_ahead(self._read(source, listing.files[source]) for source in to_read)
        for n_done, document in enumerate(documents, start=n_known + 1):
            if document:
                waiting.append((document, _passages(document, embedder)))
                n_waiting += len(document.text)
            if n_waiting > _STAGE_CHARACTERS or n_done == len(listing.files):
                self._staging.stage(waiting)
                waiting, n_waiting, document = [], 0, None
            progress("Reading", n_done, len(listing.files))
        self._stays |= {s for s in self._live if _lies_within(s, listing.unreadable)}
        self._staging.discard(self._staging.staged().keys() - self._staged.keys())

    @property
    def removed(self) -> set[str]:
        """The sources that leave the store."""
        return self._live.keys() - self._staged.keys() - self._stays

    def report(self, listing: FolderListing, n_embedded: int, erasure: Erasure) -> SyncReport:
        """Say what became of every file."""
        added = self._staged.keys() - self._live.keys()
        moved = self._moved(added)
        problems = [Skipped(source=s.source, reason=s.problem) for s in self.states.values()]
        skipped = [*listing.skipped, *(p for p in problems if p.reason)]
        return SyncReport(
            added=tuple(sorted(added - {m.source for m in moved})),
            changed=tuple(sorted(self._staged.keys() & self._live.keys())),
            moved=moved,
            skipped=tuple(sorted(skipped, key=lambda s: s.source)),
            n_unchanged=len(self._stays),
            removed=tuple(sorted(self.removed - {m.before for m in moved})),
            n_embedded=n_embedded,
            erasure=erasure,
        )

    def _may_differ(self, source: str, status: os.stat_result) -> bool:
        """Whether a file has to be read; the state of one that has not is noted."""
        before = self._known.get(source)
        if before and _looks_same(before, status):
            self._note(before)
        elif not self._is_settled(source, status):
            self._leave(source, status, "is being written; it is read when that is over")
        elif objection := objection_in(self._folder, source):
            self._note(_state(source, status, problem=objection))
        elif status.st_size > self._max_file_bytes:
            problem = f"{status.st_size:,} bytes, expected at most {self._max_file_bytes:,}"
            self._note(_state(source, status, problem=f"{problem}; split it"))
        else:
            return True
        return False

    def _read(self, source: str, status: os.stat_result) -> Document | None:
        """Note the state of a file by its content; return its document if it has to be staged."""
        try:
            data = (self._folder / source).read_bytes()
        except OSError as error:
            self._leave(source, status, f"could not be read: {error.strerror}")
            return None
        digest = hashlib.sha256(data).hexdigest()
        state = _state(source, status, digest=digest)
        before = self._known.get(source)
        if self._current.get(source) == digest:
            self._note(state)
        elif before and before.digest == digest:
            self._note(replace(state, problem=before.problem))
        elif self._resumable.get(source) == digest:  # an earlier sync was cut after this file
            self.states[source] = state
            self._staged[source] = digest
        else:
            return self._load(state, data)
        return None

    def _load(self, state: FileState, data: bytes) -> Document | None:
        try:
            document = load_bytes(data, state.source, ocr=self._ocr)
        except DocumentError as error:
            self._note(replace(state, problem=str(error)))
            return None
        self.states[state.source] = state
        self._staged[state.source] = state.digest
        return document

    def _leave(self, source: str, status: os.stat_result, problem: str) -> None:
        """Keep what is known of a file that cannot be read for now."""
        self._stays |= {source} & self._live.keys()
        self._note(_state(source, status, problem=problem, settled=False))

    def _note(self, state: FileState) -> None:
        """Remember a file whose document, if the store has one, is still right."""
        self.states[state.source] = state
        if not state.problem:
            self._stays.add(state.source)

    def _moved(self, added: set[str]) -> tuple[Moved, ...]:
        """Pair each added file with a removed one of the same content."""
        gone = {self._live[source]: source for source in sorted(self.removed)}
        found = sorted(source for source in added if self._staged[source] in gone)
        return tuple(Moved(source=s, before=gone[self._staged[s]]) for s in found)


def _passages(document: Document, embedder: Embedder) -> Iterable[Passage]:
    """Return a document's passages: made now, while the next one is read, unless they are many."""
    passages = split(document, embedder, max_tokens=embedder.identity.max_tokens)
    return passages if len(document.text) > _STAGE_CHARACTERS else list(passages)


def objection_in(folder: Path, source: str) -> str:
    """Say why a file is not worth reading; one with a name of its own is looked into."""
    if is_supported(source):
        return ""
    try:
        with (folder / source).open("rb") as file:
            return objection_to(source, file.read(HEAD_BYTES))
    except OSError:
        return ""  # reading the whole of it will say why


def _looks_same(before: FileState, status: os.stat_result) -> bool:
    seen = (before.size, before.mtime_ns, before.ctime_ns)
    return seen == (status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _state(
    source: str,
    status: os.stat_result,
    *,
    digest: str = "",
    problem: str = "",
    settled: bool = True,
) -> FileState:
    settled = settled and time.time_ns() - status.st_mtime_ns > _SETTLED_NS
    return FileState(
        source=source,
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        ctime_ns=status.st_ctime_ns if settled else _UNSETTLED,
        digest=digest,
        problem=problem,
    )


def _lies_within(source: str, places: Iterable[str]) -> bool:
    return any(source == place or source.startswith(f"{place}/") for place in places)
