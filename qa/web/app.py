"""Puts the page, the doors for programs and the guards in front of them into one application."""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App as GradioApp
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount

from qa.assistant import Assistant
from qa.mcp_server import build_server, http_routes
from qa.programs import Programs
from qa.web import wording
from qa.web.access import OPEN_PATH, Login, LoginGuard, OriginGuard, SizeLimit
from qa.web.api import DESCRIPTION, OPENAPI_PATH, TITLE, add_api
from qa.web.conversation_view import N_CONCURRENT_QUESTIONS
from qa.web.endpoint import add_endpoint
from qa.web.evidence_panel import STATIC
from qa.web.examples import suggest_examples
from qa.web.guard import SecurityHeaders
from qa.web.handlers import Handlers
from qa.web.known_paths import KnownPaths
from qa.web.library_desk import LibraryDesk
from qa.web.page import build_page
from qa.web.sessions import Sessions
from qa.web.theme import build_theme

_NO_API_PAGES: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}

_NO_UPLOAD_BYTES = 1

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
PAGE_SCRIPTS = ("page", "citations", "appearance")
"""Scripts that run once per page; any other is run by the widget of its name."""

MCP_PATHS = ("/mcp", "/mcp/")


def build_app(
    assistant: Assistant,
    *,
    hosts: Sequence[str] = LOOPBACK_HOSTS,
    login: Login | None = None,
    root_path: str = "",
    read_only: bool = False,
) -> FastAPI:
    """Return the application over an open assistant, ready for an ASGI server.

    Args:
        assistant: Answers the questions; it is called from several threads.
        hosts: Names by which the application may be addressed. Others get status 400, so that a
            foreign page cannot reach it under a name of its own (DNS rebinding). `*` allows all.
        login: What callers must know; None lets everyone in who reaches it.
        root_path: Where a proxy in front shows it, such as `/qa`; empty for the root. The server
            that runs it has to be told, too.
        read_only: Whether nobody may change the library's folder from the page.
    """
    # Gradio's own choice is a folder that all users of the machine can read.
    os.environ["GRADIO_TEMP_DIR"] = str(assistant.store_folder / "uploads")
    # Read when widgets are built; with it on, the process looks up outside hosts.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    programs = Programs(lambda: assistant)
    app = _programs_app(assistant, programs)
    examples = suggest_examples(assistant)

    def mount() -> None:
        """Build the page and put it at the root."""
        desk = LibraryDesk(assistant, read_only=read_only)
        page = build_page(Handlers(assistant), desk, examples)
        add_endpoint(page, programs, concurrency_limit=N_CONCURRENT_QUESTIONS)
        largest = _NO_UPLOAD_BYTES if read_only else assistant.settings.max_file_bytes
        _mount(app, page, root_path, max_upload_bytes=largest)

    _in_event_loop(mount)
    _guard(app, hosts, login)
    return app


def _programs_app(assistant: Assistant, programs: Programs) -> FastAPI:
    """Return the application without the page: health, API and MCP."""
    server = build_server(lambda: assistant)
    mcp_routes = http_routes(server, MCP_PATHS)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    options = {**_NO_API_PAGES, "openapi_url": OPENAPI_PATH}
    app = FastAPI(title=TITLE, description=DESCRIPTION, lifespan=lifespan, **options)

    @app.get(OPEN_PATH, include_in_schema=False)
    async def healthz() -> dict[str, bool]:
        return {"ok": True}

    add_api(app, programs)
    app.router.routes.extend(mcp_routes)
    return app


def _guard(app: FastAPI, hosts: Sequence[str], login: Login | None) -> None:
    """Put the guards in front of all routes; what is added last is met first."""
    app.add_middleware(SizeLimit)
    app.add_middleware(KnownPaths)
    if login:
        app.add_middleware(LoginGuard, login=login)
    app.add_middleware(OriginGuard, hosts=[h for h in hosts if h not in LOOPBACK_HOSTS])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(SecurityHeaders)  # it also covers the refusals


def _in_event_loop(build: Callable[[], None]) -> None:
    """Call a function inside an event loop: without one, Gradio makes and drops one per lock."""

    async def inside() -> None:
        build()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(inside())
    else:
        build()


def _page_script() -> str:
    """Return one function that runs once per page; each file holds one of its own."""
    scripts = [(STATIC / f"{name}.js").read_text("utf-8") for name in PAGE_SCRIPTS]
    calls = "\n".join(f"({script.strip()})();" for script in scripts)
    return f"() => {{\n{calls}\n}}"


def _mount(app: FastAPI, page: gr.Blocks, root_path: str, *, max_upload_bytes: int) -> None:
    """Serve the page at the root, with everything off that stores or sends what is asked."""
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        root_path=root_path or None,
        app_kwargs=dict(_NO_API_PAGES),  # Gradio adds its own to what it is given
        theme=build_theme(),
        css=f":root {{ --all-documents: {json.dumps(wording.ALL_DOCUMENTS, ensure_ascii=False)} }}",
        css_paths=sorted(STATIC.glob("*.css")),
        js=_page_script(),
        favicon_path=str(STATIC / "favicon.svg"),
        footer_links=[],
        run_history=False,  # it would keep all questions and answers in the browser
        enable_monitoring=False,
        max_file_size=max_upload_bytes,  # Gradio's route for uploads is always there
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
    [mounted] = [route.app for route in app.routes if isinstance(route, Mount)]
    sessions = Sessions(page)
    for gradio_app in (mounted, page.app):  # a validator would run in the second
        assert isinstance(gradio_app, GradioApp), "nothing else is mounted"
        gradio_app.state_holder = sessions
