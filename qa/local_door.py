"""Answers commands of the same user over the socket in a store's folder while a server runs.

It does nothing that the command could not do itself, and leaves to it whatever is not plainly the
same: another folder, other settings or other code, a request that the doors for programs would
refuse, and every error, so that a command's messages are always its own.
"""

import contextlib
import logging
import os
import socket
import socketserver
import stat
import threading
import time
from collections.abc import Mapping
from io import BufferedIOBase
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from index.errors import ReportableError
from index.store_place import store_of
from qa.assistant import Assistant
from qa.local_socket import (
    SOCKET_NAME,
    address_in,
    code_stamp,
    connect,
    is_same_user,
    receive,
    send,
)
from qa.programs import AskRequest, SearchRequest, checked, scope_of
from qa.replies import Command, Wanted, reply_to
from qa.settings import Settings

logger = logging.getLogger(__name__)

_WAITING_S = 5.0
"""How long a command may take to say what it wants, or to read what it is told."""

_QUIET_S = 0.5
"""A sync is told of once it takes longer, which spares most commands from drawing bars."""


class _Chosen(BaseModel):
    """What of the settings a command may choose and still be answered here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_error: float | None
    max_file_mb: int | None
    ocr: bool | None


class LocalRequest(BaseModel):
    """A command of the same user, with what must be the same here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: int
    folder: str
    store: str
    chosen: _Chosen
    ask: AskRequest | None = None
    search: SearchRequest | None = None
    as_json: bool
    timings: bool

    def wanted(self) -> Wanted | None:
        """Return what is asked; None if that is not one thing, or leans on earlier turns."""
        form: Mapping[str, Any] = {"as_json": self.as_json, "timings": self.timings}
        if self.ask and not self.search and not self.ask.history:
            return Wanted(
                command=Command.ASK, text=self.ask.question, scope=scope_of(self.ask), **form
            )
        if self.search and not self.ask:
            return Wanted(
                command=Command.SEARCH, text=self.search.query, scope=scope_of(self.search), **form
            )
        return None


class LocalDoor:
    """Answers commands while it is entered; where it can make no socket, it does nothing."""

    def __init__(self, assistant: Assistant, *, store: Path | str | None = None) -> None:
        """Keep what is needed to answer.

        Args:
            assistant: The open library.
            store: Where its index is kept, if not inside the folder.
        """
        self._assistant = assistant
        self._store = store_of(assistant.folder, store).resolve()
        self._code = code_stamp()
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        """Begin to answer, unless another server of this store does already."""
        try:
            self._server = _listening(self._store, self)
        except OSError as error:  # a folder that cannot be written to, or of another machine
            logger.info("commands are not answered here: %s", error)
        if self._server:
            threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the socket away; commands that are being answered load the library themselves."""
        if self._server:
            self._server.shutdown()
            self._server.take_away()

    def answer(self, told: Mapping[str, Any], file: BufferedIOBase) -> None:
        """Answer one command, or decline."""
        try:
            request = checked(LocalRequest, told)
            wanted = request.wanted()
            if wanted is None or not self._is_same(request):
                send(file, {"declined": True})
                return
            send(file, {"accepted": True})
            reply = reply_to(wanted, lambda: self._assistant, _Telling(file))
            send(file, {"out": reply.out, "remarks": reply.remarks})
        except ReportableError:  # the command meets it, too, and says so in its own words
            send(file, {"declined": True})

    def _is_same(self, request: LocalRequest) -> bool:
        """Say whether the command would open what is open here."""
        return (
            request.code == self._code
            and request.folder == str(self._assistant.folder.resolve())
            and request.store == str(self._store)
            and Settings.chosen(**request.chosen.model_dump()) == self._assistant.settings
        )


class _Telling:
    """Sends what a sync is doing, once it takes a while."""

    def __init__(self, file: BufferedIOBase) -> None:
        self._file = file
        self._from = time.monotonic() + _QUIET_S

    def __call__(self, doing: str, done: int, total: int) -> None:
        if time.monotonic() >= self._from:
            send(self._file, {"progress": [doing, done, total]})


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """One thread a command; nobody but the user may open the socket, at no moment."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: str, place: Path, door: LocalDoor) -> None:
        self.door = door
        self._place = place
        super().__init__(address, _Handler, bind_and_activate=False)
        try:
            self.server_bind()
            Path(address).chmod(stat.S_IRUSR | stat.S_IWUSR)  # nobody can connect before `listen`
            self._made = place.lstat().st_ino
            self.server_activate()
        except OSError:
            self.server_close()
            raise

    def take_away(self) -> None:
        """Stop listening and remove the socket, unless another server has put its own there."""
        self.server_close()
        with contextlib.suppress(OSError):
            if self._place.lstat().st_ino == self._made:
                self._place.unlink()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Let in nobody but the same user, root not excepted."""
        return isinstance(request, socket.socket) and is_same_user(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say that a command was not answered; it went away, or loads the library itself."""
        logger.info("a command was not answered", exc_info=True)


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Read one command and answer it."""
        assert isinstance(self.server, _Server), "made by it alone"
        self.request.settimeout(_WAITING_S)
        with self.request.makefile("rwb") as file:
            self.server.door.answer(receive(file), file)


def _listening(store: Path, door: LocalDoor) -> _Server | None:
    """Return a server on a store's socket; None if another one answers there.

    Raises:
        OSError: If the socket cannot be made.
    """
    if running := connect(store, _WAITING_S):
        running.close()
        return None
    place = store / SOCKET_NAME
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISSOCK(place.lstat().st_mode) and place.lstat().st_uid == os.geteuid():
            place.unlink()  # of a server that was killed
    with address_in(store) as address:
        return _Server(address, place, door)
