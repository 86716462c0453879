"""Which paths are answered: exactly those that are named here."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from qa.assistant import Assistant
from qa.web import build_app
from qa.web.known_paths import KnownPaths

OWN = {
    "/healthz", "/mcp", "/mcp/", "/api/ask", "/api/search", "/api/documents", "/api/report",
    "/api/passages/{passage_id}", "/api/openapi.json",
}  # fmt: skip
OF_THE_PAGE = {
    "/", "/config", "/config/", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt",
    "/pwa_icon", "/pwa_icon/{size}", "/assets/{path:path}", "/static/{path:path}",
    "/svelte/{path:path}",
}  # fmt: skip
OF_ITS_EVENTS = {
    "info", "info/", "startup-events", "app_id", "app_id/", "theme.css", "queue/join", "queue/data",
    "queue/status", "cancel", "reset", "reset/", "heartbeat/{session_hash}", "component_server",
    "component_server/", "upload", "upload_progress", "call/{api_name}", "call/{api_name}/",
    "call/{api_name}/{event_id}", "call/v2/{api_name}", "call/v2/{api_name}/",
    "call/v2/{api_name}/{event_id}", "run/{api_name}", "run/{api_name}/", "api/{api_name}",
    "api/{api_name}/",
}  # fmt: skip


def templates(routes: Sequence[Any]) -> Iterator[str]:
    """Yield the path of every route, those of included routers among them."""
    for route in routes:
        if isinstance(route, Mount):
            yield from templates(route.routes)
        elif hasattr(route, "original_router"):
            yield from templates(route.original_router.routes)
        else:
            yield route.path


@pytest.fixture(scope="module")
def everything() -> TestClient:
    """An application that answers every path, behind the guard."""
    app = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("here"))])
    app.add_middleware(KnownPaths)
    return TestClient(app)


def test_of_all_routes_exactly_the_intended_are_answered(
    assistant: Assistant, everything: TestClient
) -> None:
    mounted = set(templates(build_app(assistant).routes))

    answered = {
        path
        for path in mounted
        if everything.get(re.sub(r"\{[^}]*\}", "1", path)).status_code == 200
    }

    assert answered == OWN | OF_THE_PAGE | {f"/gradio_api/{path}" for path in OF_ITS_EVENTS}
    assert len(mounted) - len(answered) > 20


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring/summary",
        "/gradio_api/vibe-code",
        "/gradio_api/proxy=http://evil.test/x",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/deep_link",
        "/gradio_api/queue/join/x",
        "/api/ask/",
        "/login",
    ],
)
def test_any_other_path_is_not_found(everything: TestClient, path: str) -> None:
    response = everything.get(path)

    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}
