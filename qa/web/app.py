"""Puts the page, the health route and the guards in front of them into one application.

Later doors for programs (an API, MCP) are routes of this application beside the page.
"""

import asyncio
import json
import os
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from qa.assistant import Assistant
from qa.web import wording
from qa.web.examples import suggest_examples
from qa.web.guard import SecurityHeaders
from qa.web.handlers import Handlers
from qa.web.page import STATIC, build_page
from qa.web.theme import build_theme

_NO_API_PAGES: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


def build_app(assistant: Assistant, *, hosts: Sequence[str] = LOOPBACK_HOSTS) -> FastAPI:
    """Return the application over an open assistant, ready for an ASGI server.

    Args:
        assistant: Answers the questions; it is called from several threads.
        hosts: Names by which the application may be addressed. Others get status 400, so that a
            foreign page cannot reach it under a name of its own (DNS rebinding). `*` allows all.
    """
    # Read when widgets are built; with it on, the process looks up outside hosts.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    app = FastAPI(**_NO_API_PAGES)

    @app.get("/healthz")
    def healthz() -> dict[str, bool]:
        return {"ok": True}

    examples = suggest_examples(assistant)
    _in_event_loop(lambda: _mount(app, build_page(Handlers(assistant), examples)))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(SecurityHeaders)  # added last, so it also covers the refusals
    return app


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


def _mount(app: FastAPI, page: gr.Blocks) -> None:
    """Serve the page at the root, with everything off that stores or sends what is asked."""
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs=dict(_NO_API_PAGES),  # Gradio adds its own to what it is given
        theme=build_theme(),
        css=f":root {{ --all-documents: {json.dumps(wording.ALL_DOCUMENTS, ensure_ascii=False)} }}",
        css_paths=[STATIC / "page.css"],
        js=(STATIC / "page.js").read_text("utf-8"),
        favicon_path=str(STATIC / "favicon.svg"),
        footer_links=[],
        run_history=False,  # it would keep all questions and answers in the browser
        enable_monitoring=False,
        max_file_size="1b",  # the page uploads nothing, but Gradio's route for it is always there
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )
