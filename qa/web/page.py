"""The page's widgets and how their events reach the handlers.

Order of building matters to Gradio: the chat's side outputs must exist before the chat, and only a
column that was opened earlier can be filled later.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from qa.web import wording
from qa.web.clicks import OpenDocument, parse_click
from qa.web.handlers import Handlers, question_problem
from qa.web.render import empty_panel

STATIC = Path(__file__).with_name("static")
N_CONCURRENT_QUESTIONS = 4
MAX_WAITING_QUESTIONS = 64
REFRESH_S = 3.0
"""How often an open page asks whether the library changed."""
_PASSAGES, _DOCUMENT = "passages", "document"


def build_page(handlers: Handlers, examples: Sequence[str] = ()) -> gr.Blocks:
    """Return the page: the chat on the left, what proves its answers on the right."""
    page = gr.Blocks(
        title=wording.PAGE_TITLE, fill_height=True, fill_width=True, analytics_enabled=False
    )
    with page:
        with gr.Row(elem_id="top", equal_height=True):
            header = gr.HTML(elem_id="header", js_on_load=None, apply_default_css=False)
            search_in = gr.Dropdown(
                elem_id="search-in", label=wording.SEARCH_IN, multiselect=True, filterable=True
            )
        with gr.Row(elem_id="main", equal_height=False):
            left = gr.Column(scale=3, min_width=320, elem_id="left")
            with gr.Column(scale=2, min_width=320, elem_id="right"):
                passages = _build_panel(handlers)
        with left:
            _build_chat(handlers, search_in, passages, examples)
        _follow_library(page, handlers, header, search_in)
    page.queue(default_concurrency_limit=N_CONCURRENT_QUESTIONS, max_size=MAX_WAITING_QUESTIONS)
    return page


def _follow_library(
    page: gr.Blocks, handlers: Handlers, header: gr.HTML, search_in: gr.Dropdown
) -> None:
    """Show what the library holds when the page is opened, and again whenever it changed."""
    shown = gr.State(-1)

    def refresh(generation: int) -> tuple[Any, Any, Any]:
        """Return the header and the filter anew where the library is not the one shown."""
        if generation == handlers.generation:
            return gr.skip(), gr.skip(), gr.skip()
        generation = handlers.generation
        return handlers.header(), gr.Dropdown(choices=handlers.search_choices()), generation

    for event in (page.load, gr.Timer(REFRESH_S).tick):
        event(
            refresh,
            inputs=[shown],
            outputs=[header, search_in, shown],
            api_visibility="private",
            show_progress="hidden",
            queue=False,
        )


def _build_panel(handlers: Handlers) -> gr.HTML:
    """Build the tabs on the right and return the list of passages."""
    with gr.Tabs(selected=_PASSAGES, elem_id="panel") as tabs:
        with gr.Tab(wording.PASSAGES_TAB, id=_PASSAGES):
            passages = _build_html("passages", wording.PASSAGES_EMPTY)
        with gr.Tab(wording.DOCUMENT_TAB, id=_DOCUMENT):
            document = _build_html("document", wording.DOCUMENT_EMPTY)

    def on_click(event: gr.EventData) -> tuple[Any, Any, Any]:
        """Show what was clicked, in the tab where it belongs."""
        click = parse_click(event._data)
        if isinstance(click, OpenDocument):
            view = handlers.document(click.reference)
            found: tuple[Any, Any, Any] = (gr.skip(), view, gr.Tabs(selected=_DOCUMENT))
        else:
            view = handlers.passages(click.references) if click else None
            found = (view, gr.skip(), gr.Tabs(selected=_PASSAGES))
        if view is None:
            gr.Info(wording.PASSAGE_GONE)
            return gr.skip(), gr.skip(), gr.skip()
        return found

    passages.click(
        on_click,
        outputs=[passages, document, tabs],
        api_visibility="private",
        show_progress="hidden",
        queue=False,
    )
    return passages


def _build_html(name: str, line: str) -> gr.HTML:
    """Return a widget for ready HTML, run by the script of its name."""
    script = (STATIC / f"{name}.js").read_text("utf-8")
    return gr.HTML(empty_panel(line), elem_id=name, js_on_load=script, apply_default_css=False)


def _build_chat(
    handlers: Handlers, search_in: gr.Dropdown, passages: gr.HTML, examples: Sequence[str]
) -> None:
    def validate(question: str, *_: object) -> Any:
        problem = question_problem(question)
        return gr.validate(not problem, problem)

    chat = gr.ChatInterface(
        lambda question, history, sources: handlers.ask(question, sources, history),
        chatbot=_conversation(wording.CHAT_EMPTY_WITH_EXAMPLES if examples else wording.CHAT_EMPTY),
        textbox=_question_box(),
        additional_inputs=[search_in],
        additional_outputs=[passages],
        examples=[[example] for example in examples] or None,
        validator=validate,
        api_visibility="private",
        concurrency_limit=N_CONCURRENT_QUESTIONS,
        analytics_enabled=False,
        show_progress="hidden",
    )
    # The chat empties the hint with the first question and never brings it back.
    chat.chatbot.change(
        lambda: gr.Textbox(placeholder=wording.QUESTION_HINT),
        outputs=chat.textbox,
        api_visibility="private",
        show_progress="hidden",
        queue=False,
    )


def _conversation(when_empty: str) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label=wording.CONVERSATION,
        show_label=False,
        height="100%",
        layout="bubble",
        buttons=["copy"],  # the default has one that posts the conversation to a public site
        allow_tags=False,
        latex_delimiters=[],  # two prices in dollars are not a formula
        placeholder=when_empty,
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label=wording.QUESTION,
        placeholder=wording.QUESTION_HINT,
        container=False,
        submit_btn=True,
        lines=1,
        max_lines=6,
    )
