"""Imports of large libraries, made quicker: no garbage is looked for, and less is loaded.

Importing makes a million objects that stay. Python's collector takes their number for a reason to
go through all of them again and again, and finds nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from index.put_off_imports import put_off_imports

_frozen_afterwards = False


def freeze_after_imports() -> None:
    """Have the collector pass over all that exists after a heavy import, as long as we run.

    For programs of our own only: in that of somebody else, this would be their objects, too.
    """
    global _frozen_afterwards
    _frozen_afterwards = True


@contextmanager
def heavy_imports() -> Iterator[None]:
    """Import without what is never called, while the collector rests, for all threads.

    It goes on afterwards if it ran.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with put_off_imports():
            yield
    finally:
        if _frozen_afterwards:
            gc.freeze()
        if was_enabled:
            gc.enable()
