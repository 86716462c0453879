"""Loads networks without bars of transformers: a sync and a server show what they do themselves."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading_quietly() -> Iterator[None]:
    """Keep transformers from drawing a bar of its own while it loads weights."""
    from transformers.utils import logging

    was_shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if was_shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
