"""The page's widgets and how their events reach the handlers.

Order of building matters to Gradio: the chat's side outputs must exist before the chat, and only a
column that was opened earlier can be filled later.
"""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from qa.web import wording
from qa.web.chats_view import build_chats, follow_chats
from qa.web.conversation_view import AT_ONCE, N_CONCURRENT_QUESTIONS, build_conversation
from qa.web.evidence_panel import PASSAGES, build_evidence
from qa.web.handlers import Handlers
from qa.web.library_desk import LibraryDesk
from qa.web.library_panel import build_library
from qa.web.scope_filter import ScopeFilter, build_scope_filter, scope_choices

MAX_WAITING_QUESTIONS = 64

REFRESH_S = 3.0
"""How often an open page asks whether the library changed."""

_CLEARING_S, _UPLOAD_AGE_S = 600, 3_600
"""How often what was sent but never taken in is looked for, and how old it is when it goes."""


def build_page(handlers: Handlers, desk: LibraryDesk, examples: Sequence[str] = ()) -> gr.Blocks:
    """Return the page: the chat on the left, what proves its answers on the right."""
    page = gr.Blocks(
        title=wording.PAGE_TITLE,
        fill_height=True,
        fill_width=True,
        analytics_enabled=False,
        delete_cache=(_CLEARING_S, _UPLOAD_AGE_S),
    )
    with page:
        known = gr.Textbox(visible="hidden", container=False)
        with gr.Row(elem_id="top", equal_height=True):
            header = gr.HTML(elem_id="header", js_on_load=None, apply_default_css=False)
            scope = build_scope_filter()
        with gr.Row(elem_id="main", equal_height=False):
            with gr.Column(scale=0, min_width=200, elem_id="aside"):
                chats = build_chats(handlers)
            left = gr.Column(scale=3, min_width=320, elem_id="left")
            right = gr.Column(scale=2, min_width=320, elem_id="right")
            with right, gr.Tabs(selected=PASSAGES, elem_id="panel") as tabs:
                passages, document = build_evidence(handlers, tabs)
                build_library(desk, known)
        with left:
            conversation = build_conversation(handlers, scope.inputs, passages, tabs, examples)
        follow_chats(page, handlers, chats, conversation, passages, document)
        _follow_library(page, desk, known)
        _show_library(handlers, known, header, scope)
    page.queue(default_concurrency_limit=N_CONCURRENT_QUESTIONS, max_size=MAX_WAITING_QUESTIONS)
    return page


def _follow_library(page: gr.Blocks, desk: LibraryDesk, known: gr.Textbox) -> None:
    """Keep what the page knows of the library's state, from when it is opened.

    A tick touches nothing but that value: a widget that an event skips costs what setting it does.
    """
    for event in (page.load, gr.Timer(REFRESH_S).tick):
        event(lambda: str(desk.version), outputs=known, **AT_ONCE)


def _show_library(
    handlers: Handlers, known: gr.Textbox, header: gr.HTML, scope: ScopeFilter
) -> None:
    """Show what the library holds, and again whenever it changed."""

    def show() -> Any:
        return handlers.header(), *scope_choices(handlers)

    known.change(show, outputs=[header, *scope.inputs], **AT_ONCE)
