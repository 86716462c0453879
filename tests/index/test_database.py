"""A log is emptied when nobody reads from it; errors tell a damaged file from a failing disk."""

from pathlib import Path

import pytest

from index.database import Database
from index.errors import StoreAccessError, StoreDamagedError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Database(tmp_path / "file").run("CREATE TABLE notes (text TEXT)")
    return tmp_path / "file"


def test_the_log_is_emptied_unless_a_reader_needs_it(path: Path) -> None:
    writer, reader = Database(path), Database(path)
    log = path.with_name("file-wal")
    writer.run("INSERT INTO notes VALUES ('one')")
    reader.run("BEGIN")
    seen = reader.run("SELECT text FROM notes")
    writer.run("INSERT INTO notes VALUES ('two')")

    while_read = writer.empty_log(wait_s=0.01), log.stat().st_size > 0
    still_seen = reader.run("SELECT text FROM notes")
    reader.run("COMMIT")

    assert while_read == (False, True)
    assert seen == still_seen == [("one",)]
    assert writer.empty_log(wait_s=0.01)
    assert log.stat().st_size == 0
    assert reader.run("SELECT text FROM notes") == [("one",), ("two",)]


def test_what_fails_inside_a_transaction_leaves_nothing(path: Path) -> None:
    database = Database(path)

    def write_half() -> None:
        with database.transaction():
            database.run("INSERT INTO notes VALUES ('half')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()

    assert database.run("SELECT * FROM notes") == []


def test_rewriting_keeps_the_records(path: Path) -> None:
    database = Database(path)
    database.run_many("INSERT INTO notes VALUES (?)", ((f"note {n}",) for n in range(500)))
    database.run("DELETE FROM notes WHERE rowid > 3")

    database.rewrite()

    assert database.empty_log(wait_s=0.01)
    assert [text for (text,) in database.run("SELECT text FROM notes")] == [
        "note 0",
        "note 1",
        "note 2",
    ]
    assert path.stat().st_size == 2 * 4_096


def test_a_place_that_cannot_hold_a_file_is_not_called_damage(tmp_path: Path) -> None:
    with pytest.raises(StoreAccessError, match="Check the disk's free space"):
        Database(tmp_path / "missing" / "file")


def test_a_file_that_is_none_of_sqlites_is_damage(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"no database" * 500)

    with pytest.raises(StoreDamagedError, match="--rebuild"):
        Database(tmp_path / "file")
