"""The next item is made in a thread while the last one is worked on."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def read_ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items in order; while one is out, the one after it is already being made.

    Items are made one after another in a thread of their own, and an error in making one is raised
    when its turn comes. Time is saved where making one leaves the interpreter to others: while it
    waits for a disk or for another process.
    """
    making = iter(items)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as thread:
        following = thread.submit(next, making, _END)
        while not isinstance(item := following.result(), _End):
            following = thread.submit(next, making, _END)
            yield item


class _End:
    """Stands behind the last item."""


_END = _End()
