"""A store is made whole or not at all; one of an older format is made anew, a newer one refused."""

import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.catalog_schema import FORMAT
from index.creation import CATALOG
from index.errors import StoreDamagedError, StoreError
from index.store import PassageStore
from index.syncing import sync
from tests.index.builders import library, texts_of
from tests.word_embedder import WordEmbedder

RIVER = "The river has a boat."
BREAD = "The bread needs flour."


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return library(tmp_path / "docs", {"river.txt": RIVER, "bread.txt": BREAD})


@pytest.fixture
def folder(tmp_path: Path, docs: Path) -> Path:
    """A synced store that nobody has open."""
    embedder = WordEmbedder()
    store = PassageStore.open_or_create(tmp_path / "store", embedder.identity)
    sync(docs, store, embedder)
    store.close()
    return tmp_path / "store"


def set_format(folder: Path, value: str) -> None:
    with closing(Catalog.open(folder / CATALOG)) as catalog:
        catalog.set_fact("format", value)


def test_an_older_store_is_made_anew_with_one_line_and_without_embedding(
    folder: Path, docs: Path, word_embedder: WordEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    set_format(folder, str(FORMAT - 1))

    with caplog.at_level(logging.WARNING):
        store = PassageStore.open_or_create(folder, word_embedder.identity)
    report = sync(docs, store, word_embedder)

    assert caplog.messages == [
        f"The index at '{folder}' is of an older qa: made anew from the folder"
    ]
    assert (report.added, report.n_embedded) == (("bread.txt", "river.txt"), 0)
    assert texts_of(store) == [("bread.txt", BREAD), ("river.txt", RIVER)]
    assert len(store.current().dense) == 2


def test_vectors_that_no_text_needs_any_more_are_forgotten(
    folder: Path, docs: Path, word_embedder: WordEmbedder
) -> None:
    set_format(folder, str(FORMAT - 1))
    (docs / "river.txt").unlink()
    store = PassageStore.open_or_create(folder, word_embedder.identity)

    sync(docs, store, word_embedder)

    assert store.current().catalog.run("SELECT count(*) FROM vectors") == [(1,)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE facts SET value = replace(value, 'word-counts', 'other') WHERE name = 'embedder'",
        "UPDATE facts SET value = 'nonsense' WHERE name = 'embedder'",
        "UPDATE vectors SET vector = x'00'",
        "UPDATE vectors SET key = x'00' || key",
        "DROP TABLE vectors",
    ],
)
def test_vectors_of_an_older_store_that_are_not_ours_are_made_anew(
    folder: Path, docs: Path, word_embedder: WordEmbedder, change: str
) -> None:
    set_format(folder, "1")
    with closing(Catalog(folder / CATALOG)) as catalog:
        catalog.run(change)

    store = PassageStore.open_or_create(folder, word_embedder.identity)

    assert sync(docs, store, word_embedder).n_embedded == 2


def test_a_newer_store_is_refused_and_left_as_it_is(
    folder: Path, word_embedder: WordEmbedder
) -> None:
    set_format(folder, str(FORMAT + 4))

    with pytest.raises(StoreError) as caught:
        PassageStore.open_or_create(folder, word_embedder.identity)

    assert str(caught.value) == (
        f"Expected a store of format {FORMAT} or older at '{folder}', found format {FORMAT + 4}, of"
        " a newer qa. Update qa, or keep a store of your own with --store DIR"
    )
    assert Catalog(folder / CATALOG).run("SELECT count(*) FROM documents") == [(2,)]


def test_a_store_of_no_known_format_is_damaged(folder: Path, word_embedder: WordEmbedder) -> None:
    set_format(folder, "three")

    with pytest.raises(StoreDamagedError, match="found 'three'"):
        PassageStore.open_or_create(folder, word_embedder.identity)


def test_what_a_cut_creation_left_is_no_store_and_does_no_harm(
    tmp_path: Path, docs: Path, word_embedder: WordEmbedder
) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "catalog.sqlite.building").write_bytes(b"half of a catalog")
    (folder / "catalog.sqlite.building-wal").write_bytes(b"half of a log")
    (folder / "catalog.sqlite-wal").write_bytes(b"the log of a catalog that was deleted")

    store = PassageStore.open_or_create(folder, word_embedder.identity)
    sync(docs, store, word_embedder)

    assert len(texts_of(store)) == 2
    assert [p.name for p in folder.glob("*building*")] == []


def test_a_store_made_anew_by_another_embedder_is_refused_to_who_still_reads_it(
    folder: Path, word_embedder: WordEmbedder
) -> None:
    reader = PassageStore.open(folder, word_embedder.identity)
    PassageStore.discard(folder)
    other = replace(word_embedder.identity, name="other")
    PassageStore.open_or_create(folder, other)

    with pytest.raises(StoreError, match="holds 17-dimensional embeddings of other"):
        reader.current()
