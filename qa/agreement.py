"""Whether two sentences say the same, or say the same thing with other figures.

Words are compared, not meanings, so a pair is only found where hardly anything else differs.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from index.function_words import FUNCTION_WORDS
from index.types import Lexicon
from qa.figures import Figures
from qa.question import AnswerKind, Question
from qa.reader import Reading

_SAME_WORDS = 0.8
"""Sentences with at least this share of words in common, and the same figures, say the same."""

_SAME_THING = 0.6
"""Share of telling words that sentences with other figures for one thing have in common at least;
the rest may only be in one of them, because "the old plant" and "the new plant" are two things."""

_LEAST_TELLING = 2
"""Telling words in common that make it one thing at all; "Total: 12" is not enough."""

_NEGATIONS = frozenset("not no never neither nor without cannot none nobody nothing".split())
_ROUGHLY = frozenset("nearly roughly around almost approximately exactly total altogether".split())
_COUNTING = frozenset(
    (
        AnswerKind.NUMBER,
        AnswerKind.MONEY,
        AnswerKind.PERCENT,
        AnswerKind.DURATION,
        AnswerKind.FREQUENCY,
    )
)


class Difference(StrEnum):
    """What two sentences about one thing do not agree on; the words that name it."""

    FIGURES = "figures"
    DATES = "dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A reading's words as two sentences are compared by them."""

    reading: Reading
    words: frozenset[str]
    """All terms of the sentence, and its figures in one form."""
    telling: frozenset[str]
    """The terms that name something, figures left out."""
    names: frozenset[str]
    """Terms of the words with a capital."""
    around: frozenset[str]
    """Terms of the sentence, its passage, title and heading, and its file's name."""
    figures: Figures
    negations: frozenset[str]

    @classmethod
    def of(cls, reading: Reading, lexicon: Lexicon) -> Self:
        """Take a reading's sentence apart."""
        text, passage = reading.text, reading.hit.passage
        figures = Figures.of(text)
        telling = telling_words(figures.rest)
        named = [word for word in telling if word[0].isupper()]
        words = frozenset(lexicon.terms(text))
        file_name = re.sub(r"[\W_]+", " ", passage.source)
        return cls(
            reading=reading,
            words=words | terms_with_figures(text, lexicon),
            telling=frozenset(lexicon.terms(" ".join(telling))),
            names=frozenset(lexicon.terms(" ".join(named))),
            around=words.union(lexicon.terms(f"{passage.embedded_text} {file_name}")),
            figures=figures,
            negations=_negations(text),
        )


def telling_words(text: str) -> list[str]:
    """Return the words of a text that name something; none may be left."""
    words: list[str] = re.findall(r"\w+", text)
    return [w for w in words if w.lower() not in FUNCTION_WORDS and w.lower() not in _ROUGHLY]


def terms_with_figures(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the terms of a text, its figures in one form: "12" and "twelve" are equal."""
    figures = Figures.of(text)
    return frozenset([*lexicon.terms(figures.rest), *figures.quantities, *figures.dates])


def say_the_same(one: Wording, other: Wording) -> bool:
    """Say whether two sentences have nearly the same words, the same names and figures."""
    if _figures(one) != _figures(other) or not _agree(one, other):
        return False
    return bool(one.words) and _shared(one.words, other.words) >= _SAME_WORDS


def difference(question: Question, one: Wording, other: Wording) -> Difference | None:
    """Return what two files do not agree on, if their sentences are about one thing.

    Args:
        question: Only a difference in what it asks for counts; a word of it that stands around the
            quoted sentence alone means that the other is about something else.
        one: The sentence that is quoted.
        other: The sentence that may differ from it.
    """
    found = _clash(one.figures, other.figures)
    if found is None or one.reading.hit.passage.source == other.reading.hit.passage.source:
        return None
    wrong_kind = {
        Difference.FIGURES: question.kind is AnswerKind.DATE,
        Difference.DATES: question.kind in _COUNTING,
    }
    missing = question.weights.keys() & one.around - other.around
    if wrong_kind[found] or missing or not _agree(one, other):
        return None
    return found if _same_thing(one, other, found) else None


def _same_thing(one: Wording, other: Wording, found: Difference) -> bool:
    common = one.telling & other.telling
    if len(common) < _LEAST_TELLING or _shared(one.telling, other.telling) < _SAME_THING:
        return False
    spans = _span_figures(one), _span_figures(other)
    if spans[0] is not None and spans[1] is not None:
        return _clash(spans[0], spans[1]) is found
    return one.telling <= other.telling or other.telling <= one.telling


def _clash(one: Figures, other: Figures) -> Difference | None:
    """Return where each has what the other lacks, if that is in quantities or dates alone."""
    quantities = _each_alone(one.quantities, other.quantities)
    dates = _each_alone(one.dates, other.dates)
    if quantities == dates:
        return None
    return Difference.FIGURES if quantities else Difference.DATES


def _each_alone(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not (set(one) <= set(other) or set(other) <= set(one))


def _agree(one: Wording, other: Wording) -> bool:
    """Say whether both deny alike and neither names what the other does not mention."""
    named = one.names <= other.words and other.names <= one.words
    return named and one.negations == other.negations


def _span_figures(wording: Wording) -> Figures | None:
    """Return the figures of the words that answer; None where none are marked."""
    span, passage = wording.reading.span, wording.reading.hit.passage
    if span is None:
        return None
    return Figures.of(passage.text[span[0] - passage.start : span[1] - passage.start])


def _figures(wording: Wording) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return wording.figures.quantities, wording.figures.dates


def _negations(text: str) -> frozenset[str]:
    lowered = text.lower().replace("’", "'")
    contracted = ["not"] if re.search(r"n't\b", lowered) else []
    return _NEGATIONS.intersection([*re.findall(r"\w+", lowered), *contracted])


def _shared(some: frozenset[str], others: frozenset[str]) -> float:
    return len(some & others) / len(some | others) if some or others else 0.0
