"""What Gradio keeps of an open page does not grow with the questions that are asked there."""

import gradio as gr
import httpx
from starlette.routing import Mount

from qa.assistant import Assistant
from qa.web import build_app
from qa.web.session_copies import forget_copies
from tests.benchmarks.many_chats import Chat
from tests.qa.web.conftest import running


def test_an_open_page_keeps_no_more_widgets_after_many_questions(assistant: Assistant) -> None:
    app = build_app(assistant)
    [inner] = [route.app for route in app.routes if isinstance(route, Mount)]
    assert isinstance(inner, gr.routes.App)
    page = inner.get_blocks()
    events = {event["api_name"]: event["id"] for event in page.config["dependencies"]}

    with running(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        chat = Chat(client, events)
        kept: list[tuple[int, int]] = []
        for _ in range(4):
            chat.ask("How much did the new pump cost?")
            state = page.state_holder[chat.session]
            kept.append((len(state.blocks_config.blocks), len(state.config_values)))
        forget_copies(page, "of a page that was never open")

    assert len(set(kept[1:])) == 1
    assert len(chat.messages) == 8
    assert "of a page that was never open" not in page.state_holder
