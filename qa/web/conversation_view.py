"""The chat's widgets, and how what is typed and clicked there reaches the handlers.

The conversation lies in the chat widget alone, in the browser: each event sends it along, so that
the server keeps nothing of it. Every event first puts a question at its end; one and the same
answer follows.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from anyio import to_thread
from gradio.events import Dependency

from qa.web import wording
from qa.web.evidence_panel import PASSAGES
from qa.web.handlers import Handlers, question_problem
from qa.web.messages import before_question, messages_of, settled, with_question

N_CONCURRENT_QUESTIONS = 4
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**_QUIET, "queue": False}
_FOCUS = """() => {
    // Typing goes on where it was, unless the reader went elsewhere or has no keyboard.
    if (document.activeElement === document.body && matchMedia('(hover: hover)').matches) {
        document.querySelector('#question textarea').focus();
    }
}"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The chat's widgets, for what lies around it."""

    chatbot: gr.Chatbot
    question: gr.Textbox
    answering: tuple[Dependency, ...]
    """Events to cancel when the conversation is left."""


def build_conversation(
    handlers: Handlers,
    scope: Sequence[gr.components.Component],
    passages: gr.HTML,
    tabs: gr.Tabs,
    examples: Sequence[str],
) -> Conversation:
    """Build the chat in the column that is open.

    Args:
        handlers: What its events do.
        scope: Widgets that say which documents are asked.
        passages: Where what proves an answer is shown.
        tabs: Those that the passages are one of.
        examples: Questions to begin with.
    """
    chatbot, question = _chatbot(examples), _question_box()
    answering = []
    for asked in _questions(chatbot, question):
        answered = asked.success(
            _answering(handlers),
            [chatbot, *scope],
            [chatbot, passages, tabs],
            concurrency_limit=N_CONCURRENT_QUESTIONS,
            concurrency_id="answer",
            preprocess=False,  # it refuses files that it did not offer to this page since the start
            **_QUIET,
        )
        done = answered.then(_finishing(handlers), chatbot, [question, chatbot], **AT_ONCE)
        done.then(None, js=_FOCUS, **AT_ONCE)
        answering.append(answered)
    _stop(chatbot, question, answering)
    _take_back(chatbot, question)
    _judge(handlers, chatbot)
    return Conversation(chatbot, question, tuple(answering))


def _answering(handlers: Handlers) -> Callable[..., AsyncIterator[tuple[Any, Any, Any]]]:
    """Return what answers the question at the end of a conversation."""

    async def answer(messages: object, *scope: object) -> AsyncIterator[tuple[Any, Any, Any]]:
        """Show what is known of the answer as it becomes known, and what proves it in front."""
        steps = handlers.converse(messages_of(messages), *scope)
        # A step that is stopped ends by itself, unseen: nobody waits for its thread.
        while step := await to_thread.run_sync(next, steps, None, abandon_on_cancel=True):
            told, found = step
            proof = (gr.skip(), gr.skip()) if found is None else (found, gr.Tabs(selected=PASSAGES))
            yield told, *proof

    return answer


def _finishing(handlers: Handlers) -> Callable[[object], tuple[Any, Any]]:
    """Return what follows an answer."""

    def finish(messages: object) -> tuple[Any, Any]:
        """Let the next question be typed, unless the answer to another one has begun."""
        conversation = messages_of(messages)
        if settled(conversation):
            return gr.skip(), gr.skip()
        return ready(), gr.Chatbot(feedback_value=handlers.feedback(conversation))

    return finish


def _stop(chatbot: gr.Chatbot, question: gr.Textbox, answering: Sequence[Dependency]) -> None:
    """Let an answer be stopped."""

    def stop(messages: object) -> tuple[Any, Any]:
        """Let the next question be typed, and say that this one was stopped."""
        return settled(messages_of(messages)) or gr.skip(), ready()

    question.stop(stop, chatbot, [chatbot, question], cancels=[*answering], **AT_ONCE)


def _questions(chatbot: gr.Chatbot, question: gr.Textbox) -> Iterator[Dependency]:
    """Yield the events after which a question waits at the end of the conversation."""
    outputs = [question, chatbot]

    def begin(typed: object, messages: object) -> tuple[Any, Any]:
        return _busy(), with_question(messages_of(messages), _asked(typed))

    def begin_with_example(chosen: gr.SelectData) -> tuple[Any, Any]:
        text = chosen.value.get("text") if isinstance(chosen.value, dict) else ""
        return _busy(), with_question([], text if isinstance(text, str) else "")

    def retry(messages: object, which: gr.RetryData) -> tuple[Any, Any]:
        before, typed = before_question(messages_of(messages), which.index)
        return _busy(), with_question(before, typed)

    def edit(messages: object, which: gr.EditData) -> tuple[Any, Any]:
        before, _ = before_question(messages_of(messages), which.index)
        return _busy(), with_question(before, _asked(which.value))

    typed = [question, chatbot]
    yield question.submit(begin, typed, outputs, **_QUIET)
    yield chatbot.example_select(begin_with_example, None, outputs, **AT_ONCE)
    yield chatbot.retry(retry, chatbot, outputs, **AT_ONCE)
    yield chatbot.edit(edit, chatbot, outputs, **_QUIET)


def _asked(typed: object) -> str:
    """Return a question, or show what is wrong with it and leave it where it is."""
    if problem := question_problem(typed):
        raise gr.Error(problem, title=wording.NOT_ASKED, print_exception=False)
    return str(typed)


def _take_back(chatbot: gr.Chatbot, question: gr.Textbox) -> None:
    """Let the last question be taken out of the conversation, to be typed anew."""

    def undo(messages: object, which: gr.UndoData) -> tuple[Any, Any]:
        before, typed = before_question(messages_of(messages), which.index)
        return typed, before

    chatbot.undo(undo, chatbot, [question, chatbot], **AT_ONCE)


def _judge(handlers: Handlers, chatbot: gr.Chatbot) -> None:
    """Let a reader say what an answer was worth."""

    def judge(messages: object, which: gr.LikeData) -> Any:
        return gr.Chatbot(feedback_value=handlers.judge(messages, which.index, which.liked))

    chatbot.like(judge, chatbot, chatbot, **AT_ONCE)


def _busy() -> gr.Textbox:
    """Return the question box while an answer is made: it offers to stop it."""
    return gr.Textbox("", interactive=False, submit_btn=False, stop_btn=True)


def ready() -> gr.Textbox:
    """Return the question box while a question can be typed."""
    return gr.Textbox(interactive=True, submit_btn=True, stop_btn=False)


def _chatbot(examples: Sequence[str]) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label=wording.CONVERSATION,
        show_label=False,
        height="100%",
        layout="bubble",
        buttons=["copy"],  # the default has one that posts the conversation to a public site
        editable="user",
        allow_tags=False,
        latex_delimiters=[],  # two prices in dollars are not a formula
        placeholder=wording.CHAT_EMPTY_WITH_EXAMPLES if examples else wording.CHAT_EMPTY,
        examples=[{"text": example} for example in examples] or None,
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label=wording.QUESTION,
        show_label=False,
        placeholder=wording.QUESTION_HINT,
        container=False,
        interactive=False,  # until the chat of the page's tab is shown, which would undo a question
        submit_btn=True,
        lines=1,
        max_lines=6,
    )
