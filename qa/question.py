"""What a question asks for: the kind of answer, and how telling each of its words is.

The patterns read English; a question in another language is of the kind `OTHER`, which every
sentence fits, and is then answered by meaning and words alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from index.function_words import FUNCTION_WORDS, content_words
from index.types import Lexicon

LIGHT_WORDS = frozenset(
    """
    name named called known term word type kind sort form example following according
    year date day month time century period number amount percentage percent share
    person people place country city location thing way reason purpose happen happened mean
    """.split()
)
"""Words that say what is asked for; the sentence that answers often does without them."""

_LIGHT_SHARE = 0.4


class AnswerKind(StrEnum):
    """What a sentence must hold to be an answer."""

    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"
    MANNER = "manner"
    OTHER = "other"


_ASKING: tuple[tuple[AnswerKind, str], ...] = (
    (AnswerKind.PERCENT, r"\bpercent|\bper cent|\bwhat (share|proportion)\b|%"),
    (AnswerKind.DURATION, r"\bhow long\b|\bhow many (years|months|weeks|days|hours|minutes)\b"),
    (
        AnswerKind.DATE,
        r"\bwhen\b|\b(what|which|whose) (\w+ )?(year|date|day|month|century|decade|time)\b"
        r"|\bhow (early|late|recently)\b|\bsince when\b",
    ),
    (AnswerKind.FREQUENCY, r"\bhow (often|frequently|regularly)\b"),
    (
        AnswerKind.MONEY,
        r"\bhow (much|large|big|high|great)\b.*\b(costs?|pay|paid|spen[dt]|worth|earn|prices?"
        r"|invest\w*|trade|export\w*|import\w*|surplus|deficit|revenues?|sales|debt|profit|loan|fine)\b"
        r"|\b(what|which) .*\b(price|cost|salary|budget|revenue|fee|worth|value) of\b"
        r"|\bhow much money\b",
    ),
    (
        AnswerKind.NUMBER,
        r"\bhow (many|much|far|tall|high|deep|large|big|old|fast|wide|heavy|hot|cold|close)\b"
        r"|\b(what|which) (\w+ ){0,2}(number|amount|population|size|age|distance|height|length"
        r"|temperature|rate|ratio|area|score|speed|weight)\b|\bby how\b",
    ),
    (AnswerKind.PERSON, r"\bwho\b|\bwhom\b|\bwhose\b"),
    (AnswerKind.PLACE, r"\bwhere\b|\b(what|which) (place|location|venue|building)\b"),
    (
        AnswerKind.NAME,
        r"\b(what|which) (\w+ )?(city|cities|country|countries|state|region|continent|town|province"
        r"|county|village|capital|nation|island|river|company|companies|president|king|team|river)\b",
    ),
    (AnswerKind.REASON, r"\bwhy\b|\b(what|which) .*\b(cause|caused|causes|reason|purpose)\b"),
    (AnswerKind.MANNER, r"^how\b"),
)
_ASKING_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKING)

_FOCUS = re.compile(r"\b(?:what|which|whose|how many|how much)\s+((?:\w+\s*){1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question taken apart."""

    text: str
    kind: AnswerKind
    weights: Mapping[str, float]
    """Share of the question's weight that each content term carries; sums to 1."""
    sequence: tuple[str, ...]
    """The content terms in the question's order."""
    names: frozenset[str]
    """Terms of capitalized words and of numbers."""
    focus: frozenset[str]
    """Terms of the thing asked for: `agreement` in "How many agreements were signed?"."""

    @classmethod
    def parse(cls, text: str, lexicon: Lexicon) -> Self:
        """Take a question apart with the words of a library."""
        words = content_words(text)
        weights: dict[str, float] = {}
        for word in words:
            share = _LIGHT_SHARE if word.lower() in LIGHT_WORDS else 1.0
            for term in lexicon.terms(word):
                weights[term] = share * lexicon.weight(term)
        total = sum(weights.values()) or 1.0
        return cls(
            text=text,
            kind=asked_kind(text),
            weights={term: weight / total for term, weight in weights.items()},
            sequence=tuple(term for word in words for term in lexicon.terms(word)),
            names=_terms_of((word for word in words if _is_name(word, text)), lexicon),
            focus=_focus(text, lexicon),
        )


def asked_kind(question: str) -> AnswerKind:
    """Return the kind of answer a question asks for."""
    for kind, pattern in _ASKING_PATTERNS:
        if pattern.search(question):
            return kind
    return AnswerKind.OTHER


_OPENING_WORDS = frozenset(
    """
    according besides along around across upon toward towards despite except unlike like amid prior
    approximately roughly nearly give name mention tell list describe explain say please
    """.split()
)
"""Words that a question begins with, written large only for that."""


def _is_name(word: str, question: str) -> bool:
    """Say whether a word is a number or written as a name; the first word may not be one."""
    if any(letter.isdigit() for letter in word):
        return True
    first = question.lstrip("\"'“‘¿(").startswith(word)
    return word[0].isupper() and not (first and word.lower() in FUNCTION_WORDS | _OPENING_WORDS)


def _terms_of(words: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    return frozenset(term for word in words for term in lexicon.terms(word))


def _focus(question: str, lexicon: Lexicon) -> frozenset[str]:
    found = _FOCUS.search(question)
    if not found:
        return frozenset()
    phrase: list[str] = []
    for word in found.group(1).split():
        if word.lower() in FUNCTION_WORDS:
            break
        phrase.append(word)
    return _terms_of(phrase, lexicon)
