"""Texts that several threads want embedded at the same time, embedded in one run."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from index.types import EmbeddingMatrix

N_RUNS = 2
"""Runs at a time. With one, two threads that ask in turn leave a core idle."""


@dataclass(slots=True, eq=False)
class _Wanted:
    """Texts that wait for their rows."""

    texts: Sequence[str]
    is_tried: bool = False
    rows: EmbeddingMatrix | None = None
    """None until tried, and where the run failed, whoever's text it was."""


class QueryBatching:
    """Embeds the texts of all threads that wait together; one that is alone waits for nobody."""

    def __init__(self, embed: Callable[[list[str]], EmbeddingMatrix]) -> None:
        self._embed = embed
        self._turn = threading.Condition()
        self._n_free = N_RUNS
        self._waiting: list[_Wanted] = []

    def embed(self, texts: Sequence[str]) -> EmbeddingMatrix:
        """Return one row per text, in order; raises what embedding these texts raises."""
        wanted = _Wanted(texts)
        taken: list[_Wanted] = []
        with self._turn:
            self._waiting.append(wanted)
            self._turn.wait_for(
                lambda: wanted.is_tried or (self._n_free and wanted in self._waiting)
            )
            if not wanted.is_tried:
                taken, self._waiting = self._waiting, []
                self._n_free -= 1
        if taken:
            self._run(taken)
        return self._embed(list(texts)) if wanted.rows is None else wanted.rows

    def _run(self, taken: Sequence[_Wanted]) -> None:
        try:
            with suppress(Exception):  # each tries its texts alone, and meets its own error
                rows = self._embed([text for wanted in taken for text in wanted.texts])
                _share_out(rows, taken)
        finally:
            with self._turn:
                for wanted in taken:
                    wanted.is_tried = True
                self._n_free += 1
                self._turn.notify_all()


def _share_out(rows: EmbeddingMatrix, wanted: Sequence[_Wanted]) -> None:
    start = 0
    for one in wanted:
        one.rows = rows[start : start + len(one.texts)]
        start += len(one.texts)
