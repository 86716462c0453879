"""The earlier turns of a conversation, in whichever form a program has them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from qa.types import Answer

MAX_TURNS = 10
"""Most turns that are looked at; what was said earlier is hardly ever meant."""

MAX_CHARACTERS = 2_000
"""Most of each text that is looked at."""

_LEANT_ON = re.compile(r" \([^()]*\)$")
"""Words of earlier turns that were written behind a query; what follows has them from those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One exchange of a conversation."""

    question: str
    """What was asked, as a whole question where it was an ellipsis."""
    answer: str = ""
    """What was answered, as text."""
    topics: tuple[str, ...] = ()
    """Titles and headings of what the answer cited."""
    sources: tuple[str, ...] = ()
    """Files that the answer cited, the first quote's first."""

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return the turn that an answer ended; an abstention said nothing."""
        rewritten = answer.resolved and not answer.query.startswith(answer.question)
        topics = (topic for c in answer.citations for topic in (c.title, c.heading) if topic)
        return cls(
            question=_LEANT_ON.sub("", answer.query) if rewritten else answer.question,
            answer=" ".join(statement.text for statement in answer.statements),
            topics=tuple(dict.fromkeys(topics)),
            sources=tuple(dict.fromkeys(c.source for c in answer.citations)),
        )


Earlier = Turn | Answer | tuple[str, str] | Mapping[str, Any]
"""An earlier turn: as `Turn`, as the `Answer` to it, as question and answer, or one message of it
as OpenAI and Gradio write them, `{"role": "user", "content": "…"}`."""


def turns_of(history: Sequence[Earlier]) -> tuple[Turn, ...]:
    """Return the last turns of a history, oldest first.

    Args:
        history: Earlier turns, oldest first; messages of one role in a row are one text.

    Raises:
        ValueError: If an item has none of the forms of `Earlier`.
    """
    turns: list[Turn] = []
    for earlier in history:
        if isinstance(earlier, Turn):
            turns.append(earlier)
        elif isinstance(earlier, Answer):
            turns.append(Turn.of(earlier))
        elif isinstance(earlier, Mapping):
            _add_message(turns, earlier)
        else:
            turns.append(_pair(earlier))
    return tuple(map(_cut, turns[-MAX_TURNS:]))


class Chat:
    """A conversation that keeps its turns."""

    def __init__(self, ask: Callable[..., Answer]) -> None:
        self._ask = ask
        self.answers: list[Answer] = []
        """What was answered so far, oldest first."""

    def ask(self, message: str, **options: Any) -> Answer:
        """Answer a message in the light of the earlier ones; the options are `Assistant.ask`'s."""
        answer = self._ask(message, history=tuple(self.answers[-MAX_TURNS:]), **options)
        self.answers.append(answer)
        return answer


def _pair(earlier: object) -> Turn:
    if (
        isinstance(earlier, Sequence)
        and len(earlier) == 2
        and all(isinstance(text, str) for text in earlier)
    ):
        return Turn(question=earlier[0], answer=earlier[1])
    raise ValueError(
        "Expected an earlier turn as Turn, Answer, (question, answer) or a message with `role` and"
        f" `content`, found {earlier!r:.80}"
    )


def _add_message(turns: list[Turn], message: Mapping[str, Any]) -> None:
    """Add a message to the turn it belongs to; those of neither speaker say nothing of it."""
    role, text = message.get("role"), _content(message.get("content"))
    if role == "user":
        if turns and not turns[-1].answer:
            turns[-1] = Turn(question=f"{turns[-1].question} {text}".strip())
        else:
            turns.append(Turn(question=text))
    elif role == "assistant":
        last = turns.pop() if turns else Turn(question="")
        turns.append(Turn(question=last.question, answer=f"{last.answer} {text}".strip()))
    elif not isinstance(role, str):
        raise ValueError(f"Expected a message with `role` and `content`, found {message!r:.80}")


def _content(content: object) -> str:
    """Return a message's text, which may come in parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, Sequence) else ()
    texts = (p if isinstance(p, str) else p.get("text") for p in parts if isinstance(p, str | dict))
    return " ".join(text for text in texts if isinstance(text, str))


def _cut(turn: Turn) -> Turn:
    return Turn(
        question=turn.question[:MAX_CHARACTERS],
        answer=turn.answer[:MAX_CHARACTERS],
        topics=turn.topics,
        sources=turn.sources,
    )
