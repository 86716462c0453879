"""Work done in a thread beside the caller's, for calls that let go of the interpreter."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Generic, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_pool = ThreadPoolExecutor(thread_name_prefix="beside")


def beside(
    work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Callable[[], Result]:
    """Begin work at once and return what waits for its result, or raises its error."""
    task = _Task(partial(work, *args, **kwargs))
    try:
        _pool.submit(task.do)
    except RuntimeError:  # the interpreter is ending, or no thread can be had
        task.do()
    return task.result


class _Task(Generic[Result]):
    """Work that is done once, by the thread that comes first, and held by none afterwards."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._todo = [work]
        self._done: Future[Result] = Future()
        self.result = self._done.result

    def do(self) -> None:
        """Do the work, unless another thread has begun it."""
        try:
            work = self._todo.pop()
        except IndexError:
            return
        try:
            self._done.set_result(work())
        except BaseException as error:  # raised where the result is waited for
            self._done.set_exception(error)


def _renew() -> None:
    """Begin with no threads, as a forked process does, where the pool still counts its parent's."""
    global _pool
    _pool = ThreadPoolExecutor(thread_name_prefix="beside")


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_renew)
