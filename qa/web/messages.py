"""A conversation as the chat widget holds it: the page sends it back, and anybody may have.

What was typed is kept as Markdown that shows it letter for letter, and taken back from there, so
that the conversation is the only thing to keep.
"""

from collections.abc import Iterator, Sequence

from qa.web import wording
from qa.web.chat_form import as_made
from qa.web.chat_text import as_typed, literal

Message = dict[str, str]
"""`role`, which is `user` or `assistant`, and `content`, which is Markdown."""

MAX_MESSAGES = 2_000
"""A chat of a thousand turns."""

_MOST_CHARACTERS = 20_000
"""Of one message; a longer one was not written by this page."""
_ROLES = ("user", "assistant")
_UNFINISHED = (wording.SEARCHING, wording.READING)


def messages_of(payload: object) -> list[Message]:
    """Return the messages of a conversation; what is no message of text is left out.

    What this page did not make is turned into Markdown that shows it letter for letter.
    """
    found = payload if isinstance(payload, list) else []
    return list(_messages(found[-MAX_MESSAGES:]))


def with_question(messages: Sequence[Message], question: str) -> list[Message]:
    """Return a conversation with what was typed at its end."""
    return [*messages, {"role": "user", "content": literal(question)}]


def with_reply(messages: Sequence[Message], reply: str) -> list[Message]:
    """Return a conversation with a message that answers its last question."""
    return [*messages, {"role": "assistant", "content": reply}]


def waiting_question(messages: Sequence[Message]) -> str | None:
    """Return the question that a conversation ends with, as typed; None if it is answered."""
    if not messages or messages[-1]["role"] != "user":
        return None
    return as_typed(messages[-1]["content"])


def before_question(messages: Sequence[Message], index: object) -> tuple[list[Message], str]:
    """Return what came before a question, and the question as typed.

    Args:
        messages: The conversation.
        index: Of the question, or of a reply to it, or a list that begins with it, as the widget
            has it; any other stands for the last message.
    """
    found = index[0] if isinstance(index, list | tuple) and index else index
    last = len(messages) - 1
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < last:
        last = found
    asked = (n for n in range(last, -1, -1) if messages[n]["role"] == "user")
    place = next(asked, None)
    if place is None:
        return [], ""
    return list(messages[:place]), as_typed(messages[place]["content"])


def settled(messages: Sequence[Message]) -> list[Message] | None:
    """Return a conversation whose last reply was stopped before it said anything; else None."""
    if messages and messages[-1]["role"] == "user":
        return with_reply(messages, wording.STOPPED)
    if messages and messages[-1]["content"] in _UNFINISHED:
        return with_reply(messages[:-1], wording.STOPPED)
    return None


def _messages(found: Sequence[object]) -> Iterator[Message]:
    for message in found:
        if isinstance(message, dict) and message.get("role") in _ROLES:
            yield {"role": message["role"], "content": as_made(_text_of(message))}


def _text_of(message: dict[str, object]) -> str:
    content = message.get("content")
    parts = content if isinstance(content, list) else [content]
    texts = (part.get("text") if isinstance(part, dict) else part for part in parts)
    return " ".join(text for text in texts if isinstance(text, str))[:_MOST_CHARACTERS]
