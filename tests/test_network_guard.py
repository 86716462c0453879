"""The guard itself: what it refuses, and what it lets through."""

import socket

import pytest

from tests.network_guard import NetworkGuard, OutsideNetworkError, is_loopback


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("192.0.2.1", False),
        ("2001:db8::1", False),
        ("::ffff:192.0.2.1", False),
        ("example.org", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, expected: bool) -> None:
    assert expected == is_loopback(host)


def test_connection_outside_is_refused_and_remembered(network_guard: NetworkGuard) -> None:
    with socket.socket() as outside, pytest.raises(OutsideNetworkError, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))

    assert network_guard.attempts == ["a connection to ('192.0.2.1', 80)"]
    network_guard.attempts.clear()


def test_look_up_of_a_name_is_refused_and_remembered(network_guard: NetworkGuard) -> None:
    with pytest.raises(OutsideNetworkError, match=r"example\.org"):
        socket.create_connection(("example.org", 443))

    assert network_guard.attempts == ["a look-up of 'example.org'"]
    network_guard.attempts.clear()


def test_loopback_stays_open(network_guard: NetworkGuard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

    assert network_guard.attempts == []
