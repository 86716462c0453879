"""A small library with everything the page must bear, served for real and watched in Chromium."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import ConsoleMessage, Page, Request, expect
from starlette.types import ASGIApp

from index.store import PassageStore
from index.store_place import store_of
from index.types import Embedder
from qa.assistant import Assistant
from qa.reader import NO_READER, open_reader
from qa.settings import Settings
from qa.web import build_app
from tests.qa.web.library import write_library

# ms; a machine that is busy otherwise takes its time
expect.set_options(timeout=60_000)
_ACTION_MS = 90_000

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # a container's root user may not sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Assistant]:
    """The real assistant over `library.py`'s files."""
    folder = tmp_path_factory.mktemp("library") / "town"
    write_library(folder)
    store = PassageStore.open_or_create(store_of(folder, None), embedder.identity)
    reader = open_reader(NO_READER, embedder)
    assistant = Assistant(folder, store, embedder, reader, Settings())
    assistant.sync()
    yield assistant
    assistant.close()


@contextmanager
def running(app: ASGIApp, root_path: str = "", port: int = 0) -> Iterator[str]:
    """Serve an application in this process, on a free port if none is named; yield its address."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        config = uvicorn.Config(
            app, root_path=root_path, log_level="error", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def served(assistant: Assistant) -> Iterator[str]:
    """Address of the real server."""
    with running(build_app(assistant)) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not CHROMIUM:
        pytest.skip("no chromium, chromium-browser or google-chrome to test the page in")
    return {"executable_path": CHROMIUM, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture
def tolerated(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Parts of console errors that a test expects; set by indirect parametrization."""
    return tuple(getattr(request, "param", ()))


@pytest.fixture
def page(page: Page, served: str, tolerated: tuple[str, ...]) -> Iterator[Page]:
    """A page that fails its test on anything it should not do."""
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        told = f"{message.text} ({message.location.get('url')})"
        if message.type == "error" and not any(part in told for part in tolerated):
            problems.append(told)

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{served}/", "data:", "blob:")):
            problems.append(f"outside request: {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.add_init_script("window.what = []; window.ran = (payload) => what.push(payload)")
    page.set_default_timeout(_ACTION_MS)
    page.goto(f"{served}/")
    page.get_by_role("textbox", name="Question").wait_for()
    yield page

    assert problems == []
    assert page.evaluate("window.what") == [], "a payload ran"
