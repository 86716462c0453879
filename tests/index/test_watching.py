"""A watched folder is followed: by real files, real events and a thread of its own."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import pytest
from watchfiles import Change

from index import watching
from index.errors import StoreLockedError
from index.progress import Progress
from index.store import PassageStore
from index.survey import IsSettled
from index.syncing import sync
from index.types import SyncReport
from index.watching import Watcher
from tests.index.builders import library, texts_of
from tests.word_embedder import WordEmbedder

RIVER, SOLAR = "The river has a boat.", "A solar panel gives energy."

TIMEOUT_S = 60.0
"""How long a slow machine may take; nothing waits for it to pass."""


class Followed:
    """A folder, its store, and a watcher between the two."""

    def __init__(self, place: Path) -> None:
        self.folder = library(place / "docs", {"river.txt": RIVER})
        self.embedder = WordEmbedder()
        self.store = PassageStore.open_or_create(self.folder / ".qa", self.embedder.identity)
        self.reports: Queue[SyncReport] = Queue()
        self.watcher = Watcher(self.folder, self.store.folder, self.sync, on_sync=self.reports.put)

    def sync(self, is_settled: IsSettled, progress: Progress) -> SyncReport:
        return sync(
            self.folder, self.store, self.embedder, is_settled=is_settled, progress=progress
        )

    def until(self, done: Callable[[SyncReport], object]) -> SyncReport:
        """Return the first report of which something is true."""
        while not done(report := self.reports.get(timeout=TIMEOUT_S)):
            pass
        return report


@pytest.fixture
def followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Followed]:
    monkeypatch.setattr(watching, "SETTLE_S", 0.2)
    monkeypatch.setattr(watching, "RETRY_S", 0.2)
    found = Followed(tmp_path)
    yield found
    found.store.close()


def test_what_changes_in_a_folder_changes_in_the_store(followed: Followed) -> None:
    with followed.watcher:
        followed.until(lambda report: report.added == ("river.txt",))
        library(followed.folder, {"deep/er/solar.txt": SOLAR})
        followed.until(lambda report: report.added == ("deep/er/solar.txt",))
        (followed.folder / "deep" / "er" / "solar.txt").rename(followed.folder / "sun.txt")
        followed.until(lambda report: report.moved)
        (followed.folder / "river.txt").write_text("The river has a bridge.")
        followed.until(lambda report: report.changed == ("river.txt",))
        (followed.folder / "sun.txt").unlink()
        followed.until(lambda report: report.removed == ("sun.txt",))

    assert texts_of(followed.store) == [("river.txt", "The river has a bridge.")]
    assert followed.embedder.texts_embedded == [RIVER, SOLAR, "The river has a bridge."]


def test_a_file_that_may_still_be_written_waits_and_keeps_its_old_text(
    followed: Followed,
) -> None:
    with followed.watcher:
        followed.until(lambda report: report.added == ("river.txt",))
        written = followed.folder / ".river.txt"
        written.write_text("The river has a bri")
        ahead = time.time() + 3_600  # its age says nothing: it has to be seen resting
        os.utime(written, (ahead, ahead))
        written.rename(followed.folder / "river.txt")
        waiting = followed.until(lambda report: report.skipped)
        kept = texts_of(followed.store)
        followed.until(lambda report: report.changed == ("river.txt",))

    [skipped] = waiting.skipped
    assert skipped.source == "river.txt"
    assert skipped.reason == "is being written; it is read when that is over"
    assert waiting.removed == ()
    assert kept == [("river.txt", RIVER)]


def test_a_change_of_what_is_left_out_is_followed(followed: Followed) -> None:
    with followed.watcher:
        followed.until(lambda report: report.added)
        library(followed.folder, {"solar.txt": SOLAR})
        followed.until(lambda report: report.added == ("solar.txt",))
        (followed.folder / ".qaignore").write_text("river*\n")
        followed.until(lambda report: report.removed == ("river.txt",))

    assert texts_of(followed.store) == [("solar.txt", SOLAR)]


def test_a_folder_that_is_gone_for_a_while_is_followed_again(
    followed: Followed, caplog: pytest.LogCaptureFixture
) -> None:
    followed.store = PassageStore.open_or_create(
        followed.folder.parent / "store", followed.embedder.identity
    )
    with followed.watcher:
        followed.until(lambda report: report.added)
        followed.folder.rename(followed.folder.with_name("away"))
        wait_until(lambda: "found nothing there" in caplog.text)
        library(followed.folder, {"solar.txt": SOLAR})
        followed.until(lambda report: report.added == ("solar.txt",))


def test_a_sync_that_fails_is_logged_in_one_line_and_tried_again(
    followed: Followed, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [StoreLockedError("busy"), StoreLockedError("busy"), ValueError("a mistake")]

    def flaky(is_settled: IsSettled, progress: Progress) -> SyncReport:
        if failures:
            raise failures.pop(0)
        return followed.sync(is_settled, progress)

    watcher = Watcher(followed.folder, followed.store.folder, flaky, on_sync=followed.reports.put)
    with watcher:
        followed.until(lambda report: report.added == ("river.txt",))

    lines = [record.getMessage() for record in caplog.records if record.name == "index.watching"]
    assert lines == [
        "The folder could not be followed: busy",
        "The folder could not be followed: ValueError('a mistake')",
    ]


def test_stopping_cuts_a_sync_that_is_running(followed: Followed) -> None:
    started = threading.Event()

    def endless(is_settled: IsSettled, progress: Progress) -> SyncReport:
        started.set()
        while True:
            progress("Embedding", 0, 1)

    with Watcher(followed.folder, followed.store.folder, endless, on_sync=followed.reports.put):
        assert started.wait(TIMEOUT_S)

    assert followed.reports.empty()


@pytest.mark.parametrize(
    ("path", "concerns"),
    [
        ("a.txt", True),
        ("a/.qaignore", True),
        (".qaignore", True),
        (".qa/catalog.sqlite", False),
        (".git/.qaignore", False),
        ("a/.hidden.txt", False),
        ("store/catalog.sqlite", False),
    ],
)
def test_events_of_hidden_files_and_of_the_store_are_passed_over(
    tmp_path: Path, followed: Followed, path: str, concerns: bool
) -> None:
    watcher = Watcher(tmp_path, tmp_path / "store", followed.sync, on_sync=followed.reports.put)

    assert watcher._concerns(Change.modified, str(tmp_path / path)) is concerns


class Clock:
    """A clock that the test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        monkeypatch.setattr(watching.time, "monotonic", lambda: self.now)


def test_a_burst_is_synced_when_it_is_over_or_has_lasted_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, due = Clock(monkeypatch), watching._Due()
    passed = []
    for _ in range(30):  # an event every half second
        due.after_a_burst()
        clock.now += 0.5
        passed.append(due.passed)

    assert passed == [False] * 19 + [True] * 11
    due.clear()
    due.after_a_burst()
    clock.now += 0.9
    assert not due.passed
    clock.now += 0.2
    assert due.passed


def test_files_that_are_written_all_the_time_are_asked_for_less_and_less_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, rest, clock = tmp_path / "log.txt", watching._Rest(tmp_path), Clock(monkeypatch)
    patience = []
    for n in range(6):
        path.write_text("line\n" * (n + 1))
        os.utime(path, (time.time() + 3_600,) * 2)
        rest.begin()
        assert not rest.is_settled("log.txt", path.stat())
        patience.append(rest.patience_s)
        clock.now += 20

    assert patience == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert rest.is_settled("log.txt", path.stat())


@pytest.mark.skipif(sys.platform != "linux", reason="no other system tells who writes a file")
def test_a_file_that_is_open_for_writing_rests_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, rest, clock = tmp_path / "copied.txt", watching._Rest(tmp_path), Clock(monkeypatch)
    with path.open("w") as file:
        file.write("The first half of a file that comes over a network")
        file.flush()
        os.utime(path, (time.time() + 3_600,) * 2)
        first = rest.is_settled("copied.txt", path.stat())
        clock.now += watching.SETTLE_S + 1
        pausing = rest.is_settled("copied.txt", path.stat())
        clock.now += watching.LONGEST_WAIT_S
        kept_open_for_ever = rest.is_settled("copied.txt", path.stat())
        rest.is_settled("copied.txt", path.stat())
    clock.now += watching.SETTLE_S + 1

    assert (first, pausing, kept_open_for_ever) == (False, False, True)
    assert rest.is_settled("copied.txt", path.stat())


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for a condition that nothing announces."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_watcher_is_at_rest_when_nothing_changes(followed: Followed) -> None:
    with followed.watcher:
        followed.until(lambda report: report.added)
        while followed.reports.qsize():
            followed.reports.get()
        shutil.copy(followed.folder / "river.txt", followed.folder / "copy.txt")
        report = followed.until(lambda report: report.changed_library)

    assert report.added == ("copy.txt",)
    assert report.n_embedded == 0
