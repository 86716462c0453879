"""After a removal nothing of the removed text is in the store, and the sync that says so looked.

Texts are long enough for SQLite's overflow pages, and of words that stand nowhere else.
"""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import erasure
from index import store as store_module
from index.catalog import Catalog
from index.database import Database
from index.erasure import files_left, removed_of, words_left
from index.store import PassageStore
from index.syncing import sync
from index.types import EmbeddingMatrix, Erasure
from tests.index.builders import library, write
from tests.word_embedder import WordEmbedder


class ScatteringEmbedder(WordEmbedder):
    """Gives every text a vector of its own, full of digits, as a network does."""

    def __init__(self) -> None:
        super().__init__(tuple(f"axis{n}" for n in range(383)), name="scattering")

    def embed_passages(self, texts: list[str]) -> EmbeddingMatrix:  # type: ignore[override]
        rows = np.stack([np.random.default_rng(list(t.encode())).normal(size=384) for t in texts])
        unit: EmbeddingMatrix = rows.astype(np.float32)
        unit /= np.linalg.norm(unit, axis=1, keepdims=True)
        return unit


def text_of(name: str, n_words: int = 300) -> str:
    """Return sentences of words that no other text has."""
    drawn = random.Random(name)
    words = [f"{name}{drawn.randrange(10**8):08d}q" for _ in range(n_words)]
    lines = [" ".join(words[n : n + 10]).capitalize() + "." for n in range(0, n_words, 10)]
    return "\n\n".join(lines) + "\n"


@pytest.fixture
def embedder() -> ScatteringEmbedder:
    return ScatteringEmbedder()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return library(tmp_path / "docs", {f"{n}.txt": text_of(f"alpha{n}x") for n in range(8)})


@pytest.fixture
def store(tmp_path: Path, docs: Path, embedder: ScatteringEmbedder) -> PassageStore:
    opened = PassageStore.open_or_create(tmp_path / "store", embedder.identity)
    sync(docs, opened, embedder)
    return opened


def holders(folder: Path, *needles: bytes) -> set[str]:
    """Return the files of a store that hold any of the needles, whatever their capitals."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        for needle in needles
        if needle.lower() in path.read_bytes().lower()
    }


def test_removed_and_edited_text_is_in_no_byte_of_the_store(
    store: PassageStore, docs: Path, tmp_path: Path, embedder: ScatteringEmbedder
) -> None:
    catalog = store.current().catalog
    rows = catalog.rows(["2.txt", "3.txt"])
    vectors = [bytes(v) for v in catalog.vectors(rows).astype("<f2")]
    before = holders(tmp_path / "store", b"alpha2x", *vectors)
    del catalog  # a reader that keeps its snapshot keeps the text, too
    (docs / "2.txt").unlink()
    (docs / "3.txt").write_text(text_of("beta"))

    report = sync(docs, store, embedder)

    assert report.erasure == Erasure(n_files=2, n_compared=2, remaining=())
    assert before >= {"catalog.sqlite", "derived/1/dense.faiss"}
    assert holders(tmp_path / "store", b"alpha2x", b"alpha3x", *vectors) == set()
    assert (
        store.current().lexical.search(store.current().lexical.terms(text_of("alpha2x")), 9) == []
    )
    assert "catalog.sqlite" in holders(tmp_path / "store", b"beta", b"alpha4x")


def test_many_changes_leave_nothing_of_the_past_in_the_slack_of_pages(
    store: PassageStore, docs: Path, tmp_path: Path, embedder: ScatteringEmbedder
) -> None:
    drawn = random.Random(3)
    for step in range(6):
        for n in drawn.sample(range(8), 3):
            length = drawn.choice([10, 40, 200, 600])
            (docs / f"{n}.txt").write_text(text_of(f"gamma{step}x{n}x", length))
        report = sync(docs, store, embedder)

        assert report.erasure.remaining == ()
    live = " ".join(path.read_text().lower() for path in docs.iterdir())
    words = [f"gamma{step}x{n}x" for step in range(6) for n in range(8)]
    gone = [word for word in words if word not in live]

    assert len(gone) > 24
    assert holders(tmp_path / "store", *(word.encode() for word in gone)) == set()


def test_what_is_left_is_found_and_what_is_live_is_not(store: PassageStore, tmp_path: Path) -> None:
    """The check itself: it sees the indexes of a document that only the catalog has forgotten."""
    catalog = Catalog.open(tmp_path / "store" / "catalog.sqlite")
    [(first,)] = catalog.run("SELECT document_id FROM documents WHERE source = '0.txt'")
    removed = removed_of(catalog, [first])
    dense, lexical = store.current().dense, store.current().lexical
    (tmp_path / "copy").write_text(text_of("alpha0x"))
    files = [tmp_path / "copy", tmp_path / "store" / "derived" / "1" / "dense.faiss"]

    before = files_left(removed, files, catalog, dense), words_left(removed, catalog, lexical)
    with catalog.transaction():
        catalog.run("DELETE FROM documents WHERE document_id = ?", (first,))
        catalog.run("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM passages)")

    assert before == ((), ())
    assert files_left(removed, files, catalog, dense) == tuple(files)
    assert set(words_left(removed, catalog, lexical)) == set(lexical.terms(text_of("alpha0x")))


def test_another_form_of_a_removed_word_does_not_hide_it(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    texts = {"a.txt": "the boats met", "b.txt": "the boats meet and meet"}
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, texts)
    catalog, lexical = Catalog.open(tmp_path / "catalog.sqlite"), store.current().lexical
    [(met,)] = catalog.run("SELECT document_id FROM documents WHERE source = 'a.txt'")
    removed = removed_of(catalog, [met])

    with catalog.transaction():
        catalog.run("DELETE FROM documents WHERE document_id = ?", (met,))

    assert "met" in words_left(removed, catalog, lexical)


def test_text_that_a_reader_still_has_open_is_said_to_be_there_and_goes_with_the_next_sync(
    store: PassageStore,
    docs: Path,
    tmp_path: Path,
    embedder: ScatteringEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store_module, "_LOG_WAIT_S", 0.05)
    reader = PassageStore.open(tmp_path / "store", embedder.identity)
    held = reader.current()
    (docs / "2.txt").unlink()

    while_held = sync(docs, store, embedder).erasure
    texts = {p.source for p in held.catalog.passages(held.catalog.rows()).values()}
    del held
    afterwards = sync(docs, store, embedder).erasure

    assert "2.txt" in texts
    assert while_held == Erasure(n_files=1, n_compared=1, remaining=("catalog.sqlite-wal",))
    assert afterwards == Erasure(n_files=1, n_compared=0, remaining=())
    assert holders(tmp_path / "store", b"alpha2x") == set()
    assert sync(docs, store, embedder).erasure == Erasure(n_files=0, n_compared=0, remaining=())


def test_a_sync_cut_before_it_looked_is_made_up_for_by_the_next(
    store: PassageStore,
    docs: Path,
    tmp_path: Path,
    embedder: ScatteringEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (docs / "2.txt").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(PassageStore, "erase", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sync(docs, store, embedder)

    report = sync(docs, store, embedder)

    assert report.erasure == Erasure(n_files=1, n_compared=0, remaining=())
    assert holders(tmp_path / "store", b"alpha2x") == set()


def plant(catalog: Path, secret: bytes) -> None:
    """Write a secret into the slack of every page, where SQLite leaves copies when it balances."""
    data = bytearray(catalog.read_bytes())
    for page in range(4_096, len(data), 4_096):
        kind, n_cells = data[page], int.from_bytes(data[page + 3 : page + 5], "big")
        start = page + (12 if kind in (2, 5) else 8) + 2 * n_cells
        end = page + int.from_bytes(data[page + 5 : page + 7], "big")
        if kind in (2, 5, 10, 13) and end - start > len(secret):
            data[start : start + len(secret)] = secret
    catalog.write_bytes(data)


@pytest.mark.parametrize(("can_rewrite", "remaining"), [(True, ()), (False, ("catalog.sqlite",))])
def test_what_sqlite_left_in_the_slack_of_a_page_is_found_and_written_over(
    store: PassageStore,
    docs: Path,
    tmp_path: Path,
    embedder: ScatteringEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    can_rewrite: bool,
    remaining: tuple[str, ...],
) -> None:
    store.close()
    plant(tmp_path / "store" / "catalog.sqlite", (docs / "2.txt").read_bytes()[:40])
    (docs / "2.txt").unlink()
    if not can_rewrite:
        monkeypatch.setattr(Database, "rewrite", lambda _: None)

    report = sync(docs, store, embedder)

    assert report.erasure == Erasure(n_files=1, n_compared=1, remaining=remaining)
    assert holders(tmp_path / "store", b"alpha2x") == set(remaining)


def test_looking_takes_no_lock_away_from_the_process_that_has_the_store_open(
    store: PassageStore, docs: Path, tmp_path: Path, embedder: ScatteringEmbedder
) -> None:
    """Else another process that opens and closes the catalog deletes its log under this one."""
    catalog = tmp_path / "store" / "catalog.sqlite"
    visit = (
        f"import sqlite3; c = sqlite3.connect({str(catalog)!r}); c.execute('PRAGMA user_version')"
    )
    (docs / "2.txt").unlink()
    sync(docs, store, embedder)

    subprocess.run([sys.executable, "-c", f"{visit}; c.close()"], check=True)
    (docs / "3.txt").unlink()
    report = sync(docs, store, embedder)

    assert catalog.with_name("catalog.sqlite-wal").exists()
    assert report.removed == ("3.txt",)
    assert report.erasure == Erasure(n_files=1, n_compared=1, remaining=())


def test_a_single_word_in_the_slack_of_a_page_is_written_over(
    store: PassageStore, docs: Path, tmp_path: Path, embedder: ScatteringEmbedder
) -> None:
    """A title is shorter than what is looked for everywhere."""
    store.close()
    word = text_of("alpha2x").split()[0].encode()
    plant(tmp_path / "store" / "catalog.sqlite", word)
    (docs / "2.txt").unlink()

    report = sync(docs, store, embedder)

    assert len(word) < 24
    assert report.erasure == Erasure(n_files=1, n_compared=1, remaining=())
    assert holders(tmp_path / "store", word) == set()


def test_what_is_too_much_to_look_for_is_written_over_unseen(
    store: PassageStore,
    docs: Path,
    tmp_path: Path,
    embedder: ScatteringEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasure, "MAX_BYTES", 10)
    store.close()
    plant(tmp_path / "store" / "catalog.sqlite", (docs / "3.txt").read_bytes()[:40])
    (docs / "2.txt").unlink()
    (docs / "3.txt").unlink()

    report = sync(docs, store, embedder)

    assert report.erasure == Erasure(n_files=2, n_compared=1, remaining=())
    assert holders(tmp_path / "store", b"alpha3x") == set()
