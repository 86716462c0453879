"""The folder decides: what is added, changed, moved or removed there is so in the store."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from index import loading, splitting, survey, syncing
from index.errors import FolderError
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from index.types import EmbeddingMatrix, Erasure, Moved, Skipped, SyncReport
from tests.index.builders import library, texts_of
from tests.index.pdf_files import scanned
from tests.word_embedder import WordEmbedder

RIVER = "The river has a boat."
BREAD = "The bread needs flour."
SOLAR = "A solar panel gives energy."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return library(tmp_path / "docs", {"river.txt": RIVER, "food/bread.txt": BREAD})


@pytest.fixture
def store(folder: Path, word_embedder: WordEmbedder) -> PassageStore:
    return PassageStore.open_or_create(folder / ".qa", word_embedder.identity)


def report_of(**parts: object) -> SyncReport:
    """Return a report in which all that left the store is gone from it."""
    left = ("changed", "moved", "removed")
    n_left = sum(len(found) for name in left if isinstance(found := parts.get(name, ()), tuple))
    erasure = Erasure(n_files=n_left, n_compared=n_left, remaining=())
    empty: dict[str, object] = {
        "added": (), "changed": (), "moved": (), "skipped": (), "removed": (),
        "n_unchanged": 0, "n_embedded": 0, "erasure": erasure,
    }  # fmt: skip
    return SyncReport(**{**empty, **parts})  # type: ignore[arg-type]


def settle(folder: Path) -> None:
    """Give the files a past, as files have that nobody is writing."""
    for path in folder.rglob("*.*"):
        if path.is_file() and ".qa" not in path.parts:
            os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_first_sync_indexes_every_file(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    report = sync(folder, store, word_embedder)

    assert report == report_of(added=("food/bread.txt", "river.txt"), n_embedded=2)
    assert texts_of(store) == [("food/bread.txt", BREAD), ("river.txt", RIVER)]


def test_a_title_longer_than_a_passage_is_kept_whole_and_embedded_as_far_as_it_fits(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    title = " ".join(f"river{i}" for i in range(word_embedder.identity.max_tokens))
    (folder / "long.md").write_text(f"# {title}\n\n{SOLAR}\n")

    sync(folder, store, word_embedder)

    [summary] = [d for d in store.current().catalog.documents() if d.source == "long.md"]
    found = [
        p
        for p in store.current().catalog.passages(store.current().catalog.rows()).values()
        if p.source == "long.md"
    ]
    assert summary.title == title
    assert all(title.startswith(p.title) and len(p.title) < len(title) for p in found)
    assert max(word_embedder.count_tokens([p.embedded_text for p in found])) <= (
        word_embedder.identity.max_tokens
    )


def test_a_second_sync_changes_nothing(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    sync(folder, store, word_embedder)
    generation = store.current().generation

    report = sync(folder, store, word_embedder)

    assert report == report_of(n_unchanged=2)
    assert store.current().generation == generation


def test_an_unchanged_file_is_not_even_read(
    folder: Path,
    store: PassageStore,
    word_embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle(folder)
    sync(folder, store, word_embedder)

    def read(path: Path) -> bytes:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(Path, "read_bytes", read)
    assert sync(folder, store, word_embedder) == report_of(n_unchanged=2)


def test_a_changed_file_is_read_again_and_only_new_text_is_embedded(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    sync(folder, store, word_embedder)
    (folder / "river.txt").write_text(SOLAR)

    report = sync(folder, store, word_embedder)

    assert report == report_of(changed=("river.txt",), n_unchanged=1, n_embedded=1)
    assert texts_of(store) == [("food/bread.txt", BREAD), ("river.txt", SOLAR)]


def test_a_change_that_keeps_size_and_time_of_a_fresh_file_is_seen(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    sync(folder, store, word_embedder)
    before = (folder / "river.txt").stat()
    (folder / "river.txt").write_text(RIVER.replace("boat", "goat"))
    os.utime(folder / "river.txt", ns=(before.st_atime_ns, before.st_mtime_ns))

    assert sync(folder, store, word_embedder).changed == ("river.txt",)


def test_a_touched_file_is_unchanged(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    sync(folder, store, word_embedder)
    settle(folder)

    assert sync(folder, store, word_embedder) == report_of(n_unchanged=2)


def test_a_moved_file_is_found_at_its_new_place_without_embedding(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    sync(folder, store, word_embedder)
    (folder / "river.txt").rename(folder / "food" / "stream.txt")

    report = sync(folder, store, word_embedder)

    moved = Moved(source="food/stream.txt", before="river.txt")
    assert report == report_of(moved=(moved,), n_unchanged=1)
    assert texts_of(store) == [("food/bread.txt", BREAD), ("food/stream.txt", RIVER)]


def test_a_removed_file_answers_no_more(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    sync(folder, store, word_embedder)
    (folder / "river.txt").unlink()

    report = sync(folder, store, word_embedder)

    assert report == report_of(removed=("river.txt",), n_unchanged=1)
    hits = Retriever(store.current(), word_embedder).search("river boat", 5)
    assert [hit.passage.source for hit in hits] == ["food/bread.txt"]


def test_bad_files_are_reported_and_stop_nothing(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (folder / "table.xyz").write_text("x")
    (folder / "large.txt").write_text(RIVER * 100)

    report = sync(folder, store, word_embedder, max_file_bytes=1_000)

    assert report.added == ("food/bread.txt", "river.txt")
    reasons = {skipped.source: skipped.reason for skipped in report.skipped}
    assert reasons.keys() == {"empty.txt", "photo.txt", "table.xyz", "large.txt"}
    assert reasons["large.txt"] == "2,100 bytes, expected at most 1,000; split it"
    assert reasons["table.xyz"].startswith("not one of ")
    again = sync(folder, store, word_embedder, max_file_bytes=1_000)
    assert again.skipped == report.skipped
    assert again.n_unchanged == 2


def test_a_file_without_a_known_suffix_is_looked_into(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    (folder / "README").write_text(SOLAR)
    (folder / "page.php").write_text(f"<!doctype html><p>{SOLAR}</p>")
    (folder / "film.bin").write_bytes(b"\0\0\0\x18ftypmp42")

    report = sync(folder, store, word_embedder)

    assert report.added == ("README", "food/bread.txt", "page.php", "river.txt")
    assert report.skipped == (
        Skipped(source="film.bin", reason="a video or image file, which is no document"),
    )


def test_only_the_beginning_of_a_file_of_another_format_is_read(
    folder: Path,
    store: PassageStore,
    word_embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (folder / "film.bin").write_bytes(b"\0\0\0\x18ftypmp42")
    read_bytes = Path.read_bytes

    def read(path: Path) -> bytes:
        assert path.name != "film.bin"
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", read)

    assert [s.source for s in sync(folder, store, word_embedder).skipped] == ["film.bin"]


def test_a_folder_of_one_text_without_a_suffix_is_a_library(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    folder = library(tmp_path / "notes", {"README": RIVER})
    store = PassageStore.open_or_create(folder / ".qa", word_embedder.identity)

    assert sync(folder, store, word_embedder).added == ("README",)


def test_a_file_that_loses_its_content_leaves_the_library(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    sync(folder, store, word_embedder)
    (folder / "river.txt").write_bytes(b"")

    report = sync(folder, store, word_embedder)

    assert report.removed == ("river.txt",)
    assert [skipped.source for skipped in report.skipped] == ["river.txt"]
    assert texts_of(store) == [("food/bread.txt", BREAD)]


def test_a_file_that_cannot_be_read_for_now_keeps_its_state(
    folder: Path,
    store: PassageStore,
    word_embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync(folder, store, word_embedder)
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "river.txt":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        report = sync(folder, store, word_embedder)

    reason = "could not be read: Permission denied"
    assert report.skipped == (Skipped(source="river.txt", reason=reason),)
    assert texts_of(store) == [("food/bread.txt", BREAD), ("river.txt", RIVER)]
    assert sync(folder, store, word_embedder) == report_of(n_unchanged=2)


class UnseenEntry:
    """An entry of a folder that may be listed but not entered, as mode 444 makes one."""

    def __init__(self, entry: os.DirEntry[str]) -> None:
        self.name = entry.name

    def stat(self, *, follow_symlinks: bool) -> os.stat_result:
        raise PermissionError(13, "Permission denied")


def test_a_file_that_cannot_be_looked_at_keeps_its_state(
    folder: Path,
    store: PassageStore,
    word_embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync(folder, store, word_embedder)
    scandir = os.scandir

    def refuse(place: Path) -> Iterator[Any]:
        return map(UnseenEntry, scandir(place)) if place == folder / "food" else scandir(place)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        report = sync(folder, store, word_embedder)

    reason = "cannot be looked at: Permission denied"
    assert report.skipped == (Skipped(source="food/bread.txt", reason=reason),)
    assert report.removed == ()
    assert texts_of(store) == [("food/bread.txt", BREAD), ("river.txt", RIVER)]


@pytest.mark.parametrize("content", [{}, {"table.xyz": "x"}])
def test_a_folder_without_documents_is_an_error_and_empties_nothing(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder, content: dict[str, str]
) -> None:
    sync(folder, store, word_embedder)
    (folder / "river.txt").unlink()
    (folder / "food" / "bread.txt").unlink()
    library(folder, content)

    with pytest.raises(FolderError, match="Expected documents"):
        sync(folder, store, word_embedder)

    assert len(texts_of(store)) == 2


class ProcessEndedError(Exception):
    """Stands for the end of the process."""


class FailingEmbedder(WordEmbedder):
    """Dies at its second batch."""

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        if self.texts_embedded:
            raise ProcessEndedError
        return super().embed_passages(texts)


def test_a_sync_that_was_cut_leaves_the_old_state_and_resumes(
    folder: Path,
    store: PassageStore,
    word_embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(syncing, "_EMBED_BATCH", 1)
    cut = FailingEmbedder()
    with pytest.raises(ProcessEndedError):
        sync(folder, store, cut)
    unseen = texts_of(store)

    report = sync(folder, store, word_embedder)

    assert unseen == []
    assert report == report_of(added=("food/bread.txt", "river.txt"), n_embedded=1)
    assert sorted(cut.texts_embedded + word_embedder.texts_embedded) == sorted([BREAD, RIVER])


def test_what_was_staged_by_a_cut_sync_and_then_vanished_is_not_published(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    embedder = FailingEmbedder()
    embedder.texts_embedded.append("the first batch fails already")
    with pytest.raises(ProcessEndedError):
        sync(folder, store, embedder)
    (folder / "river.txt").unlink()

    report = sync(folder, store, word_embedder)

    rewritten = Erasure(n_files=1, n_compared=0, remaining=())
    assert report == report_of(added=("food/bread.txt",), n_embedded=1, erasure=rewritten)
    assert texts_of(store) == [("food/bread.txt", BREAD)]


def test_another_splitter_version_splits_every_file_again(
    folder: Path,
    store: PassageStore,
    word_embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync(folder, store, word_embedder)
    monkeypatch.setattr(survey, "SPLITTER_VERSION", "next")

    report = sync(folder, store, word_embedder)

    assert report == report_of(changed=("food/bread.txt", "river.txt"))
    assert sync(folder, store, word_embedder) == report_of(n_unchanged=2)


def test_a_file_is_split_while_no_more_than_the_next_one_is_read(
    folder: Path,
    store: PassageStore,
    word_embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (folder / "z.txt").write_text(SOLAR)
    done: list[str] = []

    def load_bytes(data: bytes, source: str, **options: Any) -> Any:
        done.append(f"read {source}")
        return loading.load_bytes(data, source, **options)

    def split(document: Any, *arguments: Any, **options: Any) -> Any:
        yield from splitting.split(document, *arguments, **options)
        done.append(f"split {document.source}")

    monkeypatch.setattr(survey, "load_bytes", load_bytes)
    monkeypatch.setattr(survey, "split", split)

    sync(folder, store, word_embedder)

    assert done.index("split food/bread.txt") < done.index("read z.txt")
    assert len(done) == 6


def test_progress_counts_to_the_end(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    seen: list[tuple[str, int, int]] = []

    sync(folder, store, word_embedder, progress=lambda *step: seen.append(step))

    assert seen == [
        ("Reading", 0, 2),
        ("Reading", 1, 2),
        ("Reading", 2, 2),
        ("Embedding", 2, 2),
    ]


@pytest.mark.skipif(not shutil.which("tesseract"), reason="expected tesseract, found none")
def test_scans_are_read_when_asked_and_stay_read(
    folder: Path, store: PassageStore, word_embedder: WordEmbedder
) -> None:
    (folder / "scan.pdf").write_bytes(scanned("The river floods the bridge."))
    settle(folder)

    without = sync(folder, store, word_embedder)
    asked = sync(folder, store, word_embedder, ocr=True)
    later = sync(folder, store, word_embedder)

    assert [skipped.source for skipped in without.skipped] == ["scan.pdf"]
    assert asked.added == ("scan.pdf",)
    assert (later.n_unchanged, later.skipped) == (3, ())
    assert ("scan.pdf", "The river floods the bridge.") in texts_of(store)
