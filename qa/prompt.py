"""Lines typed at a prompt, with those of earlier sessions a key away."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

try:
    import readline
except ImportError:  # Python on Windows has none; its prompt keeps the session's lines itself
    readline = None  # type: ignore[assignment]

HISTORY = "chat_history"
MAX_LINES = 1_000
"""Lines kept from one session to the next."""

_ENDING = frozenset(("exit", "quit"))


def typed_lines(folder: Path) -> Iterator[str]:
    """Yield each line that is typed or piped in, until its end, `exit` or Ctrl+D.

    On a terminal the lines are kept for the next session.

    Args:
        folder: Where they are kept; one that cannot be written to keeps nothing.
    """
    is_terminal = sys.stdin.isatty()
    if is_terminal:
        _load(folder / HISTORY)
    try:
        while (line := _line("> " if is_terminal else "")) not in _ENDING:
            if line:
                yield line
    except (EOFError, KeyboardInterrupt):
        return
    finally:
        if is_terminal:
            _keep(folder / HISTORY)


def _line(prompt: str) -> str:
    return input(prompt).strip()


def _load(path: Path) -> None:
    if readline:
        readline.clear_history()
        with suppress(OSError):
            readline.read_history_file(path)


def _keep(path: Path) -> None:
    """Write the lines where only their author reads them."""
    if readline:
        readline.set_history_length(MAX_LINES)
        with suppress(OSError):
            path.touch(mode=0o600)
            readline.write_history_file(path)
