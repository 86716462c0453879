"""Logs that a question was answered: how fast and how surely, not what was asked."""

import functools
import logging
import time
from collections.abc import Callable, Iterator
from typing import ParamSpec

from index.events import log_event
from qa.types import Activity, Answer

logger = logging.getLogger(__name__)

P = ParamSpec("P")

Answering = Callable[P, Iterator[Activity | Answer]]


def logged(answering: Answering[P]) -> Answering[P]:
    """Return a function that answers as another one does, and logs each answer."""

    @functools.wraps(answering)
    def answer_and_log(*args: P.args, **kwargs: P.kwargs) -> Iterator[Activity | Answer]:
        """Answer, and log how long it took and how sure the answer is."""
        start = time.perf_counter()
        for step in answering(*args, **kwargs):
            if isinstance(step, Answer):
                _log(step, time.perf_counter() - start)
            yield step

    return answer_and_log


def _log(answer: Answer, seconds: float) -> None:
    log_event(
        logger,
        "question answered",
        seconds=round(seconds, 3),
        answered=answer.answered,
        confidence=round(answer.confidence, 3),
        n_citations=len(answer.citations),
    )
