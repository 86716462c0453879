"""Parses and draws files in a process of their own, within limits of time and memory.

Parsers are large, some are written in C, and a broken or hostile file may make them run for ever,
take all memory or end. Then one file is reported and the next one gets a fresh process. Whoever
asks is free to work while a file is parsed.
"""

import atexit
import os
import subprocess
import sys
import threading

from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.frames import Request, Result, read_result, write_request
from index.loading.picture import PagePicture

MAX_SECONDS = 60.0
"""Time for a file, and as much again for each `_BYTES_PER_TURN` of it."""

_BYTES_PER_TURN = 10_000_000

_MAX_DRAWING_SECONDS = 20.0
"""Time for a page, with a person waiting; as much again for each `_BYTES_PER_TURN` of its file."""

_MAX_DRAWINGS = 2
"""Pages drawn at the same time, for each may take as much memory as `worker` allows."""


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
        content = self._done(Request(work=loader, source=source, data=data))
        assert isinstance(content, Content), "what a loader returns"
        return content

    def draw(self, drawer: str, data: bytes, source: str, **arguments: object) -> PagePicture:
        """Return what a drawer makes of a page.

        Args:
            drawer: Its name, as `pkgutil.resolve_name` takes it.
            data: The file's bytes.
            source: Its path, for messages.
            arguments: What it takes beside them.

        Raises:
            UnreadableDocumentError: If the drawer says so, exceeds a limit, or breaks down.
        """
        picture = self._done(Request(work=drawer, source=source, data=data, arguments=arguments))
        assert isinstance(picture, PagePicture), "what a drawer returns"
        return picture

    def stop(self) -> None:
        """End the process; the next file starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _done(self, request: Request) -> Result:
        with self._turn:
            return self._run(request)

    def _run(self, request: Request) -> Result:
        process = self._process = self._process or _start()
        assert process.stdin
        assert process.stdout
        seconds = self._max_seconds * (1 + len(request.data) // _BYTES_PER_TURN)
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            write_request(request, process.stdin)
            result = read_result(process.stdout)
        except BrokenPipeError:
            result = None
        finally:
            is_late = not timer.is_alive()
            timer.cancel()
        if result is None:
            self.stop()
            raise _broken_down(request.source, seconds if is_late else None)
        return result


_shared = ParserProcess()
atexit.register(_shared.stop)

_drawings = threading.BoundedSemaphore(_MAX_DRAWINGS)


def load_apart(loader: str, data: bytes, source: str) -> Content:
    """Return what a loader finds in a file, in the process that all of this program share."""
    return _shared.load(loader, data, source)


def draw_apart(drawer: str, data: bytes, source: str, **arguments: object) -> PagePicture:
    """Return what a drawer makes of a page, in a process that waits for no parsing."""
    with _drawings:
        process = ParserProcess(_MAX_DRAWING_SECONDS)
        try:
            return process.draw(drawer, data, source, **arguments)
        finally:
            process.stop()


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
