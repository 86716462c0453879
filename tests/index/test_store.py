"""A store is one generation at a time: whole, repairable, and closed to other embedders."""

import json
import math
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from index import locking
from index import store as store_module
from index.errors import (
    EmbedderMismatchError,
    StoreAccessError,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
)
from index.store import PassageStore
from tests.index.builders import files_of, stage, texts_of, write
from tests.word_embedder import WordEmbedder

RIVER = "river boat\nbridge water"
BREAD = "bread flour\noven butter"


@pytest.fixture
def store(tmp_path: Path, word_embedder: WordEmbedder) -> PassageStore:
    return PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)


def nearest(store: PassageStore, embedder: WordEmbedder, query: str) -> list[tuple[str, float]]:
    snapshot = store.current()
    found = snapshot.dense.search(embedder.embed_queries([query]), 10)
    passages = snapshot.catalog.passages([row for row, _ in found])
    return [(passages[row].text, round(score, 3)) for row, score in found]


def test_opening_a_store_that_is_not_there_names_the_command_that_makes_it(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    with pytest.raises(StoreNotFoundError, match="qa sync FOLDER"):
        PassageStore.open(tmp_path / ".qa", word_embedder.identity)


def test_a_new_store_is_empty(store: PassageStore, word_embedder: WordEmbedder) -> None:
    assert texts_of(store) == []
    assert nearest(store, word_embedder, "river") == []
    assert store.current().lexical.search(["river"], 5) == []
    assert store.current().generation == 0


def test_search_ranks_by_cosine(store: PassageStore, word_embedder: WordEmbedder) -> None:
    write(store, word_embedder, {"a.txt": RIVER})

    half = round(1 / math.sqrt(2), 3)
    assert nearest(store, word_embedder, "river") == [("river boat", half), ("bridge water", 0.0)]


def test_what_was_written_is_there_after_opening_again(
    store: PassageStore, word_embedder: WordEmbedder, tmp_path: Path
) -> None:
    write(store, word_embedder, {"a.txt": RIVER, "b/c.txt": BREAD})
    before = nearest(store, word_embedder, "river bread")

    again = PassageStore.open(tmp_path / ".qa", word_embedder.identity)

    assert texts_of(again) == [
        ("a.txt", "river boat"),
        ("a.txt", "bridge water"),
        ("b/c.txt", "bread flour"),
        ("b/c.txt", "oven butter"),
    ]
    assert nearest(again, word_embedder, "river bread") == before


def test_a_change_replaces_and_a_removal_leaves_nothing(
    store: PassageStore, word_embedder: WordEmbedder
) -> None:
    write(store, word_embedder, {"a.txt": RIVER, "b.txt": BREAD})
    write(store, word_embedder, {"a.txt": "solar panel"}, removed=frozenset({"b.txt"}))

    snapshot = store.current()
    assert texts_of(store) == [("a.txt", "solar panel")]
    assert len(snapshot.dense) == 1
    assert len(snapshot.lexical) == 1
    assert snapshot.lexical.search(["bread"], 5) == []
    assert snapshot.catalog.run("SELECT count(*) FROM vectors") == [(1,)]
    assert snapshot.catalog.document("b.txt") is None


def test_a_text_that_stays_keeps_its_vector(
    store: PassageStore, word_embedder: WordEmbedder
) -> None:
    write(store, word_embedder, {"a.txt": RIVER})
    write(store, word_embedder, {"a.txt": "river boat\nsolar panel", "copy.txt": "river boat"})

    assert word_embedder.texts_embedded == ["bridge water", "river boat", "solar panel"]


def test_a_held_snapshot_answers_from_its_own_generation(
    store: PassageStore, word_embedder: WordEmbedder
) -> None:
    write(store, word_embedder, {"a.txt": RIVER})
    held = store.current()
    write(store, word_embedder, {"b.txt": BREAD}, removed=frozenset({"a.txt"}))
    write(store, word_embedder, {"c.txt": "solar panel"})

    rows = [row for row, _ in held.dense.search(word_embedder.embed_queries(["river"]), 1)]
    assert [p.text for p in held.catalog.passages(rows).values()] == ["river boat"]
    assert [row for row, _ in held.lexical.search(["river"], 5)] == rows
    assert store.current().generation == held.generation + 2


def test_staged_documents_are_unseen_until_published(
    store: PassageStore, word_embedder: WordEmbedder
) -> None:
    with store.writing() as staging:
        stage(staging, word_embedder, {"a.txt": RIVER})
        unseen = texts_of(store)
        staging.publish(removed=(), files=files_of({"a.txt": RIVER}), made_with="1")

    assert unseen == []
    assert texts_of(store) == [("a.txt", "river boat"), ("a.txt", "bridge water")]


def test_a_failure_while_deriving_leaves_the_old_generation(
    store: PassageStore, word_embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, word_embedder, {"a.txt": RIVER})

    def disk_full(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(store_module, "extend_derived", disk_full)
    with pytest.raises(StoreAccessError, match="No space left"):
        write(store, word_embedder, {"b.txt": BREAD}, removed=frozenset({"a.txt"}))

    assert texts_of(store) == [("a.txt", "river boat"), ("a.txt", "bridge water")]
    assert store.current().generation == 1


def derived_files(folder: Path) -> list[str]:
    derived = folder / "derived" / "1"
    return sorted(
        p.relative_to(derived).as_posix()
        for p in derived.rglob("*")
        if p.is_file() and p.suffix != ".lock"
    )


def test_damage_to_any_derived_file_is_repaired_without_embedding(
    store: PassageStore, word_embedder: WordEmbedder, tmp_path: Path
) -> None:
    write(store, word_embedder, {"a.txt": RIVER, "b.txt": BREAD})
    before = nearest(store, word_embedder, "river bread")
    embedded = list(word_embedder.texts_embedded)
    names = derived_files(tmp_path / ".qa")

    for name in names:
        path = tmp_path / ".qa" / "derived" / "1" / name
        if path.exists():  # tantivy names its segments anew at each repair
            os.truncate(path, path.stat().st_size // 2)
        again = PassageStore.open(tmp_path / ".qa", word_embedder.identity)
        assert nearest(again, word_embedder, "river bread") == before, name
        assert len(again.current().lexical.search(["river", "bread"], 5)) == 2, name

    assert word_embedder.texts_embedded == embedded
    assert "dense.faiss" in names


def test_derived_indexes_of_another_generation_are_not_taken_for_this_one(
    store: PassageStore, word_embedder: WordEmbedder, tmp_path: Path
) -> None:
    write(store, word_embedder, {"a.txt": RIVER})
    write(store, word_embedder, {"b.txt": BREAD})
    derived = tmp_path / ".qa" / "derived"
    for path in (derived / "2" / "lexical").iterdir():
        path.unlink()

    again = PassageStore.open(tmp_path / ".qa", word_embedder.identity)

    assert len(again.current().lexical) == 4


def test_another_embedder_is_refused_with_the_command_that_mends_it(
    store: PassageStore, tmp_path: Path
) -> None:
    other = WordEmbedder(("river",), name="other")

    with pytest.raises(EmbedderMismatchError) as caught:
        PassageStore.open(tmp_path / ".qa", other.identity)

    assert str(caught.value) == (
        f"Store '{tmp_path / '.qa'}' holds 17-dimensional embeddings of word-counts (00000000);"
        " other (00000000) gives 2. Rebuild it with: qa sync FOLDER --rebuild"
    )


@pytest.mark.parametrize("kept", [0, 50, 4096])
def test_a_truncated_catalog_is_reported(
    store: PassageStore, word_embedder: WordEmbedder, tmp_path: Path, kept: int
) -> None:
    write(store, word_embedder, {"a.txt": RIVER})
    store.close()
    catalog = tmp_path / ".qa" / "catalog.sqlite"
    for path in (tmp_path / ".qa").glob("catalog.sqlite-*"):
        path.unlink()
    os.truncate(catalog, kept)

    with pytest.raises(StoreError, match="--rebuild"):
        PassageStore.open(tmp_path / ".qa", word_embedder.identity)


def test_discarding_removes_the_store_and_nothing_else(
    store: PassageStore, word_embedder: WordEmbedder, tmp_path: Path
) -> None:
    write(store, word_embedder, {"a.txt": RIVER})
    (tmp_path / ".qa" / "mine.txt").write_text("mine")

    PassageStore.discard(tmp_path / ".qa")

    assert (tmp_path / ".qa" / "mine.txt").read_text() == "mine"
    with pytest.raises(StoreNotFoundError):
        PassageStore.open(tmp_path / ".qa", word_embedder.identity)


def test_a_second_writer_learns_who_writes(
    store: PassageStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "LOCK_TIMEOUT_S", 0.1)
    script = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        from index.store import PassageStore
        from tests.word_embedder import WordEmbedder
        store = PassageStore.open(Path({str(tmp_path / ".qa")!r}), WordEmbedder().identity)
        with store.writing():
            print("writing", flush=True)
            sys.stdin.read()
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"writing\n"
        with pytest.raises(StoreLockedError) as caught, store.writing():
            pass
        other.kill()

    assert f"process {other.pid}" in str(caught.value)
    with store.writing():  # the system released the lock of the killed process
        pass


def test_no_file_of_a_store_is_a_pickle(
    store: PassageStore, word_embedder: WordEmbedder, tmp_path: Path
) -> None:
    write(store, word_embedder, {"a.txt": RIVER})

    suffixes = {p.suffix for p in (tmp_path / ".qa").rglob("*") if p.is_file()}
    assert suffixes.isdisjoint({".pkl", ".pickle", ".joblib", ".npy"})
    manifest = json.loads((tmp_path / ".qa" / "derived" / "1" / "manifest.json").read_text())
    assert "dense.faiss" in manifest


def test_vectors_come_in_the_order_asked_for(
    store: PassageStore, word_embedder: WordEmbedder
) -> None:
    write(store, word_embedder, {"a.txt": RIVER})
    first, second = store.current().catalog.rows()

    vectors = store.current().catalog.vectors([second, first])

    expected = word_embedder.embed_passages(["bridge water", "river boat"])
    np.testing.assert_allclose(vectors, expected, atol=1e-3)
    assert store.current().catalog.vectors([]).shape == (0, 17)


def test_a_damaged_catalog_is_not_taken_for_a_missing_one(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"not a database" * 1000)

    with pytest.raises(StoreDamagedError, match="--rebuild"):
        PassageStore.open_or_create(tmp_path, word_embedder.identity)


def test_a_store_that_another_process_makes_anew_is_searched_with_its_own_indexes(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    """Both have a generation 1, and as many passages."""
    served = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    write(served, word_embedder, {"a.txt": "The river has a boat.", "b.txt": "The oven is hot."})
    before = served.current().generation

    PassageStore.discard(tmp_path / ".qa")
    rebuilt = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    write(rebuilt, word_embedder, {"a.txt": "The oven is hot.", "b.txt": "The river has a boat."})
    snapshot = served.current()
    [(row, _)] = snapshot.dense.search(word_embedder.embed_queries(["river boat"]), 1)

    assert before == snapshot.generation == 1
    assert snapshot.catalog.passages([row])[row].source == "b.txt"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET title = 'x' WHERE source = 'a.txt'",
        "UPDATE documents SET date = '2025-01-01' WHERE source = 'a.txt'",
        "UPDATE contents SET n_passages = 7",
        "DELETE FROM contents",
    ],
)
def test_a_damaged_document_is_listed_nowhere(
    tmp_path: Path, word_embedder: WordEmbedder, statement: str
) -> None:
    store = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    write(store, word_embedder, {"a.txt": "The river has a boat."})
    catalog = store.current().catalog
    catalog.run("COMMIT")
    catalog.run(statement)

    with pytest.raises(StoreDamagedError, match=r"the document 'a\.txt' damaged"):
        catalog.documents()


def test_a_passage_that_went_astray_is_missed_where_its_document_is_searched(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    store = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    write(store, word_embedder, {"a.txt": "The river has a boat.", "b.txt": "The oven is hot."})
    catalog = store.current().catalog
    catalog.run("COMMIT")
    catalog.run("UPDATE passages SET document_id = 2 WHERE document_id = 1")

    with pytest.raises(StoreDamagedError, match="a passage of those searched in"):
        catalog.rows(["a.txt"])
