"""The tabs beside the chat that prove its answers: the passages, and a passage's whole document."""

from pathlib import Path
from typing import Any

import gradio as gr

from qa.web import wording
from qa.web.clicks import OpenDocument, parse_click
from qa.web.handlers import Handlers
from qa.web.render import empty_panel

STATIC = Path(__file__).with_name("static")
PASSAGES, DOCUMENT = "passages", "document"


def build_evidence(handlers: Handlers, tabs: gr.Tabs) -> tuple[gr.HTML, gr.HTML]:
    """Build two of the tabs that are open: return the list of passages, and the document."""
    with gr.Tab(wording.PASSAGES_TAB, id=PASSAGES):
        passages = _build_html("passages", wording.PASSAGES_EMPTY)
    with gr.Tab(wording.DOCUMENT_TAB, id=DOCUMENT):
        document = _build_html("document", wording.DOCUMENT_EMPTY)

    def on_click(event: gr.EventData) -> tuple[Any, Any, Any]:
        """Show what was clicked, in the tab where it belongs."""
        click = parse_click(event._data)
        if isinstance(click, OpenDocument):
            view = handlers.document(click.reference, as_page=click.as_page)
            found: tuple[Any, Any, Any] = (gr.skip(), view, gr.Tabs(selected=DOCUMENT))
        else:
            view = handlers.passages(click.references) if click else None
            found = (view, gr.skip(), gr.Tabs(selected=PASSAGES))
        if view is None:
            gr.Info(wording.PASSAGE_GONE)
            return gr.skip(), gr.skip(), gr.skip()
        return found

    for panel in (passages, document):
        panel.click(
            on_click,
            outputs=[passages, document, tabs],
            api_visibility="private",
            show_progress="hidden",
            queue=False,
        )
    return passages, document


def _build_html(name: str, line: str) -> gr.HTML:
    """Return a widget for ready HTML, run by the script of its name."""
    script = (STATIC / f"{name}.js").read_text("utf-8")
    return gr.HTML(empty_panel(line), elem_id=name, js_on_load=script, apply_default_css=False)
