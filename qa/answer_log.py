"""Logs that a question was answered: how fast and how surely, not what was asked."""

import functools
import logging
import time
from collections.abc import Callable
from typing import ParamSpec

from index.events import log_event
from qa.types import Answer

logger = logging.getLogger(__name__)

P = ParamSpec("P")


def logged(ask: Callable[P, Answer]) -> Callable[P, Answer]:
    """Return a function that answers as another one does, and logs each answer."""

    @functools.wraps(ask)
    def ask_and_log(*args: P.args, **kwargs: P.kwargs) -> Answer:
        """Answer, and log how long it took and how sure the answer is."""
        start = time.perf_counter()
        answer = ask(*args, **kwargs)
        log_event(
            logger,
            "question answered",
            seconds=round(time.perf_counter() - start, 3),
            answered=answer.answered,
            confidence=round(answer.confidence, 3),
            n_citations=len(answer.citations),
        )
        return answer

    return ask_and_log
