"""Stages are added up for whoever watches, each for itself, and cost nobody else anything."""

import threading
import time

import pytest

from index.timing import Stage, timed, watching


class Clock:
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "perf_counter", clock)
    return clock


def test_a_stage_counts_for_itself_and_not_for_what_lies_within(clock: Clock) -> None:
    with watching() as watch:
        clock.now_s += 1.0
        with timed(Stage.FUSION):
            clock.now_s += 2.0
            with timed(Stage.DENSE):
                clock.now_s += 4.0
            clock.now_s += 8.0
        with timed(Stage.READING):
            clock.now_s += 16.0

    timings = watch.timings()

    expected = ((Stage.DENSE, 4_000.0), (Stage.FUSION, 10_000.0), (Stage.READING, 16_000.0))
    assert expected == timings.stages_ms
    assert 31_000.0 == timings.total_ms


def test_a_stage_that_comes_again_is_added(clock: Clock) -> None:
    @timed(Stage.LEXICAL)
    def search() -> None:
        clock.now_s += 0.5

    with watching() as watch:
        search()
        search()

    assert ((Stage.LEXICAL, 1_000.0),) == watch.timings().stages_ms


def test_a_stage_that_fails_is_counted_and_its_error_goes_on(clock: Clock) -> None:
    @timed(Stage.DENSE)
    def fail() -> None:
        clock.now_s += 1.0
        raise KeyError

    with watching() as watch, pytest.raises(KeyError):
        fail()

    assert ((Stage.DENSE, 1_000.0),) == watch.timings().stages_ms


def test_threads_do_not_see_each_others_stages(clock: Clock) -> None:
    def elsewhere() -> None:
        with timed(Stage.DENSE):
            clock.now_s += 1.0

    with watching() as watch:
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    with timed(Stage.DENSE):  # nobody watches any more
        clock.now_s += 1.0

    assert () == watch.timings().stages_ms
