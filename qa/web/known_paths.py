"""Answers 404 to every path that neither the page nor a program has a use for.

Gradio mounts some fifty routes, which grow from release to release: a proxy to other hosts, streams
of media, runs of the past, monitoring, an editor of the application's own code. Most refuse by
themselves as it is set up here; this list does not depend on that.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.access import path_within, refusal

_OWN = r"healthz|mcp/?|api/(?:ask|search|documents|report|passages/[^/]+|openapi\.json)"
_PAGE = r"|config/?|theme\.css|favicon\.ico|manifest\.json|robots\.txt|pwa_icon(?:/\d+)?"
_FILES = r"(?:assets|static|svelte)/.+"
_EVENTS = (
    r"info/?|startup-events|app_id/?|theme\.css|queue/(?:join|data|status)|cancel|reset/?"
    r"|heartbeat/[^/]+|component_server/?|upload|upload_progress"
    r"|(?:call|run|api)/.+"
)
_KNOWN = re.compile(rf"/(?:{_OWN}|{_PAGE}|{_FILES}|gradio_api/(?:{_EVENTS}))")


class KnownPaths:
    """ASGI middleware that lets requests for known paths through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http" or _KNOWN.fullmatch(path_within(scope)):
            await self._app(scope, receive, send)
        else:
            await refusal(404, "Not Found")(scope, receive, send)
