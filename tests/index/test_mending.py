"""Mending keeps what is whole, embeds nothing that is known, and reads only damaged files again."""

import errno
import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index import mending
from index.catalog import Catalog
from index.doctor import examine
from index.errors import StoreError
from index.findings import Mended
from index.mending import mend
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from index.types import EmbeddingMatrix, SyncReport
from tests.index.builders import library
from tests.index.byte_changes import all_of, changed, drawn_places, made_store
from tests.word_embedder import WordEmbedder

TEXTS = {
    "river.txt": "The river has a boat.",
    "food/bread.txt": "The bread needs flour.",
    "solar.txt": "A solar panel gives energy.",
}


class MirroredEmbedder(WordEmbedder):
    """Gives vectors of the same width that point the other way."""

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        return -super().embed_passages(texts)


class Case:
    """A synced library, what its store said, and what mending it does."""

    def __init__(self, place: Path) -> None:
        self.docs, self.store = library(place / "docs", TEXTS), place / "store"
        self.embedder = WordEmbedder()
        with closing(PassageStore.open_or_create(self.store, self.embedder.identity)) as store:
            sync(self.docs, store, self.embedder)
        self.oracle = all_of(self.store)
        self.embedder.texts_embedded.clear()
        self.reports: list[SyncReport] = []

    def run(self, statement: str) -> None:
        with closing(Catalog.open(self.store / "catalog.sqlite")) as catalog:
            catalog.run(statement)

    def mend(self) -> Mended:
        checkup = examine(self.store, self.embedder, n_sampled=0)
        return mend(self.store, self.embedder, checkup, sync=self._sync)

    def is_as_before(self) -> bool:
        return bool(all_of(self.store) == self.oracle) and examine(self.store, self.embedder).sound

    def _sync(self, store: PassageStore) -> SyncReport:
        self.reports.append(sync(self.docs, store, self.embedder))
        return self.reports[-1]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def test_damaged_indexes_are_made_again_without_reading_or_embedding(case: Case) -> None:
    for name in ("dense.faiss", "manifest.json"):
        os.truncate(case.store / "derived" / "1" / name, 10)
        mended = case.mend()

        assert mended == Mended(damaged=(), set_aside="", n_embedded=0)
        assert case.is_as_before()
    assert case.reports == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET text = 'x' WHERE source = 'river.txt'",
        "UPDATE documents SET source = 'raver.txt' WHERE source = 'river.txt'",
        "UPDATE passages SET text = 'x' WHERE text LIKE '%boat%'",
        "DELETE FROM passages WHERE text LIKE '%boat%'",
        "DELETE FROM documents WHERE source = 'river.txt'",
    ],
)
def test_only_the_damaged_file_is_read_again_and_nothing_known_is_embedded(
    case: Case, statement: str
) -> None:
    case.run(statement)

    case.mend()

    [report] = case.reports
    assert (report.added, report.n_unchanged) == (("river.txt",), 2)
    assert set(case.embedder.texts_embedded) <= {TEXTS["river.txt"]}
    assert case.is_as_before()


def test_a_damaged_vector_is_embedded_again(case: Case) -> None:
    case.run(
        "UPDATE vectors SET vector = zeroblob(34)"
        " WHERE key = (SELECT key FROM passages WHERE text LIKE '%boat%')"
    )

    mended = case.mend()

    assert mended == Mended(damaged=("river.txt",), set_aside="", n_embedded=1)
    assert case.is_as_before()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facts SET value = 'x' WHERE name = 'splitter'",
        "UPDATE facts SET value = '7' WHERE name = 'generation'",
        "UPDATE facts SET value = '7' WHERE name = 'n_rows'",
        "UPDATE facts SET value = replace(value, 'digest', 'x') WHERE name = 'embedder'",
        "DELETE FROM facts WHERE name = 'generation'",
        "DELETE FROM facts WHERE name = 'n_rows'",
        "DELETE FROM facts WHERE name = 'embedder'",
        "UPDATE files SET digest = 'x'",
        "UPDATE documents SET same_as = 'solar.txt' WHERE source = 'river.txt'",
        "INSERT INTO vectors VALUES (x'00', x'00', x'00')",
    ],
)
def test_what_is_no_document_costs_no_embedding(case: Case, statement: str) -> None:
    case.run(statement)

    mended = case.mend()

    assert mended == Mended(damaged=(), set_aside="", n_embedded=0)
    assert case.is_as_before()


def test_vectors_of_an_unknown_maker_are_kept_only_if_they_are_our_embedders(case: Case) -> None:
    case.run("DELETE FROM facts WHERE name = 'embedder'")
    case.embedder = MirroredEmbedder()

    mended = case.mend()

    assert mended.set_aside == "damaged-1.catalog.sqlite"
    assert mended.n_embedded == len(TEXTS)
    assert examine(case.store, case.embedder).sound


def test_what_a_cut_sync_left_is_removed(case: Case) -> None:
    shutil.copytree(case.store / "derived" / "1", case.store / "derived" / "2.building")

    case.mend()

    assert case.is_as_before()


def test_a_catalog_that_cannot_be_read_is_set_aside_and_the_folder_indexed_anew(
    case: Case,
) -> None:
    damage = b"no catalog" * 1_000
    (case.store / "catalog.sqlite").write_bytes(damage)

    mended = case.mend()

    assert mended == Mended(damaged=(), set_aside="damaged-1.catalog.sqlite", n_embedded=len(TEXTS))
    assert (case.store / "damaged-1.catalog.sqlite").read_bytes() == damage
    assert case.is_as_before()


def test_a_full_disk_is_told_in_one_line_and_the_store_stays_as_it_is(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.run("UPDATE documents SET text = 'x' WHERE source = 'river.txt'")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(mending, "build_derived", full)
        with pytest.raises(StoreError, match="could not be mended: No space left on device"):
            case.mend()
    case.mend()

    assert case.is_as_before()


def test_a_reader_keeps_answering_while_the_store_is_mended(case: Case) -> None:
    with closing(PassageStore.open(case.store, case.embedder.identity)) as reading:
        held = reading.current()
        case.run("UPDATE documents SET text = 'x' WHERE source = 'solar.txt'")
        case.mend()

        for snapshot in (held, reading.current()):
            hits = Retriever(snapshot, case.embedder).search("river boat", 1)
            assert [hit.passage.source for hit in hits] == ["river.txt"]
        assert reading.current().generation > held.generation


@pytest.mark.parametrize("is_open", [False, True])
def test_no_changed_byte_deceives_and_all_are_mended(tmp_path: Path, is_open: bool) -> None:
    """A sample of `python -m tests.benchmarks.bit_flips`, with and without --open."""
    pristine = made_store(tmp_path, n_files=12, seed=7, is_open=is_open)

    outcomes = [
        changed(pristine, tmp_path / "changed", place)
        for place in drawn_places(pristine.folder, 15, seed=11)
    ]

    assert [o for o in outcomes if not o.same or o.crash or not o.mended] == []
    assert sum(o.detected for o in outcomes) >= 5
