"""A sync that dies, or meets a failing disk, at any moment leaves the old state or the new one.

A sample of the moments; `python -m tests.benchmarks.crashes` tries many more.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.builders import library
from tests.index.crashes import (
    FIRST,
    GONE,
    Journey,
    SyncingProcess,
    boundaries,
    journeys,
    made,
    orphans,
    syncing_process,
    try_once,
    view,
    wrong_errors,
)

pytestmark = pytest.mark.skipif(
    not shutil.which("cc"), reason="expected a C compiler for tests/index/faults.c, found none"
)

Prepared = tuple[SyncingProcess, dict[str, Journey]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    work = tmp_path_factory.mktemp("crashes")
    with syncing_process(work) as process:
        yield process, journeys(work)


@pytest.mark.parametrize("name", ["create", "renew", "update"])
@pytest.mark.parametrize(
    ("mode", "n_moments", "outcomes"),
    [
        ("kill before", 5, {"killed"}),
        ("kill after", 2, {"killed"}),
        ("ENOSPC", 2, {"StoreAccessError"}),
        ("EIO", 2, {"StoreAccessError", "done"}),
    ],
)
def test_a_sync_disturbed_at_a_call_leaves_one_state_and_ends_the_next_time(
    prepared: Prepared, name: str, mode: str, n_moments: int, outcomes: set[str]
) -> None:
    process, found = prepared
    calls, _ = process.calls(found[name])
    moments = random.Random(name + mode).sample(boundaries(calls), n_moments)

    tried = {calls[n - 1]: try_once(process, found[name], mode=mode, n=n) for n in moments}

    assert {call: wrong for call, (_, wrong) in tried.items() if wrong} == {}
    assert {outcome for outcome, _ in tried.values()} <= outcomes


def test_a_sync_killed_at_any_time_leaves_one_state_and_ends_the_next_time(
    prepared: Prepared,
) -> None:
    process, found = prepared
    _, took_s = process.calls(found["update"])
    times = [took_s * share for share in (0.1, 0.3, 0.5, 0.7, 0.9)]

    wrong = {time: try_once(process, found["update"], after_s=time)[1] for time in times}

    assert wrong == {time: [] for time in times}


def test_the_calls_cover_both_indexes_the_catalog_and_what_is_removed(prepared: Prepared) -> None:
    process, found = prepared

    calls, _ = process.calls(found["update"])

    expected = {
        "fdatasync /catalog.sqlite-wal",
        "pwrite64 /catalog.sqlite",
        "ftruncate64 /catalog.sqlite-wal",
        "write /derived/2.building/dense.faiss",
        "fsync /derived/2.building/dense.faiss",
        "fdatasync /derived/2.building/lexical",
        "rename /derived/2.building",
        "fsync /derived",
        "unlinkat /derived/1/lexical",
    }
    assert expected - set(calls) == set()


def test_what_is_wrong_is_seen(prepared: Prepared, tmp_path: Path) -> None:
    """The checks themselves: a store of the old state with leftovers is found to be so."""
    _, found = prepared
    store = made(library(tmp_path / "docs", FIRST), tmp_path / "store")
    (tmp_path / "store" / "derived" / "7").mkdir()
    (tmp_path / "store" / "derived" / "7" / "note").write_bytes(GONE[0])

    assert view(store) == found["update"].allowed[0]
    assert view(store) != found["update"].target
    wrong = " ".join(orphans(tmp_path / "store", store))
    assert "folders" in wrong
    assert "in note" in wrong
    assert "in catalog.sqlite" in wrong
    assert wrong_errors("StoreAccessError: one line") == []
    assert wrong_errors("TRACEBACK ValueError()") != []
