import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from qa.assistant import Assistant
from qa.web import build_app


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> TestClient:
    return TestClient(build_app(assistant, hosts=["town.test"]), base_url="http://town.test")


def test_health_is_reported(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True}


def test_programs_are_offered_exactly_one_endpoint_of_the_page(client: TestClient) -> None:
    offered = client.get("/gradio_api/info").json()

    assert set(offered["named_endpoints"]) == {"/ask"}
    assert offered["unnamed_endpoints"] == {}


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/monitoring/summary", "/x"])
def test_no_side_door_is_open(client: TestClient, path: str) -> None:
    assert 400 <= client.get(path).status_code < 500


def test_nothing_can_be_uploaded_to_a_library_for_reading_only(assistant: Assistant) -> None:
    app = build_app(assistant, hosts=["town.test"], read_only=True)
    client = TestClient(app, base_url="http://town.test")

    response = client.post("/gradio_api/upload", files={"files": ("a.txt", b"two")})

    assert response.status_code == 413


def test_what_is_uploaded_lies_in_the_store_and_can_only_be_as_large_as_a_sync_reads(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "settings", replace(assistant.settings, max_file_bytes=1_000))
    client = TestClient(build_app(assistant, hosts=["town.test"]), base_url="http://town.test")

    fits = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 1_000)})
    large = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 1_001)})

    assert fits.status_code == 200
    assert fits.json()[0].startswith(str(assistant.store_folder / "uploads"))
    assert large.status_code == 413


@pytest.mark.parametrize("path", ["/", "/healthz", "/config", "/theme.css", "/gradio_api/info"])
def test_every_response_carries_the_guarding_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert (
        "default-src 'self'; script-src 'self' 'unsafe-eval'" in headers["Content-Security-Policy"]
    )


def test_a_page_allows_each_of_its_own_inline_scripts_and_no_other(client: TestClient) -> None:
    response = client.get("/", headers={"Accept": "text/html", "Accept-Encoding": "br, gzip"})
    policy = response.headers["Content-Security-Policy"]

    n_scripts = response.text.count("<script")
    n_files = len(re.findall(r"<script[^>]* src=", response.text))

    assert policy.count("'sha256-") == n_scripts - n_files
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize("event", [None, {}, [], {"show": [["#p-x"]]}, {"open": "#p-" + "0" * 16}])
def test_a_raw_request_with_any_event_is_answered(client: TestClient, event: object) -> None:
    response = client.post("/gradio_api/run/on_click", json={"data": [], "event_data": event})

    assert response.status_code == 200
    assert [set(update) for update in response.json()["data"]][2] == {"__type__"}


def test_no_name_or_text_of_the_library_is_written_into_the_page(client: TestClient) -> None:
    """What stands in its scripts may run: only wording and plain examples may."""
    page = client.get("/").text

    assert "onerror" not in page
    assert "keeper" not in page


@pytest.mark.parametrize("host", ["evil.test", "town.test.evil.test", "127.0.0.1", ""])
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/healthz", headers={"Host": host})

    assert response.status_code == 400
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_no_file_of_the_library_can_be_fetched_by_path(
    client: TestClient, assistant: Assistant
) -> None:
    path = assistant.folder / "policies/leave-2024.md"

    assert path.exists()
    assert client.get(f"/gradio_api/file={path}").status_code == 404
    assert client.get(f"/gradio_api/file/{path}").status_code == 404


def test_the_page_names_no_outside_address_to_load_from(client: TestClient) -> None:
    page = client.get("/").text

    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//[^"'>\s]*""", page) == []
