"""How whoever waits for a sync is told how far it is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def ignore_progress(doing: str, done: int, total: int) -> None:
    """Show nothing of a sync's progress."""
