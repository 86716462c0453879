"""Readers of other processes see whole generations while a writer publishes; writers take turns.

`python -m tests.benchmarks.asking` asks through more generations.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import locking
from index.errors import StoreLockedError
from index.store import PassageStore
from tests.index.asking import ask_while_writing, oracle, state
from tests.index.builders import texts_of, write
from tests.word_embedder import WordEmbedder

N_GENERATIONS = 6


def test_every_answer_is_the_oracles_for_the_generation_it_names(tmp_path: Path) -> None:
    asked = ask_while_writing(tmp_path, N_GENERATIONS)

    assert asked.wrong == ()
    assert asked.n_answers > 0
    assert asked.generations_seen <= set(range(1, N_GENERATIONS + 1))
    assert len(asked.generations_seen) > 1


def test_the_generations_asked_through_have_different_answers(tmp_path: Path) -> None:
    assert len({oracle(tmp_path, number) for number in range(1, 4)}) == 3
    assert len({str(state(number)) for number in range(1, 51)}) == 50


def test_a_second_writer_waits_until_the_first_is_done(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    store = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    second = PassageStore.open(tmp_path / ".qa", word_embedder.identity)
    waiting = threading.Thread(target=write, args=(second, word_embedder, {"b.txt": "solar"}))

    with store.writing():
        waiting.start()
        waiting.join(timeout=0.2)
        unseen = texts_of(store)
    waiting.join()

    assert unseen == []
    assert texts_of(store) == [("b.txt", "solar")]


def test_a_second_writer_that_waits_in_vain_names_the_first(
    tmp_path: Path, word_embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "LOCK_TIMEOUT_S", 0.05)
    store = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    second = PassageStore.open(tmp_path / ".qa", word_embedder.identity)

    with store.writing(), ThreadPoolExecutor() as threads:
        waiting = threads.submit(write, second, word_embedder, {"b.txt": "solar"})
        with pytest.raises(StoreLockedError, match=f"being written by process {os.getpid()}"):
            waiting.result()


def test_a_writer_whose_indexes_are_damaged_mends_them_itself(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    store = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    write(store, word_embedder, {"a.txt": "river boat", "b.txt": "solar panel"})
    store.close()
    (tmp_path / ".qa" / "derived" / "1" / "dense.faiss").write_bytes(b"")

    with store.writing():
        found = len(store.current().dense)
    write(store, word_embedder, {}, removed=frozenset({"a.txt"}))

    assert found == 2
    assert texts_of(store) == [("b.txt", "solar panel")]


def test_an_idle_reader_keeps_nothing_that_was_removed(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    writer = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    write(writer, word_embedder, {"a.txt": "river boat", "b.txt": "solar panel"})
    reader = PassageStore.open(tmp_path / ".qa", word_embedder.identity)
    seen = texts_of(reader)
    write(writer, word_embedder, {}, removed=frozenset({"a.txt"}))

    assert seen == [("a.txt", "river boat"), ("b.txt", "solar panel")]
    assert (tmp_path / ".qa" / "catalog.sqlite-wal").stat().st_size == 0
    assert texts_of(reader) == [("b.txt", "solar panel")]


def test_a_reader_follows_a_store_that_was_made_anew(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    reader = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    write(reader, word_embedder, {"a.txt": "river boat"})
    PassageStore.discard(tmp_path / ".qa")
    writer = PassageStore.open_or_create(tmp_path / ".qa", word_embedder.identity)
    write(writer, word_embedder, {"b.txt": "solar panel"})

    assert texts_of(reader) == [("b.txt", "solar panel")]
    assert reader.fact("splitter") == "tests-1"
