"""A connection waits for its next user, and never has two."""

import gc
import os
import sqlite3
from pathlib import Path

import pytest

from index.connections import IdleConnections, connect
from index.database import Database
from index.store import PassageStore
from tests.index.builders import write
from tests.word_embedder import WordEmbedder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Database(tmp_path / "file").run("CREATE TABLE notes (text TEXT)")
    return tmp_path / "file"


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


def test_what_is_given_back_is_taken_next_without_the_snapshot_it_held(path: Path) -> None:
    idle = IdleConnections(path)
    first = idle.take()
    first.to_file.execute("BEGIN")
    first.to_file.execute("SELECT * FROM notes")
    Database(path).run("INSERT INTO notes VALUES ('new')")

    idle.give_back(first)
    second = idle.take()

    assert second is first
    assert second.to_file.execute("SELECT * FROM notes").fetchall() == [("new",)]


def test_what_is_in_use_is_not_taken(path: Path) -> None:
    idle = IdleConnections(path)

    assert idle.take() is not idle.take()


@pytest.mark.parametrize("name", ["file", "a %20b? c#d"])
def test_a_file_that_is_gone_is_not_made_again_by_who_reads_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Database(path).close()
    idle = IdleConnections(path)
    idle.take().close()
    path.unlink()

    with pytest.raises(sqlite3.OperationalError):
        idle.take()

    assert not path.exists()


def test_only_a_few_wait(path: Path) -> None:
    idle = IdleConnections(path)
    taken = [idle.take() for _ in range(9)]

    for connection in taken:
        idle.give_back(connection)

    assert sum(is_open(connection.to_file) for connection in taken) == 4


def test_none_waits_once_they_are_closed(path: Path) -> None:
    idle = IdleConnections(path)
    early, late = idle.take(), idle.take()
    idle.give_back(early)

    idle.close()
    idle.give_back(late)

    assert not is_open(early.to_file)
    assert not is_open(late.to_file)


def test_one_to_a_file_that_was_changed_in_place_is_not_taken(path: Path) -> None:
    idle = IdleConnections(path)
    first = idle.take()
    first.to_file.execute("SELECT * FROM notes")
    idle.give_back(first)
    os.utime(path, ns=(1, 1))

    second = idle.take()

    assert second is not first
    assert not is_open(first.to_file)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_those_of_a_process_stay_its_own(path: Path) -> None:
    idle = IdleConnections(path)
    first = idle.take()
    idle.give_back(first)

    child = os.fork()
    if child == 0:
        os._exit(idle.take() is first)
    _, status = os.waitpid(child, 0)

    assert status == 0
    assert idle.take() is first


def test_one_that_no_longer_works_is_not_kept(path: Path) -> None:
    idle = IdleConnections(path)
    broken = idle.take()
    broken.to_file.close()

    idle.give_back(broken)

    assert is_open(idle.take().to_file)


def test_a_database_leaves_its_connection_when_it_is_gone(path: Path) -> None:
    idle = IdleConnections(path)
    database = Database(path, idle)
    database.run("BEGIN")
    database.run("SELECT * FROM notes")
    left = database._connection
    del database
    gc.collect()

    again = idle.take()

    assert again.to_file is left
    assert not again.to_file.in_transaction


def test_a_snapshots_catalog_may_outlive_it(tmp_path: Path, word_embedder: WordEmbedder) -> None:
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, {"a.txt": "river boat"})
    old = store.current().catalog
    write(store, word_embedder, {"b.txt": "bread and flour"})

    new = store.current().catalog

    assert [d.source for d in old.documents()] == ["a.txt"]
    assert [d.source for d in new.documents()] == ["a.txt", "b.txt"]


def test_a_connection_knows_how_to_prove_a_record(path: Path) -> None:
    opened = connect(path, may_create=False)

    [(seal,)] = opened.to_file.execute("SELECT seal('text', 'boat')").fetchall()
    opened.close()

    assert len(seal) == 8
    assert not is_open(opened.to_file)
