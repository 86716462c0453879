"""The list of chats beside the conversation.

Chats are kept by the browser, so that each reader has their own and the server none: text that is
removed from the library is in no chat that the server keeps.
"""

from pathlib import Path
from typing import Any

import gradio as gr

from qa.web import wording
from qa.web.conversation_view import AT_ONCE, Conversation, ready
from qa.web.handlers import Handlers
from qa.web.messages import messages_of, settled
from qa.web.render import chat_list, empty_panel

_SCRIPT = Path(__file__).with_name("static") / "chats.js"
_CHOSEN = """async () => {
    while (!window.chats) await new Promise((go) => setTimeout(go, 20));
    return [window.chats.chosen()];
}"""
_TURNED = "(messages) => { window.chats.turned(messages) }"
_KEEP = "(messages) => { window.chats?.keep(messages) }"


def build_chats(handlers: Handlers) -> gr.HTML:
    """Build the list in the column that is open; `follow_chats` brings it to life."""

    def export_chat(request: object) -> dict[str, str]:
        """Return the open conversation as a file's name and text."""
        messages, form = request if isinstance(request, list) and len(request) == 2 else ((), "")
        return handlers.export(messages, form)

    return gr.HTML(
        chat_list(handlers.library_key),
        elem_id="chats",
        js_on_load=_SCRIPT.read_text("utf-8"),
        apply_default_css=False,
        server_functions=[export_chat],
    )


def follow_chats(
    page: gr.Blocks,
    handlers: Handlers,
    chats: gr.HTML,
    conversation: Conversation,
    passages: gr.HTML,
    document: gr.HTML,
) -> None:
    """Keep the conversation as it changes, and show another one when it is chosen.

    Args:
        page: When it is opened, the chat of its tab is shown again.
        handlers: Knows what readers thought of the chat's answers.
        chats: The list.
        conversation: The chat's widgets.
        passages: Emptied when another chat is shown.
        document: Emptied likewise.
    """
    chatbot, question = conversation.chatbot, conversation.question

    def turn_to(messages: object) -> tuple[Any, ...]:
        chosen = messages_of(messages)
        emptied = empty_panel(wording.PASSAGES_EMPTY), empty_panel(wording.DOCUMENT_EMPTY)
        shown: Any = settled(chosen) or chosen
        feedback = handlers.feedback(chosen)
        return gr.Chatbot(shown, feedback_value=feedback), ready(), *emptied

    outputs = [chatbot, question, passages, document]
    leaving = chats.click(
        turn_to, chatbot, outputs, js=_CHOSEN, cancels=list(conversation.answering), **AT_ONCE
    )
    opening = page.load(turn_to, chatbot, outputs, js=_CHOSEN, **AT_ONCE)
    for turned in (leaving, opening):
        turned.then(None, chatbot, js=_TURNED, **AT_ONCE)
    chatbot.change(None, chatbot, js=_KEEP, **AT_ONCE)
