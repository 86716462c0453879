"""A command that a running server answers prints what it would have printed by itself."""

import io
import json
import os
import socket
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.cli import main
from qa.commands import asking
from qa.local_door import LocalDoor
from qa.local_socket import SOCKET_NAME, code_stamp, connect, receive, send
from qa.reader import NO_READER
from qa.settings import Settings
from tests.index.builders import library
from tests.qa.conftest import ARTICLES

QUESTION = "How many panels does the solar plant have?"

CASES = [
    ("ask", QUESTION),
    ("ask", QUESTION, "--json"),
    ("ask", "When was the plant opened?", "--source", "energy", "--top-k", "2"),
    ("ask", "What is the capital of Mongolia?"),
    ("ask", "Hello!"),
    ("ask", "List all files"),
    ("ask", QUESTION, "--max-error", str(Settings().max_error)),  # as if it were left out
    ("ask", QUESTION, "--since", "2025-01-01", "--json"),
    ("search", "rye bread"),
    ("search", "rye bread", "--json", "--top-k", "2"),
    ("search", "rye bread", "--since", "2025-01-01"),
]

ERRORS = [
    ("ask", "x" * 3_000),
    ("ask", QUESTION, "--source", "nowhere.txt"),
    ("search", "bread", "--source", "../bread.html"),
]


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names each command that opened the library itself."""
    opened: list[str] = []
    by_itself = asking._of_library

    def noted(options: Any, command: str, text: str) -> tuple[str, str]:
        opened.append(command)
        return by_itself(options, command, text)

    monkeypatch.setattr(asking, "_of_library", noted)
    return opened


@pytest.fixture
def door(marlow: Assistant) -> Iterator[LocalDoor]:
    with LocalDoor(marlow) as door:
        yield door


def printed(
    capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str
) -> tuple[int, str, str]:
    code = main([*arguments, "--docs", str(folder)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def socket_of(folder: Path) -> Path:
    return folder / ".qa" / SOCKET_NAME


@pytest.mark.parametrize("arguments", CASES)
def test_what_is_printed_is_the_same_byte_for_byte(
    capsys: pytest.CaptureFixture[str],
    marlow: Assistant,
    folder: Path,
    outside: list[str],
    arguments: tuple[str, ...],
) -> None:
    alone = printed(capsys, folder, *arguments)
    assert [arguments[0]] == outside

    with LocalDoor(marlow):
        answered = printed(capsys, folder, *arguments)

    assert alone == answered
    assert [arguments[0]] == outside  # not once more


@pytest.mark.parametrize("arguments", ERRORS)
def test_errors_are_the_commands_own(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path, arguments: tuple[str, ...]
) -> None:
    alone = printed(capsys, folder, *arguments)

    with LocalDoor(marlow):
        answered = printed(capsys, folder, *arguments)

    assert alone == answered
    assert (1, "") == answered[:2]


@pytest.mark.parametrize(
    "arguments",
    [("--max-error", "0.1"), ("--max-file-mb", "3"), ("--reader", NO_READER), ("--log-json",)],
)
def test_other_settings_are_not_asked_of_it(
    capsys: pytest.CaptureFixture[str],
    door: LocalDoor,
    folder: Path,
    outside: list[str],
    arguments: tuple[str, ...],
) -> None:
    code, _, _ = printed(capsys, folder, "search", "bread", *arguments)

    assert (0, ["search"]) == (code, outside)


def test_a_file_that_was_just_written_is_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, outside: list[str]
) -> None:
    folder = library(tmp_path / "docs", ARTICLES)
    assistant = Assistant.open(folder, settings=Settings())
    assistant.sync()
    with LocalDoor(assistant):
        (folder / "ferry.txt").write_text("The ferry of Marlow is called Swan.", "utf-8")
        _, out, _ = printed(capsys, folder, "search", "What is the ferry called?", "--json")

    assert "ferry.txt" == json.loads(out)[0]["passage"]["source"]
    assert [] == outside


def test_a_store_elsewhere_is_asked_only_about_its_own_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, outside: list[str]
) -> None:
    folder, store = library(tmp_path / "docs", ARTICLES), tmp_path / "store"
    same = library(tmp_path / "same", ARTICLES)
    assistant = Assistant.open(folder, store=store)
    assistant.sync()
    with LocalDoor(assistant, store=store):
        code, _, _ = printed(capsys, folder, "search", "bread", "--store", str(store))
        assert (0, []) == (code, outside)
        printed(capsys, same, "search", "bread", "--store", str(store))

    assert ["search"] == outside


def test_nobody_else_may_open_the_socket(door: LocalDoor, folder: Path) -> None:
    status = socket_of(folder).lstat()

    assert 0o600 == stat.S_IMODE(status.st_mode)
    assert os.geteuid() == status.st_uid


def test_another_users_command_is_turned_away(
    door: LocalDoor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(folder / ".qa", 5.0)
    assert connection is not None
    connection.close()
    foreign = struct.pack("3i", 1, os.geteuid() + 1, 1)
    monkeypatch.setattr(socket.socket, "getsockopt", lambda *_: foreign)

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(socket_of(folder)))
        stranger.settimeout(5.0)

        assert b"" == stranger.recv(1)
    assert connect(folder / ".qa", 5.0) is None  # nor is another user's server asked


def test_a_socket_that_others_may_open_is_not_trusted(door: LocalDoor, folder: Path) -> None:
    socket_of(folder).chmod(0o660)

    assert connect(folder / ".qa", 5.0) is None


def test_a_socket_without_a_server_is_ignored_and_replaced(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path, outside: list[str]
) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(socket_of(folder)))
    alone = printed(capsys, folder, "search", "bread")
    assert ["search"] == outside

    with LocalDoor(marlow):
        assert alone == printed(capsys, folder, "search", "bread")

    assert ["search"] == outside
    assert not socket_of(folder).exists()


def test_a_second_server_leaves_the_first_its_socket(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path, outside: list[str]
) -> None:
    with LocalDoor(marlow):
        with LocalDoor(marlow):
            pass
        printed(capsys, folder, "search", "bread")

    assert [] == outside


def test_a_server_that_says_nothing_sensible_is_done_without(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    marlow: Assistant,
    folder: Path,
    outside: list[str],
) -> None:
    with LocalDoor(marlow):
        monkeypatch.setattr("qa.local_call.receive", lambda _: {})
        printed(capsys, folder, "search", "bread")

    assert ["search"] == outside


@pytest.mark.parametrize(
    "changed",
    [
        {"code": 1},
        {"folder": "/elsewhere"},
        {"store": "/elsewhere"},
        {"surprise": True},
        {"search": None},
        {"search": {"query": "bread", "top_k": 1_000_000}},
        {"ask": {"question": "Bread?"}},
        {"search": None, "ask": {"question": "?", "history": [{"role": "user", "content": "x"}]}},
    ],
)
def test_what_is_not_plainly_the_same_is_declined(
    door: LocalDoor, folder: Path, changed: dict[str, Any]
) -> None:
    request = {
        "code": code_stamp(),
        "folder": str(folder.resolve()),
        "store": str((folder / ".qa").resolve()),
        "chosen": {"max_error": None, "max_file_mb": None, "ocr": None},
        "search": {"query": "bread"},
        "as_json": True,
        "timings": False,
    }

    assert {"accepted": True} == told(door, request)[0]
    assert [{"declined": True}] == told(door, request | changed)


def told(door: LocalDoor, request: dict[str, Any]) -> list[dict[str, Any]]:
    file = io.BytesIO()
    door.answer(request, file)
    file.seek(0)
    return list(iter(lambda: receive(file), {}))


@pytest.mark.parametrize("line", [b"", b"no JSON\n", b"[1]\n", b"\xff\n"])
def test_a_line_that_is_no_object_is_empty(line: bytes) -> None:
    assert {} == receive(io.BytesIO(line))


def test_a_line_is_received_as_it_was_sent() -> None:
    file = io.BytesIO()
    value = {"text": "two\nlines \udcff", "n": [1, None, 0.1]}
    send(file, value)
    file.seek(0)

    assert value == receive(file)


def test_timings_come_from_where_the_time_was_spent(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path
) -> None:
    arguments = ("ask", QUESTION, "--timings", "--json")
    _, _, alone = printed(capsys, folder, *arguments)
    with LocalDoor(marlow):
        _, _, answered = printed(capsys, folder, *arguments)

    within = ["sync", "query encoding", "dense", "lexical", "fusion", "reading", "composing"]
    assert ["opening", *within, "total"] == list(json.loads(alone)["timings_ms"])
    assert [*within, "total"] == list(json.loads(answered)["timings_ms"])
