"""The same answer through every door, each opened by the client that people use."""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from qa.assistant import Assistant
from qa.plain import plain_answer

QUESTION = "How many days of annual leave do employees get?"

TURNS = [
    {"role": "user", "content": QUESTION},
    {"role": "assistant", "content": "Every full-time employee receives 25 days."},
]
REQUESTS = (
    {"question": "Who won the chess tournament in Reykjavik?"},
    {"question": "And what do part-time employees receive?", "history": TURNS},
    {"question": QUESTION, "sources": ["policies/leave-2024.md"], "top_k": 1},
    {"question": "How much did the new pump cost?", "since": "2024-05-01", "until": "2024-06-01"},
    {"question": "List all files"},
    {"question": "Hello!"},
)
MISTAKES = (
    {"question": "x" * 2001},
    {"question": QUESTION, "sources": ["nowhere.md"]},
    {"question": QUESTION, "top_k": 0},
    {"question": QUESTION, "since": "May"},
    {"question": QUESTION, "history": [{"role": "bot", "content": "x"}]},
    {"question": 5},
)

TOOLS = {"ask", "search", "list_documents", "read_passage"}


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Any:
    found = assistant.ask(QUESTION)
    assert found.answered
    return json.loads(json.dumps(plain_answer(found)))


def test_by_curl(served: str, answer: Any) -> None:
    if not shutil.which("curl"):
        pytest.skip("no curl to ask with")
    body = json.dumps({"question": QUESTION})
    header = "Content-Type: application/json"

    told = subprocess.run(
        ["curl", "--silent", "--fail", "-H", header, "-d", body, f"{served}/api/ask"],
        capture_output=True, check=True, timeout=60,
    ).stdout  # fmt: skip

    assert json.loads(told) == answer


def test_by_gradio_client(served: str, answer: Any) -> None:
    client = Client(served, verbose=False)

    assert client.predict(question=QUESTION, api_name="/ask") == answer


def test_by_mcp_over_http(served: str, answer: Any) -> None:
    async def ask() -> tuple[set[str], Any]:
        async with (
            streamable_http_client(f"{served}/mcp") as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            return await asked(session)

    tools, told = run(ask())

    assert tools == TOOLS
    assert told == answer


def test_by_mcp_over_standard_input(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "leave.txt").write_text("Employees get 25 days of annual leave.")
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "qa", "mcp", str(folder), "--reader", "none"]
    )

    async def ask() -> tuple[set[str], Any]:
        async with (
            stdio_client(server) as (read, write),
            ClientSession(read, write) as session,
        ):
            return await asked(session)

    tools, told = run(ask())

    assert tools == TOOLS
    assert told["citations"][0]["quote"] == "Employees get 25 days of annual leave."


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one["question"])
def test_every_door_gives_the_same_answer(
    served: str, assistant: Assistant, request_: dict[str, Any]
) -> None:
    dates = {k: date.fromisoformat(request_[k]) for k in ("since", "until") if k in request_}
    expected = json.loads(json.dumps(plain_answer(assistant.ask(**request_ | dates))))

    assert httpx.post(f"{served}/api/ask", json=request_).json() == expected
    assert Client(served, verbose=False).predict(**request_, api_name="/ask") == expected
    assert run(called(served, request_)).structured_content == expected


@pytest.mark.parametrize("request_", MISTAKES, ids=lambda one: str(one)[-40:])
def test_every_door_refuses_a_mistake_with_the_same_line(
    served: str, request_: dict[str, Any]
) -> None:
    response = httpx.post(f"{served}/api/ask", json=request_)
    line = response.json()["detail"]
    result = run(called(served, request_))

    assert 400 <= response.status_code < 500
    assert line.startswith("Expected ")
    assert (result.is_error, result.content[0].text) == (True, line)
    with pytest.raises(AppError) as refused:
        Client(served, verbose=False).predict(**request_, api_name="/ask")
    assert str(refused.value) == line


async def called(served: str, request: dict[str, Any]) -> Any:
    """Return what the tool `ask` answers over HTTP."""
    async with (
        streamable_http_client(f"{served}/mcp") as (read, write, *_),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        return await session.call_tool("ask", request)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own: Playwright leaves a loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def asked(session: ClientSession) -> tuple[set[str], Any]:
    """Return the names of the tools and what one of them answers."""
    await session.initialize()
    tools = await session.list_tools()
    result = await session.call_tool("ask", {"question": QUESTION})
    return {tool.name for tool in tools.tools}, result.structured_content
