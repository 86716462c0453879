"""A reader's verdict on a reply, made of the conversation that the page sends along."""

from collections.abc import Sequence
from datetime import UTC, datetime

from qa.conversation import MAX_TURNS
from qa.small_talk import MAX_QUESTION_CHARACTERS
from qa.thumbs import QuotePlace, Thumb, Verdict
from qa.web.chat_export import references_in
from qa.web.chat_text import as_typed, searched_for
from qa.web.messages import Message
from qa.web.proofs import Proofs

_VERDICTS = {True: Verdict.UP, False: Verdict.DOWN}
_FEEDBACK = {Verdict.UP: "Like", Verdict.DOWN: "Dislike"}
_N_SHOWN = 50
"""Verdicts on earlier replies are kept, but not looked up for each new one."""

_ABSTAINED = "](#n-"


def thumb_of(
    messages: Sequence[Message], index: object, liked: object, proofs: Proofs
) -> Thumb | None:
    """Return the verdict on one reply; None if it is no answer that can be judged.

    Args:
        messages: The conversation.
        index: Of the reply, or a list that begins with it, as the widget has it.
        liked: True or False; anything else takes the verdict back.
        proofs: Finds what the reply quotes.
    """
    place = index[0] if isinstance(index, list | tuple) and index else index
    if not isinstance(place, int) or isinstance(place, bool) or not 0 < place < len(messages):
        return None
    verdict = _VERDICTS[liked] if isinstance(liked, bool) else Verdict.TAKEN_BACK
    return _thumb(messages[: place + 1], verdict, proofs)


def feedback_on(
    messages: Sequence[Message], thumbs: Sequence[Thumb], proofs: Proofs
) -> list[str | None]:
    """Return what the chat widget calls the verdict on each reply; None where there is none."""
    standing = {thumb.answer: _FEEDBACK[thumb.verdict] for thumb in thumbs}
    replies = [n for n, message in enumerate(messages) if message["role"] == "assistant"]
    if not standing:
        return [None for _ in replies]
    older = [None for _ in replies[:-_N_SHOWN]]
    made = (_thumb(messages[: n + 1], Verdict.UP, proofs) for n in replies[-_N_SHOWN:])
    return [*older, *(standing.get(thumb.answer) if thumb else None for thumb in made)]


def _thumb(messages: Sequence[Message], verdict: Verdict, proofs: Proofs) -> Thumb | None:
    """Return a verdict on the last message, with what was asked before it."""
    *before, reply = messages
    asked = [as_typed(m["content"]) for m in before if m["role"] == "user"]
    references = list(references_in(reply["content"]))
    found = [citation for r in references if (citation := proofs.citation(r))]
    judged = len(found) == len(references) and (found or _ABSTAINED in reply["content"])
    if reply["role"] != "assistant" or not asked or not judged:
        return None
    *earlier, question = (text[:MAX_QUESTION_CHARACTERS] for text in asked)
    return Thumb(
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        verdict=verdict,
        question=question,
        query=searched_for(reply["content"]) or question,
        earlier=tuple(earlier[-MAX_TURNS:]),
        quotes=tuple(map(QuotePlace.of, found)),
    )
