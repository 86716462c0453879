"""Parses binary formats in a process of their own, within limits of time and memory.

Their parsers are large, some are written in C, and a broken or hostile file may make them run for
ever, take all memory or end. Then one file is reported and the next one gets a fresh process.
"""

import atexit
import os
import subprocess
import sys
import threading

from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.frames import Request, read_content, write_request

MAX_SECONDS = 60.0
"""Time for a file, and as much again for each `_BYTES_PER_TURN` of it."""

_BYTES_PER_TURN = 10_000_000


class ParserProcess:
    """One process that parses file after file; threads take turns."""

    def __init__(self, max_seconds: float = MAX_SECONDS) -> None:
        self._max_seconds = max_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def load(self, loader: str, data: bytes, source: str) -> Content:
        """Return what a loader finds in a file.

        Args:
            loader: Its name, as `pkgutil.resolve_name` takes it.
            data: The file's bytes.
            source: Its path, for messages.

        Raises:
            UnreadableDocumentError: If the loader says so, exceeds a limit, or breaks down.
        """
        with self._turn:
            return self._load(Request(loader=loader, source=source, data=data))

    def stop(self) -> None:
        """End the process; the next file starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _load(self, request: Request) -> Content:
        process = self._process = self._process or _start()
        assert process.stdin
        assert process.stdout
        seconds = self._max_seconds * (1 + len(request.data) // _BYTES_PER_TURN)
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            write_request(request, process.stdin)
            content = read_content(process.stdout)
        except BrokenPipeError:
            content = None
        finally:
            is_late = not timer.is_alive()
            timer.cancel()
        if content is None:
            self.stop()
            raise _broken_down(request.source, seconds if is_late else None)
        return content


_shared = ParserProcess()
atexit.register(_shared.stop)


def load_apart(loader: str, data: bytes, source: str) -> Content:
    """Return what a loader finds in a file, in the process that all of this program share."""
    return _shared.load(loader, data, source)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "index.loading.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _broken_down(source: str, seconds: float | None) -> UnreadableDocumentError:
    """Return the error for a file whose parser took too long or ended by itself."""
    if seconds is None:
        found = "that its parser broke down. The file is probably damaged: save it anew"
    else:
        found = f"that it takes longer than {seconds:.0f} s. Split it or save it anew"
    return UnreadableDocumentError(f"Expected '{source}' to be readable, found {found}")
