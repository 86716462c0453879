"""The socket in a store's folder by which commands reach a running `qa serve` of the same user.

Both ends speak lines of JSON. A command sends one. The server's first line accepts or declines it;
lines of progress follow, and at last the reply, or that the server declines after all. Whoever
finds anything else does without. Only standard modules are imported: a command that is answered
here waits for nothing else.
"""

import json
import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import Any

SOCKET_NAME = "serve.socket"

MOST_BYTES = 100_000_000
"""Longest line that is read; a reply is text for a terminal."""

_PACKAGES = ("index", "qa")


def is_offered_here() -> bool:
    """Say whether this platform has such sockets."""
    return hasattr(socket, "AF_UNIX")


@contextmanager
def address_in(store: Path) -> Iterator[str]:
    """Yield the path of a store's socket, short enough for the system: about 100 bytes are allowed.

    Raises:
        OSError: If the folder is not there.
    """
    if not Path("/proc/self/fd").is_dir():
        yield str(store / SOCKET_NAME)
        return
    folder = os.open(store, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET_NAME}"
    finally:
        os.close(folder)


def connect(store: Path, timeout_s: float) -> socket.socket | None:
    """Return a connection to the server of a store; None if there is none of this user's.

    Args:
        store: The store's folder.
        timeout_s: Longest wait, for this and for whatever is read, until it is set anew.
    """
    if not is_offered_here():
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout_s)
    try:
        with address_in(store) as address:
            if _is_ours(address):
                connection.connect(address)
                if is_same_user(connection):
                    return connection
    except OSError:  # a server that ended without taking its socket away, or none
        pass
    connection.close()
    return None


def is_same_user(connection: socket.socket) -> bool:
    """Say whether this user runs the other end; where the system does not tell, who may open it."""
    peer = getattr(socket, "SO_PEERCRED", None)
    if peer is None:
        return True
    told = connection.getsockopt(socket.SOL_SOCKET, peer, struct.calcsize("3i"))
    return bool(struct.unpack("3i", told)[1] == os.geteuid())


def send(file: BufferedIOBase, value: dict[str, Any]) -> None:
    """Write one line."""
    file.write(json.dumps(value).encode() + b"\n")
    file.flush()


def receive(file: BufferedIOBase) -> dict[str, Any]:
    """Return the next line; empty if the other end is gone or does not speak like this."""
    try:
        value = json.loads(file.readline(MOST_BYTES) or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def code_stamp() -> int:
    """Return when the installed code last changed, so that no older code answers for newer."""
    here = Path(__file__).parent.parent
    paths = (path for package in _PACKAGES for path in (here / package).rglob("*.py"))
    return max(path.stat().st_mtime_ns for path in paths)


def _is_ours(address: str) -> bool:
    """Say whether a socket lies there that this user made and no other may open."""
    found = Path(address).lstat()
    return (
        stat.S_ISSOCK(found.st_mode)
        and found.st_uid == os.geteuid()
        and not stat.S_IMODE(found.st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    )
