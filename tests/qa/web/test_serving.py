import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from qa.web.access import Login
from qa.web.serving import ServingError, address_of, allowed_hosts, bind, check_login


def test_a_port_in_use_is_named_with_another_to_choose() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(ServingError, match=f"Port {port} of 127.0.0.1 is in use") as raised:
            bind("127.0.0.1", port)

    assert f"--port {port + 1}" in str(raised.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "town.test", ""])
def test_an_address_that_others_can_reach_needs_a_login(host: str) -> None:
    with pytest.raises(ServingError, match="--password-file FILE, or with --token-file FILE"):
        check_login(host, None)

    check_login(host, Login.of(token="token-of-twenty-four-letters"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_this_computer_alone_needs_none(host: str) -> None:
    check_login(host, None)


def test_other_names_are_allowed_beside_the_hosts_own() -> None:
    assert allowed_hosts("0.0.0.0", ["Docs.test"])[-1] == "docs.test"
    assert "*" not in allowed_hosts("0.0.0.0", ["docs.test"])
    assert allowed_hosts("127.0.0.1", ["docs.test"])[-1] == "docs.test"


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(ServingError, match=r"'192\.0\.2\.1' is not an address of this machine"):
        bind("192.0.2.1", 0)


def test_an_unknown_name_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(ServingError, match=r"'nowhere\.test' is not a name or address"):
        bind("nowhere.test", 0)


def test_loopback_names_and_the_named_host_are_allowed() -> None:
    assert allowed_hosts("Box.lan") == ["127.0.0.1", "localhost", "::1", "box.lan"]
    assert allowed_hosts("0.0.0.0") == ["*"]
    assert allowed_hosts("::") == ["*"]


def test_the_address_can_be_typed_on_this_machine() -> None:
    with bind("0.0.0.0", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"
    if socket.has_ipv6:
        with bind("::1", 0) as listener:
            assert address_of(listener) == f"http://[::1]:{listener.getsockname()[1]}/"


SERVE_NOTHING = """
import sys
from pathlib import Path
from qa.settings import Settings
from qa.web import serve

class Empty:
    folder = store_folder = Path(sys.argv[1])
    settings = Settings()
    def documents(self): return ()

serve(Empty(), host="127.0.0.1", port=0, on_ready=lambda url: print(url, flush=True))
"""


def test_the_page_is_served_when_it_is_said_to_be_and_ends_quietly_on_interrupt(
    tmp_path: Path,
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE_NOTHING, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with urllib.request.urlopen(f"{process.stdout.readline().strip()}healthz") as response:
        health = response.read()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)

    assert health == b'{"ok":true}'
    assert (process.returncode, output, errors) == (0, "", "")


def test_an_open_page_does_not_make_the_end_noisy(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE_NOTHING, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    with urllib.request.urlopen(f"{address}gradio_api/heartbeat/any") as stream:
        first = stream.read(1)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)

    assert first
    assert (process.returncode, output, errors) == (0, "", "")
