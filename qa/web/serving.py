"""Serves the application until it is stopped, on a socket bound before anything slow begins."""

import asyncio
import contextlib
import errno
import ipaddress
import logging
import socket
import webbrowser
from collections.abc import Callable, Sequence

import uvicorn

from index.errors import ReportableError
from qa.assistant import Assistant
from qa.web.access import Login
from qa.web.app import LOOPBACK_HOSTS, build_app

_SHUTDOWN_TIMEOUT_S = 2
"""Open pages hold a heartbeat stream; without a limit the server waits for them to be closed."""


_SERVER_LOG = "uvicorn.error"
_STREAMS_CUT = "Cancel %s running task(s), timeout graceful shutdown exceeded"


class ServingError(ReportableError):
    """An address that cannot be served on."""


def serve(
    assistant: Assistant,
    *,
    host: str,
    port: int,
    login: Login | None = None,
    names: Sequence[str] = (),
    root_path: str = "",
    read_only: bool = False,
    open_browser: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until the process is interrupted.

    Args:
        assistant: Answers the questions.
        host: Name or address to listen on; loopback unless the user named another.
        port: 0 takes a free one.
        login: What callers must know; needed where others can reach the address.
        names: Further names under which it is reached, such as that of a proxy.
        root_path: Where a proxy in front shows it, such as `/qa`.
        read_only: Whether nobody may change the library's folder from the page.
        open_browser: Show the page in the user's browser.
        on_ready: Called with the page's address once requests are answered.

    Raises:
        ServingError: If the address is taken, not allowed, not of this machine, or open to others
            without a login.
    """
    check_login(host, login)
    with bind(host, port) as listener:
        hosts = allowed_hosts(host, names)
        app = build_app(
            assistant, hosts=hosts, login=login, root_path=root_path, read_only=read_only
        )
        config = uvicorn.Config(
            app,
            root_path=root_path,
            log_level="warning",
            timeout_graceful_shutdown=_SHUTDOWN_TIMEOUT_S,
        )
        url = address_of(listener)

        def announce() -> None:
            """Tell the address, and open it if wanted."""
            if on_ready:
                on_ready(url)
            if open_browser:
                webbrowser.open(url)

        with contextlib.suppress(KeyboardInterrupt):
            _Server(config, announce).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says when it answers requests."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce
        logging.getLogger(_SERVER_LOG).addFilter(_is_worth_telling)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self._announce()


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Leave out that streams of open pages were cut: the server's end is meant to cut them."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, asyncio.CancelledError) and record.msg != _STREAMS_CUT


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket, or say what is in the way and what to do.

    Raises:
        ServingError: If the address is taken, not allowed, or not of this machine.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server((address[0], port), family=family)
    except OSError as error:
        raise ServingError(_objection(host, port, error)) from error


def _objection(host: str, port: int, error: OSError) -> str:
    """Return one line about why an address cannot be served on."""
    if isinstance(error, socket.gaierror):
        return (
            f"'{host}' is not a name or address of this machine. Choose another: --host 127.0.0.1"
        )
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65_535 else port - 1
        return f"Port {port} of {host} is in use by another program. Choose another: --port {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has. Choose another: --port 7860"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"'{host}' is not an address of this machine. Choose another: --host 127.0.0.1"
    return f"Cannot listen on port {port} of {host}: {error.strerror}. Choose another: --port"


def check_login(host: str, login: Login | None) -> None:
    """Refuse to let everyone in whom the address can be reached by.

    Raises:
        ServingError: If others can reach the address and need no login.
    """
    if login is None and not _is_loopback(host):
        raise ServingError(
            f"Expected a login, because others can reach '{host}', found none. Give one with"
            " --user NAME --password-file FILE, or with --token-file FILE"
        )


def allowed_hosts(host: str, names: Sequence[str] = ()) -> list[str]:
    """Return the names a caller may use: loopback, the host and the names; all if none is known.

    Under which of its names a machine is reached cannot be known; there a login guards it.
    """
    if _is_unspecified(host):
        return [*LOOPBACK_HOSTS, *map(str.lower, names)] if names else ["*"]
    return list(dict.fromkeys([*LOOPBACK_HOSTS, host.lower(), *map(str.lower, names)]))


def address_of(listener: socket.socket) -> str:
    """Return the address to type into a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if _is_unspecified(host):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK_HOSTS


def _is_unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return not host
