"""Who may come in, from where, and with how much: middleware in front of every route alike.

The page, its files, the API, Gradio's endpoints and MCP are guarded in one place, because each has
routes of its own that a guard inside of it would miss: Gradio's login leaves some open.
"""

import base64
import binascii
import hashlib
import hmac
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import ReportableError

OPEN_PATH = "/healthz"
"""Answered without a login, for what watches over the process; it tells nothing."""

TOKEN_VARIABLE = "QA_TOKEN"

MIN_SECRET_CHARACTERS = 12
"""Shorter secrets can be tried out over a network."""

MAX_REQUEST_BYTES = 4_000_000
"""A chat of a thousand turns; uploads have a limit of their own."""

_TOO_LARGE = f"Expected a request of at most {MAX_REQUEST_BYTES:,} bytes, found more"
_UPLOAD_PATH = "/gradio_api/upload"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_ASK_FOR_LOGIN = {"WWW-Authenticate": 'Basic realm="qa", charset="UTF-8"'}


class AccessError(ReportableError):
    """A login that is missing or cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a caller must know. Digests are kept, of equal length, so comparing tells nothing."""

    accepted: tuple[bytes, ...] = field(repr=False)
    """SHA-256 of each `Authorization` credential that is let in, such as `basic ada:secret`."""

    @classmethod
    def of(cls, *, user: str = "", password: str = "", token: str = "") -> Self:
        """Let in a user with a password, the bearer of a token, or both.

        A browser asks for a user and a password; there the token is the password of anyone.
        """
        accepted = [f"bearer {token}", f"token {token}"] if token else []
        if user:
            accepted.append(f"basic {user}:{password}")
        return cls(accepted=tuple(map(_digest, accepted)))

    def admits(self, authorization: str) -> bool:
        """Whether an `Authorization` header is one of a caller to let in."""
        offered = map(_digest, _credentials(authorization))
        pairs = itertools.product(offered, self.accepted)
        return sum(hmac.compare_digest(*pair) for pair in pairs) > 0  # compares all of them


def load_login(
    *,
    user: str | None,
    password_file: Path | None,
    token_file: Path | None,
    environment: Mapping[str, str],
) -> Login | None:
    """Return the login that the user set up, None for none; secrets come from files or `QA_TOKEN`.

    Raises:
        AccessError: If a secret is missing, too short, or without its other half.
    """
    if (user is None) != (password_file is None):
        raise AccessError(
            "Expected --user NAME and --password-file FILE together, found one of them"
        )
    if user is not None and (not user or ":" in user):
        raise AccessError(f"Expected a user name without ':', found '{user}'")
    password = _secret_in(password_file) if password_file else ""
    token = _secret_in(token_file) if token_file else environment.get(TOKEN_VARIABLE, "").strip()
    if token and not token_file:
        _check_length(token, f"the variable {TOKEN_VARIABLE}")
    if not (password or token):
        return None
    return Login.of(user=user or "", password=password, token=token)


class LoginGuard:
    """ASGI middleware that answers 401 to everyone who does not know the login."""

    def __init__(self, app: ASGIApp, *, login: Login) -> None:
        self._app = app
        self._login = login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        is_open = scope["type"] != "http" or path_within(scope) == OPEN_PATH
        if is_open or self._login.admits(Headers(scope=scope).get("authorization", "")):
            await self._app(scope, receive, send)
        else:
            line = "Log in with the user name and password, or the token, of this server"
            await refusal(401, line, _ASK_FOR_LOGIN)(scope, receive, send)


class OriginGuard:
    """ASGI middleware that answers 403 to what pages of other sites send through a browser.

    A browser attaches a login it knows, and reaches loopback, whatever page asks it to. Programs
    send no `Origin`.
    """

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it; nothing here speaks over web sockets."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http" and self._is_foreign(scope):
            line = "Requests of pages of other sites are refused"
            await refusal(403, line)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_foreign(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            sent_from = headers.get("sec-fetch-site", "none")
            return scope["method"] not in _SAFE_METHODS and sent_from not in ("none", "same-origin")
        try:
            parts = urlsplit(origin.lower())
            # Behind a proxy that renames the host, the page's origin is a name we were told of.
            named = parts.hostname in self._hosts and parts.port is None
        except ValueError:
            return True
        return not parts.netloc or (parts.netloc != headers.get("host", "").lower() and not named)


class SizeLimit:
    """ASGI middleware that answers 413 to requests larger than anyone means to send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it as soon as it is known to be too large."""
        if scope["type"] != "http" or path_within(scope) == _UPLOAD_PATH:
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > MAX_REQUEST_BYTES:
            await refusal(413, _TOO_LARGE)(scope, receive, send)
            return
        n_bytes = 0

        async def counted() -> Message:
            """Receive the next part of the body, as long as all parts together are small."""
            nonlocal n_bytes
            message = await receive()
            n_bytes += len(message.get("body", b""))
            if n_bytes > MAX_REQUEST_BYTES:
                raise HTTPException(413, _TOO_LARGE)
            return message

        await self._app(scope, counted, send)


def path_within(scope: Scope) -> str:
    """Return the path within the application, whether or not a proxy took the prefix away."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _credentials(authorization: str) -> list[str]:
    """Return what a header claims to know, in the form that `Login` keeps digests of."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return [f"bearer {value.strip()}"]
    if scheme.lower() != "basic":
        return []
    try:
        pair = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return []
    return [f"basic {pair}", f"token {pair.partition(':')[2]}"]


def _secret_in(path: Path) -> str:
    """Return the first line of a file, at least so long that it cannot be guessed."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AccessError(
            f"Expected a secret in '{path}', could not read it: {error}."
            " Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe())'"
        ) from error
    secret = lines[0].strip() if lines else ""
    _check_length(secret, f"'{path}'")
    return secret


def _check_length(secret: str, where: str) -> None:
    if len(secret) < MIN_SECRET_CHARACTERS:
        raise AccessError(
            f"Expected a secret of at least {MIN_SECRET_CHARACTERS} characters in {where}, found"
            f" {len(secret)}. Make one with:"
            " python3 -c 'import secrets; print(secrets.token_urlsafe())'"
        )


def _digest(credential: str) -> bytes:
    return hashlib.sha256(credential.encode("utf-8", "surrogatepass")).digest()


def refusal(status: int, line: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return an error as every route tells it."""
    return JSONResponse({"detail": line}, status_code=status, headers=headers)
