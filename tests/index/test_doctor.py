"""The doctor finds whatever is not as it was written, names it, and says what to do."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from index import doctor
from index.catalog import Catalog
from index.database import Database
from index.doctor import examine
from index.errors import (
    EmbedderMismatchError,
    StoreDamagedError,
    StoreError,
    StoreNotFoundError,
    StoreOutdatedError,
)
from index.findings import Finding, Part
from index.seals import SEALED, is_whole
from index.store import PassageStore
from index.syncing import sync
from tests.index.builders import library
from tests.word_embedder import WordEmbedder

TEXTS = {"river.txt": "The river has a boat.", "food/bread.txt": "The bread needs flour."}


class Library(NamedTuple):
    docs: Path
    store: Path
    embedder: WordEmbedder

    def sync(self) -> None:
        with closing(PassageStore.open_or_create(self.store, self.embedder.identity)) as store:
            sync(self.docs, store, self.embedder)

    def run(self, *statements: str) -> None:
        """Change the catalog behind everybody's back."""
        with closing(Catalog.open(self.store / "catalog.sqlite")) as catalog:
            catalog.run("PRAGMA foreign_keys = OFF")
            for statement in statements:
                catalog.run(statement)

    def findings(self) -> list[tuple[Part, str, str]]:
        return [(f.part, f.subject, f.found) for f in examine(self.store, self.embedder).findings]


@pytest.fixture
def synced(tmp_path: Path, word_embedder: WordEmbedder) -> Library:
    found = Library(library(tmp_path / "docs", TEXTS), tmp_path / "store", word_embedder)
    found.sync()
    return found


def test_nothing_is_wrong_with_a_store_as_it_was_written(synced: Library) -> None:
    checkup = examine(synced.store, synced.embedder)

    assert checkup.sound
    assert (checkup.n_documents, checkup.n_passages, checkup.n_sampled) == (2, 2, 2)


def test_a_store_that_grew_and_shrank_is_sound(synced: Library) -> None:
    (synced.docs / "solar.txt").write_text("A solar panel gives energy.")
    synced.sync()
    (synced.docs / "river.txt").unlink()
    synced.sync()

    assert synced.findings() == []


@pytest.mark.parametrize("table", SEALED)
def test_every_kind_of_record_is_sealed_when_it_is_written(synced: Library, table: str) -> None:
    with closing(Catalog.open(synced.store / "catalog.sqlite")) as catalog:
        records = catalog.run(f"SELECT {is_whole(table)} FROM {table}")
        columns = [record[1] for record in catalog.run(f"PRAGMA table_info({table})")]

    assert set(records) == {(1,)}
    unsealed = set(columns) - set(SEALED[table])
    assert unsealed <= {"seal", "row", "document_id", "staged", "same_as"}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE documents SET text = 'The river has a goat.' WHERE source = 'river.txt'",
            (Part.DOCUMENT, "river.txt", "its record is not what was written"),
        ),
        (
            "UPDATE documents SET text = CAST(text AS BLOB) WHERE source = 'river.txt'",
            (Part.DOCUMENT, "river.txt", "its record is not what was written"),
        ),
        (
            "UPDATE passages SET start = start + 1 WHERE text LIKE '%boat%'",
            (Part.DOCUMENT, "river.txt", "a passage of it is not what was written"),
        ),
        (
            "UPDATE vectors SET vector = zeroblob(34)"
            " WHERE key = (SELECT key FROM passages WHERE text LIKE '%boat%')",
            (Part.DOCUMENT, "river.txt", "a vector of it is missing or not what was written"),
        ),
        (
            "DELETE FROM vectors WHERE key = (SELECT key FROM passages WHERE text LIKE '%boat%')",
            (Part.DOCUMENT, "river.txt", "a vector of it is missing or not what was written"),
        ),
        (
            "UPDATE files SET digest = 'x' WHERE source = 'river.txt'",
            (Part.CATALOG, "catalog.sqlite", "1 records that are not what was written"),
        ),
        (
            "UPDATE facts SET value = 'x' WHERE name = 'splitter'",
            (Part.CATALOG, "catalog.sqlite", "another value"),
        ),
        (
            "UPDATE documents SET same_as = 'food/bread.txt' WHERE source = 'river.txt'",
            (Part.CATALOG, "catalog.sqlite", "of 'food/bread.txt'"),
        ),
        (
            "INSERT INTO vectors VALUES (x'00', x'00', x'00')",
            (Part.ORPHAN, "catalog.sqlite", "1 without"),
        ),
        (
            "INSERT INTO passages (document_id, passage_id, key, title, heading, start, end,"
            " quotes, text, seal) VALUES (99, '', x'01', '', '', 0, 0, '', '', x'02')",
            (Part.ORPHAN, "catalog.sqlite", "1 without"),
        ),
    ],
)
def test_a_damaged_catalog_is_found_and_the_document_named(
    synced: Library, statement: str, expected: tuple[Part, str, str]
) -> None:
    synced.run(statement)

    assert expected in synced.findings()


def test_a_passage_that_is_missing_is_missed(synced: Library) -> None:
    synced.run("DELETE FROM passages WHERE text LIKE '%boat%'")

    found = synced.findings()
    assert (Part.DOCUMENT, "river.txt", "passages of it are missing") in found
    assert (Part.CATALOG, "catalog.sqlite", "1") in found


def test_a_document_that_is_missing_is_missed(synced: Library) -> None:
    synced.run("DELETE FROM documents WHERE source = 'river.txt'")

    assert (Part.DOCUMENT, "river.txt", "none") in synced.findings()


@pytest.mark.parametrize("name", ["embedder", "generation", "n_rows"])
def test_what_a_store_must_know_of_itself_is_missed(synced: Library, name: str) -> None:
    synced.run(f"DELETE FROM facts WHERE name = '{name}'")

    [finding] = examine(synced.store, synced.embedder).findings

    assert (finding.part, finding.expected) == (Part.CATALOG, f"'{name}' as it was written")
    with pytest.raises(StoreDamagedError, match=name):
        PassageStore.open(synced.store, synced.embedder.identity)


def test_an_index_of_other_vectors_is_found(synced: Library) -> None:
    with closing(Catalog.open(synced.store / "catalog.sqlite")) as catalog:
        (first, one), (second, other) = catalog.run("SELECT key, vector FROM vectors")
        for key, vector in ((first, other), (second, one)):
            catalog.run("INSERT OR REPLACE INTO vectors VALUES (?1, ?2, seal('blobblob', ?1, ?2))",
                        (key, vector))  # fmt: skip

    found = synced.findings()
    assert (Part.INDEXES, "derived/1", "2 others") in found
    # the sample of vectors embedded again tells which of the two is wrong
    assert (Part.VECTORS, "river.txt", "0.000") in found


def test_an_altered_file_of_the_indexes_is_named(synced: Library) -> None:
    dense = synced.store / "derived" / "1" / "dense.faiss"
    dense.write_bytes(dense.read_bytes()[:-1] + b"x")

    assert [(Part.INDEXES, "derived/1/dense.faiss", "another one, or none")] == synced.findings()


def test_what_a_cut_sync_left_is_an_orphan(synced: Library) -> None:
    shutil.copytree(synced.store / "derived" / "1", synced.store / "derived" / "2.building")

    [(part, subject, _)] = synced.findings()
    assert (Part.ORPHAN, "derived/2.building") == (part, subject)


def test_too_little_space_is_told(synced: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(synced.store)._replace(free=1_000)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)

    [(part, _, found)] = synced.findings()
    assert (Part.SPACE, "1,000") == (part, found)


def test_a_catalog_that_sqlite_cannot_read_is_one_finding(synced: Library) -> None:
    (synced.store / "catalog.sqlite").write_bytes(b"no catalog" * 1_000)

    checkup = examine(synced.store, synced.embedder)

    assert not checkup.readable
    assert checkup.findings == (
        Finding(
            part=Part.CATALOG,
            subject="catalog.sqlite",
            expected="a catalog that SQLite can read",
            found="file is not a database",
        ),
    )


def test_a_store_of_another_version_or_embedder_is_not_taken_for_a_damaged_one(
    synced: Library, tmp_path: Path
) -> None:
    with pytest.raises(EmbedderMismatchError):
        examine(synced.store, WordEmbedder(name="other"))
    synced.run("UPDATE facts SET value = '99' WHERE name = 'format'")
    with pytest.raises(StoreError, match="of a newer qa"):
        examine(synced.store, synced.embedder)
    with closing(Database(synced.store / "catalog.sqlite")) as database:
        database.run("UPDATE facts SET value = '1' WHERE name = 'format'")
    with pytest.raises(StoreOutdatedError, match="Make it anew from the folder with: qa sync"):
        examine(synced.store, synced.embedder)
    with pytest.raises(StoreNotFoundError):
        examine(tmp_path / "none", synced.embedder)
