"""Who is let in: by login, by origin, by size; each guard in front of a small application."""

import base64
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from qa.web.access import (
    MAX_REQUEST_BYTES,
    AccessError,
    Login,
    LoginGuard,
    OriginGuard,
    SizeLimit,
    load_login,
)

SECRET = "correct horse battery"
TOKEN = "token-of-twenty-four-letters"


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def guarded(guard: type, **options: object) -> TestClient:
    app = Starlette(
        routes=[Route(path, echo, methods=["GET", "POST"]) for path in ("/", "/healthz")]
    )
    app.add_middleware(guard, **options)
    return TestClient(app, base_url="http://town.test")


def basic(user: str, password: str) -> dict[str, str]:
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


BOTH = Login.of(user="ada", password=SECRET, token=TOKEN)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (basic("ada", SECRET), 200),
        (basic("ada", SECRET + "x"), 401),
        (basic("bob", SECRET), 401),
        (basic("anyone", TOKEN), 200),
        ({"Authorization": f"Bearer {TOKEN}"}, 200),
        ({"Authorization": f"bearer {TOKEN}"}, 200),
        ({"Authorization": f"Bearer {SECRET}"}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"Authorization": "Basic not-base64"}, 401),
        ({"Authorization": TOKEN}, 401),
    ],
)
def test_only_who_knows_the_login_is_let_in(headers: dict[str, str], status: int) -> None:
    client = guarded(LoginGuard, login=BOTH)

    assert client.get("/", headers=headers).status_code == status
    assert client.get("/healthz").status_code == 200


def test_a_refusal_asks_a_browser_for_the_login() -> None:
    response = guarded(LoginGuard, login=BOTH).get("/")

    assert response.headers["WWW-Authenticate"].startswith("Basic ")
    assert response.json()["detail"].startswith("Log in")


def test_without_a_token_no_empty_token_is_let_in() -> None:
    client = guarded(LoginGuard, login=Login.of(user="ada", password=SECRET))

    assert client.get("/", headers={"Authorization": "Bearer "}).status_code == 401
    assert client.get("/", headers=basic("bob", "")).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://town.test"}, 200),
        ({"Origin": "https://proxy.test"}, 200),
        ({"Origin": "https://proxy.test:8443"}, 403),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[broken"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_what_pages_of_other_sites_send_is_refused(headers: dict[str, str], status: int) -> None:
    client = guarded(OriginGuard, hosts=["proxy.test"])

    assert client.post("/", headers=headers).status_code == status


def test_a_request_too_large_is_refused_whether_or_not_it_says_so() -> None:
    client = guarded(SizeLimit)
    half = b"x" * (MAX_REQUEST_BYTES // 2)

    assert client.post("/", content=half).text == str(len(half))
    assert client.post("/", content=half * 2 + b"x").status_code == 413
    assert client.post("/", content=iter([half, half, b"x"])).status_code == 413


def load(tmp_path: Path, **files: str) -> Login | None:
    paths = {name: tmp_path / name for name in files}
    for name, path in paths.items():
        path.write_text(files[name])
    return load_login(
        user="ada" if "password" in files else None,
        password_file=paths.get("password"),
        token_file=paths.get("token"),
        environment={},
    )


def test_secrets_come_from_files_or_the_environment(tmp_path: Path) -> None:
    login = load(tmp_path, password=f"{SECRET}\nsecond line", token=TOKEN)
    from_environment = load_login(
        user=None, password_file=None, token_file=None, environment={"QA_TOKEN": TOKEN}
    )

    assert login == BOTH
    assert from_environment == Login.of(token=TOKEN)
    assert load(tmp_path) is None
    assert SECRET not in repr(login)


def test_a_secret_that_can_be_guessed_or_read_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"at least 12 characters in .*, found 5"):
        load(tmp_path, token="short")
    with pytest.raises(AccessError, match=r"at least 12 characters in .*, found 0"):
        load(tmp_path, token="")
    with pytest.raises(AccessError, match="could not read it"):
        load_login(user=None, password_file=None, token_file=tmp_path / "none", environment={})
    with pytest.raises(AccessError, match="together, found one of them"):
        load_login(user="ada", password_file=None, token_file=None, environment={})
