"""Headers that let a page run only what this program wrote, added to every response.

Gradio writes its configuration into inline scripts, which a strict policy forbids. Allowing all
inline scripts would also allow an `onerror` that slipped through escaping, so each page is sent
with the hashes of exactly the scripts it was rendered with. `'unsafe-eval'` stays: the widgets
compile their templates, and without it the panels beside the chat are empty.
"""

import base64
import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{hashes}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(page: bytes = b"") -> str:
    """Return the policy of a page: its own inline scripts and files of this server, no others."""
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page))
    hashes = (f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return _POLICY.format(hashes="".join(hashes))


class SecurityHeaders:
    """ASGI middleware; everything but pages passes through unbuffered, streams included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request and add the headers to its response."""
        if scope["type"] == "http":
            await self._app(_plain_if_page(scope), receive, _Guarded(send))
        else:
            await self._app(scope, receive, send)


class _Guarded:
    """Sends one response on; a page is held until its scripts are known."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._held: Message | None = None
        self._page = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif self._held is None:
            await self._send(message)
        else:
            await self._continue(self._held, message)

    async def _start(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        headers["Content-Security-Policy"] = content_security_policy()
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        if headers.get("Content-Type", "").startswith("text/html"):
            self._held = message
        else:
            await self._send(message)

    async def _continue(self, held: Message, message: Message) -> None:
        self._page += message.get("body", b"")
        if message.get("more_body"):
            return
        page = bytes(self._page)
        MutableHeaders(scope=held)["Content-Security-Policy"] = content_security_policy(page)
        await self._send(held)
        await self._send({"type": "http.response.body", "body": page})


def _plain_if_page(scope: Scope) -> Scope:
    """Ask for an uncompressed answer where a page is asked for, so that its scripts can be read."""
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}
