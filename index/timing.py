"""Milliseconds of each stage of a question, added up only while somebody watches.

A watch holds for the context it is entered in (a thread, or a task), so questions asked at the same
moment do not see each other's.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What a command or a question spends its time on."""

    OPENING = "opening"
    SYNC = "sync"
    QUERY_ENCODING = "query encoding"
    DENSE = "dense"
    LEXICAL = "lexical"
    FUSION = "fusion"
    """All else of a search: sums, filters, and the passages with why each is there."""
    READING = "reading"
    COMPOSING = "composing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How long stages took; a stage that lies within another counts for itself alone."""

    stages_ms: tuple[tuple[Stage, float], ...]
    """In the order in which they were first over."""
    total_ms: float
    """From beginning to end, what belongs to no stage included."""


class Stopwatch:
    """Adds up stages from when it is made; the stages of one watch do not overlap in time."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._seconds: dict[Stage, float] = {}
        self._inner_s = 0.0

    @contextmanager
    def run(self, stage: Stage) -> Iterator[None]:
        """Add the time inside to a stage, less that of stages within."""
        before_s, self._inner_s = self._inner_s, 0.0
        start = time.perf_counter()
        try:
            yield
        finally:
            took_s = time.perf_counter() - start
            self._seconds[stage] = self._seconds.get(stage, 0.0) + took_s - self._inner_s
            self._inner_s = before_s + took_s

    def timings(self) -> Timings:
        """Return what was added up so far."""
        return Timings(
            stages_ms=tuple((stage, 1e3 * spent_s) for stage, spent_s in self._seconds.items()),
            total_ms=1e3 * (time.perf_counter() - self._start),
        )


_WATCHING: ContextVar[Stopwatch | None] = ContextVar("watching", default=None)


@contextmanager
def watching() -> Iterator[Stopwatch]:
    """Watch the stages that are run inside."""
    watch = Stopwatch()
    token = _WATCHING.set(watch)
    try:
        yield watch
    finally:
        _WATCHING.reset(token)


@contextmanager
def timed(stage: Stage) -> Iterator[None]:
    """Count what is done inside, or in the function decorated, as a stage where one watches."""
    watch = _WATCHING.get()
    if watch is None:
        yield
        return
    with watch.run(stage):
        yield
