"""Whatever is left of 31 bytes or more is found, wherever it lies; what is live explains it."""

import random
from pathlib import Path

import pytest

from index import traces
from index.traces import Traces, unexplained

SECRET = b"The heron of Quernmoor sleeps below the third willow, ringed and counted."


def noise(n: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(n)


@pytest.mark.parametrize("place", range(9))
@pytest.mark.parametrize("start", [0, 7, 40])
def test_a_piece_of_31_bytes_is_found_wherever_it_lies(
    tmp_path: Path, place: int, start: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(noise(1_000 + place) + SECRET[start : start + 31] + noise(77))

    assert len(Traces([SECRET]).found_in(path)) > 0


def test_a_piece_over_the_edge_of_two_blocks_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "_BLOCK", 1_024)
    path = tmp_path / "file"

    found = []
    for place in range(1_024 - 40, 1_024 + 9):
        path.write_bytes(noise(place) + SECRET[:31] + noise(2_000))
        found.append(len(Traces([SECRET]).found_in(path)))

    assert min(found) > 0


def test_a_file_without_it_is_free_of_it(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(noise(200_000))
    (tmp_path / "empty").write_bytes(b"")
    found = Traces([SECRET])

    assert [len(found.found_in(tmp_path / n)) for n in ("noise", "empty", "missing")] == [0, 0, 0]


def test_what_is_live_explains_what_it_has_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    other = b"A second sentence about the mill that nobody else has written down."
    path.write_bytes(SECRET + b"\0" + other)
    hashes = Traces([SECRET, other]).found_in(path)

    assert len(unexplained(hashes, [b"before it. " + SECRET, other])) == 0
    assert len(unexplained(hashes, [SECRET])) > 0
    assert len(unexplained(hashes, [])) == len(hashes)


def test_two_live_texts_side_by_side_do_not_explain_what_stood_over_their_edge(
    tmp_path: Path,
) -> None:
    path = tmp_path / "file"
    path.write_bytes(SECRET)

    assert len(unexplained(Traces([SECRET]).found_in(path), [SECRET[:30], SECRET[30:]])) > 0


def test_empty_bytes_are_no_trace(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(10_000))

    assert len(Traces([bytes(500)])) == 0
    assert len(Traces([bytes(500), SECRET]).found_in(tmp_path / "file")) == 0
