"""Asks a running `qa serve` of the same store instead of loading a library and its networks again.

Whatever stands in the way (no server, another library, other settings, an error) is no error here:
the command then loads the library itself, and what it says is its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from index.store_place import store_of
from qa.local_socket import code_stamp, connect, receive, send

_ACCEPTING_S = 2.0
"""How long a server may take to accept: one that is stopped must not hold a command up."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalCall:
    """A command as it was typed, in values that JSON knows."""

    folder: str
    store: str | None
    chosen: Mapping[str, Any]
    """`max_error`, `max_file_mb` and `ocr`, None where nothing was chosen."""
    command: str
    request: Mapping[str, Any]
    """The question or query with its scope, as programs send it."""
    as_json: bool
    timings: bool


def printed_by_server(call: LocalCall, progress: Progress) -> tuple[str, str] | None:
    """Return what a command prints to standard output and error; None if no server says.

    Args:
        call: The command.
        progress: Told what the server's sync is doing.
    """
    store = store_of(call.folder, call.store).absolute()
    connection = connect(store, _ACCEPTING_S)
    if connection is None:
        return None
    try:
        with connection, connection.makefile("rwb") as file:
            send(file, _as_sent(call, store))
            if not receive(file).get("accepted"):
                return None
            connection.settimeout(None)  # a sync may take long, and tells of it
            return _reply(file, progress)
    except OSError:  # it ended meanwhile
        return None


def _reply(file: BufferedIOBase, progress: Progress) -> tuple[str, str] | None:
    while line := receive(file):
        if "progress" in line:
            doing, done, total = line["progress"]
            progress(doing, done, total)
        else:
            break
    return (line["out"], line["remarks"]) if "out" in line else None


def _as_sent(call: LocalCall, store: Path) -> dict[str, Any]:
    return {
        "code": code_stamp(),
        "folder": str(Path(call.folder).resolve()),
        "store": str(store.resolve()),
        "chosen": dict(call.chosen),
        call.command: dict(call.request),
        "as_json": call.as_json,
        "timings": call.timings,
    }
