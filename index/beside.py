"""Work done in a thread beside the caller's, for calls that let go of the interpreter."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_pool = ThreadPoolExecutor(thread_name_prefix="beside")


def beside(
    work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Callable[[], Result]:
    """Begin work at once and return what waits for its result, or raises its error."""
    try:
        return _pool.submit(work, *args, **kwargs).result
    except RuntimeError:  # the interpreter is ending and starts no threads any more
        return partial(work, *args, **kwargs)


def _renew() -> None:
    """Begin with no threads, as a forked process does, where the pool still counts its parent's."""
    global _pool
    _pool = ThreadPoolExecutor(thread_name_prefix="beside")


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(after_in_child=_renew)
