"""The conversation so far, as the page sends it back: anybody may have written it.

What was answered is not read from the message but from the passages that its links name; only what
was searched for is the message's own word, as the question is its author's.
"""

import re
from collections.abc import Callable, Iterator

from index.types import Passage
from qa.conversation import MAX_TURNS, Turn, turns_of
from qa.web.chat_text import as_typed, searched_for
from qa.web.links import MAX_REFERENCES, Reference, parse_reference
from qa.web.messages import messages_of

_LINK = re.compile(r"\]\((#p-[^)\s]{1,50})\)")


def earlier_turns(
    history: object, find_passage: Callable[[str], Passage | None]
) -> tuple[Turn, ...]:
    """Return the turns of a chat's messages; what is none of this page's is left out."""
    turns: list[Turn] = []
    for message in messages_of(history)[-2 * MAX_TURNS :]:
        if message["role"] == "user":
            turns.append(Turn(question=as_typed(message["content"])))
        elif turns:
            question = _whole(turns[-1].question, message["content"])
            turns[-1] = _answered(question, message["content"], find_passage)
    return turns_of(turns)


def _whole(question: str, message: str) -> str:
    """Return a question as a whole one where it was an ellipsis, as `Turn.of` does."""
    query = searched_for(message)
    rewritten = query and not query.startswith(" ".join(question.split()))
    return query if rewritten else question


def _answered(question: str, message: str, find_passage: Callable[[str], Passage | None]) -> Turn:
    found = list(_quoted(message, find_passage))
    topics = (topic for passage, _ in found for topic in (passage.title, passage.heading) if topic)
    return Turn(
        question=question,
        answer=" ".join(quote for _, quote in found),
        topics=tuple(dict.fromkeys(topics)),
        sources=tuple(dict.fromkeys(passage.source for passage, _ in found)),
    )


def _quoted(
    message: str, find_passage: Callable[[str], Passage | None]
) -> Iterator[tuple[Passage, str]]:
    """Yield each passage that a message links to, with what is quoted from it."""
    for href in _LINK.findall(message)[:MAX_REFERENCES]:
        reference = parse_reference(href)
        passage = find_passage(reference.passage_id) if reference else None
        if reference and passage:
            yield passage, _quote(reference, passage)


def _quote(reference: Reference, passage: Passage) -> str:
    start, end = reference.quote or (passage.start, passage.start)
    return passage.text[max(0, start - passage.start) : max(0, end - passage.start)]
