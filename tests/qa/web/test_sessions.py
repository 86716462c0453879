"""What the server remembers of open pages does not grow, and holds no word of a conversation."""

import gradio as gr
import httpx
import pytest
from starlette.routing import Mount

from qa.assistant import Assistant
from qa.web import build_app, sessions
from tests.benchmarks.many_chats import Chat
from tests.qa.web.conftest import running

QUESTION = "How much did the new pump cost?"


def test_an_open_page_keeps_its_widgets_once_and_none_of_their_values(assistant: Assistant) -> None:
    app = build_app(assistant)
    page = page_of(app)

    with running(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        chat = Chat(client, events_of(page))
        for _ in range(3):
            chat.ask(QUESTION)
        kept = page.state_holder[chat.session]
        link = client.get("gradio_api/deep_link", params={"session_hash": chat.session})

    assert len(chat.messages) == 6
    assert kept.blocks_config.blocks.keys() == page.blocks.keys()
    assert kept.config_values == {}
    assert link.status_code == 404


def test_only_the_latest_pages_are_remembered(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MAX_PAGES", 2)
    app = build_app(assistant)
    page = page_of(app)

    with running(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        chats = [Chat(client, events_of(page)) for _ in range(3)]
        for chat in chats:
            chat.ask(QUESTION)
        chats[0].ask("And the old pump?")

    assert [len(chat.messages) for chat in chats] == [4, 2, 2]
    assert set(page.state_holder.session_data) == {chats[0].session, chats[2].session}


def test_a_page_from_before_a_restart_still_asks_the_files_it_chose(served: str) -> None:
    events = {e["api_name"]: e["id"] for e in httpx.get(f"{served}/config").json()["dependencies"]}
    with httpx.Client(base_url=served, timeout=60) as client:
        chat = Chat(client, events)
        [*_, (_, begun)] = chat.event("begin", ["How many days of annual leave?", []])
        chosen = [begun[1], ["policies/leave-2024.md"], "", ""]
        [*_, (_, (messages, passages, _))] = chat.event("answer", chosen)

    assert "25 days" in messages[-1]["content"][0]["text"]
    assert "leave-2024" in passages
    assert "leave-2025" not in passages


def page_of(app: object) -> gr.Blocks:
    [inner] = [route.app for route in app.routes if isinstance(route, Mount)]  # type: ignore[attr-defined]
    return inner.get_blocks()  # type: ignore[no-any-return,attr-defined]


def events_of(page: gr.Blocks) -> dict[str, int]:
    return {event["api_name"]: event["id"] for event in page.config["dependencies"]}
