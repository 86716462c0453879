"""The chat's widgets, and how a typed question reaches the handlers."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from qa.web import wording
from qa.web.handlers import Handlers, question_problem

N_CONCURRENT_QUESTIONS = 4


def build_conversation(
    handlers: Handlers, search_in: gr.Dropdown, passages: gr.HTML, examples: Sequence[str]
) -> None:
    """Build the chat in the column that is open; its answers' passages go beside it."""

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
