"""Readers' verdicts as questions whose answers are known, for `qa evaluate`.

An answer that a reader liked is known to be right, and an abstention that one liked says that there
is no answer. Of one that a reader refused, only that is known: it should not come first again.
"""

from collections.abc import Iterable, Iterator

from qa.assistant import Assistant
from qa.question_file import KnownQuestion
from qa.thumbs import Thumb, Verdict


def thumbed_questions(assistant: Assistant, thumbs: Iterable[Thumb]) -> Iterator[KnownQuestion]:
    """Yield a question for each verdict whose quotes the library still holds."""
    for number, thumb in enumerate(thumbs, start=1):
        quotes = tuple(_quotes(assistant, thumb))
        if len(quotes) == len(thumb.quotes):
            yield _question(str(number), thumb, quotes)


def _question(question_id: str, thumb: Thumb, quotes: tuple[str, ...]) -> KnownQuestion:
    liked = thumb.verdict is Verdict.UP
    return KnownQuestion(
        question_id=question_id,
        question=thumb.query,
        answers=tuple(dict.fromkeys(quotes)) if liked else (),
        answerable=bool(quotes) or not liked,
        sources=tuple(dict.fromkeys(q.source for q in thumb.quotes)) if liked else (),
        passage="",
        grades={},
        refused=None if liked else (quotes[0] if quotes else ""),
    )


def _quotes(assistant: Assistant, thumb: Thumb) -> Iterator[str]:
    """Yield the words of the quotes that their documents still have."""
    for quote in thumb.quotes:
        document = assistant.document(quote.source)
        words = quote.words_in(document.text) if document else ""
        if words:
            yield words
