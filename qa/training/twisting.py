"""Questions that a text no longer answers because one word of them was exchanged.

People write unanswerable questions in much this way: another name or number of the same text, or a
word of opposite sense, in a question that was answered.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from index.sentences import sentences_of
from qa.training.examples import SpanExample

OPPOSITES = (
    "first last, before after, largest smallest, highest lowest, most least, oldest youngest, "
    "biggest smallest, best worst, more less, larger smaller, higher lower, older younger, "
    "north south, northern southern, east west, eastern western, early late, earlier later, "
    "increase decrease, increased decreased, won lost, win lose, begin end, began ended, "
    "start stop, started stopped, gained lost, rise fall, rose fell, male female, men women, "
    "major minor, maximum minimum, longest shortest, long short, old new, oldest newest, "
    "support oppose, supported opposed, allowed forbidden, legal illegal, common rare, "
    "always never, public private, inside outside, above below, over under, good bad, "
    "joined left, accepted rejected, same different, positive negative, internal external, "
    "strong weak, heavy light, hot cold, warm cold, rich poor, urban rural, sold bought, "
    "majority minority, advantage disadvantage, advantages disadvantages, success failure"
)
"""Pairs of words that a question may not have exchanged and keep its answer."""

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:(?:of|the|de) )?[A-Z][\w'’-]+)*")
_WORD = re.compile(r"[a-z]+")


def twisted(example: SpanExample, rng: random.Random) -> SpanExample | None:
    """Return an answered example with a question its text does not answer; None if none is found.

    What takes a word's place stands in the text but not in a sentence of the answer, so that the
    words of the question alone do not give it away; a word of opposite sense is nowhere in it.
    """
    ways = [*_exchanges(example), *_reversals(example)]
    if not ways:
        return None
    (start, end), other = rng.choice(ways)
    question = example.question[:start] + other + example.question[end:]
    return replace(example, question=question, start=-1, end=-1)


def _exchanges(example: SpanExample) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield names and numbers of the question, each with one of the text to stand in its place."""
    told, beside = _told_and_beside(example)
    for kind in (_NUMBER, _NAME):
        others = sorted({name for part in beside for name in _inner(kind, part)})
        for found in kind.finditer(example.question):
            if not found.start() or found[0] not in told:
                continue
            for other in others:
                strange = other not in told and other not in example.question
                if strange and _shape(other) == _shape(found[0]):
                    yield found.span(), other


def _reversals(example: SpanExample) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield words of the question that have one of opposite sense, which the text does not use."""
    words = set(_WORD.findall(example.text.lower()))
    for found in _WORD.finditer(example.question):
        for other in _OPPOSITE_OF.get(found[0], ()):
            if found[0] in words and other not in words:
                yield found.span(), other


def _told_and_beside(example: SpanExample) -> tuple[str, list[str]]:
    """Return the answering sentences as one text, and the others."""
    told: list[str] = []
    beside: list[str] = []
    for sentence in sentences_of(example.text, 0, len(example.text)):
        holds = sentence.end > example.start and sentence.start < example.end
        (told if holds else beside).append(example.text[sentence.start : sentence.end])
    return " ".join(told), beside


def _inner(kind: re.Pattern[str], sentence: str) -> list[str]:
    """Return the names or numbers of a sentence but for its first word, which any word may be."""
    return [found[0] for found in kind.finditer(sentence) if found.start()]


def _shape(name: str) -> tuple[int, int]:
    """Return what two names must share for one to take the other's place."""
    return len(name.split()), len(name) if name[0].isdigit() else 0


def _opposite_of() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in OPPOSITES.split(", "):
        one, other = pair.split()
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return found


_OPPOSITE_OF = _opposite_of()
