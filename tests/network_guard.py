"""Refuses sockets that would leave the machine, and remembers each attempt.

Remembering matters: code that swallows the refusal would otherwise pass. Unix sockets and loopback
stay open, for browsers and servers under test. Addresses in digits may be resolved, since that asks
nobody; names other than localhost may not.
"""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest


class OutsideNetworkError(OSError):
    """A test tried to reach an address outside this machine."""


def is_loopback(host: object) -> bool:
    """Say whether a host, as passed to `connect`, is this machine."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback or address.is_unspecified


def is_number(host: object) -> bool:
    """Say whether a host is an address in digits, which is resolved without asking anyone."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


class NetworkGuard:
    """Stands in front of `socket` while installed; `attempts` lists what it refused."""

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def install(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)
            patch.setattr(socket.socket, name, self._guarded_connect(original))
        patch.setattr(socket.socket, "sendto", self._guarded_sendto(socket.socket.sendto))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            patch.setattr(socket, name, self._guarded_lookup(getattr(socket, name)))

    def refuse(self, what: str) -> None:
        self.attempts.append(what)
        raise OutsideNetworkError(f"Tests may only use this machine; refused {what}")

    def _check(self, family: int, address: Any) -> None:
        if family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            self.refuse(f"a connection to {address!r}")

    def _guarded_connect(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(sock: socket.socket, address: Any) -> Any:
            self._check(sock.family, address)
            return original(sock, address)

        return connect

    def _guarded_sendto(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def sendto(sock: socket.socket, data: Any, *arguments: Any) -> Any:
            self._check(sock.family, arguments[-1])
            return original(sock, data, *arguments)

        return sendto

    def _guarded_lookup(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def lookup(host: Any, *arguments: Any, **options: Any) -> Any:
            if not (is_loopback(host) or is_number(host)):
                self.refuse(f"a look-up of {host!r}")
            return original(host, *arguments, **options)

        return lookup
