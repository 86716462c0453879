"""The library over HTTP: the JSON of the command line, and errors in one line."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.assistant import Assistant
from qa.plain import plain_answer, plain_documents, plain_hits
from qa.web import build_app
from qa.web.access import Login

TOKEN = "token-of-twenty-four-letters"
QUESTION = "How many days of annual leave do employees get?"


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(build_app(assistant), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def guarded(assistant: Assistant) -> Iterator[TestClient]:
    app = build_app(assistant, login=Login.of(token=TOKEN))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def as_json(value: object) -> object:
    return json.loads(json.dumps(value))


def test_an_answer_is_that_of_the_library(client: TestClient, assistant: Assistant) -> None:
    response = client.post("/api/ask", json={"question": QUESTION, "top_k": 2})

    assert response.status_code == 200
    assert response.json() == as_json(plain_answer(assistant.ask(QUESTION, top_k=2)))
    assert response.json()["answered"]


def test_a_header_tells_how_long_each_stage_took(client: TestClient) -> None:
    asked = client.post("/api/ask", json={"question": QUESTION}).headers["Server-Timing"]
    searched = client.post("/api/search", json={"query": QUESTION}).headers["Server-Timing"]

    search = ["query-encoding", "dense", "lexical", "fusion"]
    assert [*search, "reading", "composing", "total"] == names_of(asked)
    assert [*search, "total"] == names_of(searched)


def names_of(server_timing: str) -> list[str]:
    metrics = [metric.split(";dur=") for metric in server_timing.split(", ")]
    assert all(float(duration) >= 0 for _, duration in metrics)
    return [name for name, _ in metrics]


def test_a_question_may_lean_on_earlier_messages(client: TestClient, assistant: Assistant) -> None:
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "25 days."},
    ]
    message = "And who approves it?"

    response = client.post("/api/ask", json={"question": message, "history": history})

    assert response.json() == as_json(plain_answer(assistant.ask(message, history=history)))
    assert response.json()["query"] != message


def test_hits_and_documents_are_those_of_the_library(
    client: TestClient, assistant: Assistant
) -> None:
    hits = client.post("/api/search", json={"query": "annual leave", "top_k": 3})

    assert hits.json() == as_json(plain_hits(assistant.search("annual leave", top_k=3)))
    assert len(hits.json()) == 3
    assert client.get("/api/documents").json() == as_json(plain_documents(assistant.documents()))


def test_a_passage_is_read_by_its_id(client: TestClient) -> None:
    [hit, *_] = client.post("/api/search", json={"query": "annual leave"}).json()
    passage = hit["passage"]

    assert client.get(f"/api/passages/{passage['passage_id']}").json() == passage


def test_the_gradio_endpoint_and_mcp_give_the_same_answer(
    client: TestClient, assistant: Assistant
) -> None:
    answer = as_json(plain_answer(assistant.ask(QUESTION)))
    call = {"name": "ask", "arguments": {"question": QUESTION}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    inputs = {"data": [QUESTION, None, None, None, None, None]}
    accept = {"Accept": "application/json, text/event-stream"}

    by_gradio = client.post("/gradio_api/run/ask", json=inputs).json()["data"]
    by_mcp = client.post("/mcp", json=message, headers=accept).json()["result"]

    assert [answer] == by_gradio
    assert answer == by_mcp["structuredContent"]
    assert answer == json.loads(by_mcp["content"][0]["text"])


@pytest.mark.parametrize(
    ("path", "body", "status", "line"),
    [
        ("/api/ask", b"{", 400, "Expected JSON, found"),
        ("/api/ask", b"{}", 422, "in 'question': Field required"),
        ("/api/ask", b'{"question": "x", "topk": 1}', 422, "in 'topk'"),
        ("/api/ask", b'{"question": "Which pump?", "sources": ["gone"]}', 404, "gone"),
        ("/api/ask", json.dumps({"question": "x " * 2_000}).encode(), 422, "2,000 characters"),
        ("/api/search", b'{"query": "x", "until": "soon"}', 422, "in 'until'"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    client: TestClient, path: str, body: bytes, status: int, line: str
) -> None:
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})

    assert response.status_code == status
    assert line in response.json()["detail"]
    assert "Traceback" not in response.text
    assert str(status) in errors_of(client)[path]


def test_every_error_is_described_in_our_form_alone(client: TestClient) -> None:
    problem = {"$ref": "#/components/schemas/Problem"}

    for errors in errors_of(client).values():
        assert {"401", "403", "500", "default"} <= errors.keys()
        assert [problem] * len(errors) == [
            described["content"]["application/json"]["schema"] for described in errors.values()
        ]
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]

    assert not {"HTTPValidationError", "ValidationError"} & schemas.keys()
    assert schemas["Problem"]["required"] == ["detail"]
    assert schemas["Problem"]["properties"]["detail"]["type"] == "string"


def test_a_fault_of_the_server_is_told_in_the_described_form(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = build_app(assistant)
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    monkeypatch.setattr(Assistant, "documents", lambda _: 1 / 0)

    response = client.get("/api/documents")

    assert response.status_code == 500
    assert response.json().keys() == {"detail"}
    assert "division" not in response.text


def test_a_passage_that_is_gone_is_not_found(client: TestClient) -> None:
    response = client.get("/api/passages/0123456789abcdef")

    assert response.status_code == 404
    assert "search again" in response.json()["detail"]


def test_the_report_accounts_for_every_file(client: TestClient, assistant: Assistant) -> None:
    report = client.get("/api/report").json()

    assert [file["source"] for file in report["files"]] == [
        account.source for account in assistant.accounts()
    ]
    assert all(
        file["n_found"] == file["n_kept"] + sum(file["dropped"].values())
        for file in report["files"]
    )
    assert report["totals"]["n_found"] == sum(file["n_found"] for file in report["files"]) > 0


def errors_of(client: TestClient) -> dict[str, dict[str, Any]]:
    """Return what is told of each path's errors, by status."""
    paths = client.get("/api/openapi.json").json()["paths"]
    return {
        path: {status: told for status, told in operation["responses"].items() if status != "200"}
        for path, methods in paths.items()
        for operation in methods.values()
    }


def test_the_routes_are_described_and_no_others_are_there(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()

    assert set(described["paths"]) == {
        "/api/ask",
        "/api/search",
        "/api/documents",
        "/api/report",
        "/api/passages/{passage_id}",
    }
    assert set(client.get("/gradio_api/info").json()["named_endpoints"]) == {"/ask"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/config"),
        ("POST", "/api/ask"),
        ("GET", "/api/openapi.json"),
        ("GET", "/gradio_api/info"),
        ("POST", "/gradio_api/run/ask"),
        ("GET", "/gradio_api/file=/etc/hostname"),
        ("POST", "/mcp"),
        ("GET", "/theme.css"),
    ],
)
def test_a_login_guards_every_door(guarded: TestClient, method: str, path: str) -> None:
    assert guarded.request(method, path, json={}).status_code == 401
    assert guarded.get("/healthz").json() == {"ok": True}


def test_the_bearer_of_the_token_is_answered(guarded: TestClient) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}

    response = guarded.post("/api/ask", json={"question": QUESTION}, headers=headers)

    assert response.json()["answered"]


def test_a_page_of_another_site_asks_in_vain(client: TestClient) -> None:
    response = client.post(
        "/api/ask", json={"question": QUESTION}, headers={"Origin": "http://evil.test"}
    )

    assert response.status_code == 403
