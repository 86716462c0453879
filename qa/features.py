"""What speaks for a sentence as the answer to a question, each a number between -1 and 1."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from index.function_words import FUNCTION_WORDS
from index.types import Lexicon
from qa.question import AnswerKind, Question

_COUNTS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundreds?|thousands?|[mb]illions?|dozens?|half|third|quarter|once|twice|double[ds]?"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec"
)
_NOT_IN_DATE = r"(?!(?:1[5-9]|20)\d\d\b)" + "".join(
    rf"(?<!{month} )(?<!{month[:3]} )(?<!{month[:3]}\. )"
    for month in _MONTHS.split("|Jan|")[0].split("|")
)
_UNITS = "years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies)"
_CURRENCY_CODES = "USD|EUR|GBP|CHF|CNY|JPY|INR"
_CURRENCIES = f"dollars|euros|pounds|yuan|yen|francs|rupees|cents|{_CURRENCY_CODES}"
_NAME = r"(?:[A-ZÀ-ÞĀ-Ž][\w.'’-]*)"

_HOLDING: Mapping[AnswerKind, re.Pattern[str]] = {
    AnswerKind.DATE: re.compile(
        rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b(?:{_MONTHS})\b|\b\w+ century\b|\b\d+(?:st|nd|rd|th)\b"
        r"|\b\d+ (?:BC|AD|BCE|CE)\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
        r"|\b(?:today|yesterday|tomorrow|annually|every year|years? (?:ago|later|earlier))\b"
        r"|\b(?:last|next|this|same) (?:year|month|week)\b|\b\d\d?:\d\d\b"
    ),
    AnswerKind.DURATION: re.compile(
        rf"\b(?:\d[\d.,]*|{_COUNTS}|several|few|an?)[ -](?:{_UNITS})\b", re.IGNORECASE
    ),
    AnswerKind.MONEY: re.compile(
        rf"[$€£¥₹]\s?\d[\d.,]*|\b\d[\d.,]* ?(?:[mbtr]+illion )?(?:{_CURRENCIES})\b"
        rf"|\b(?:{_CURRENCY_CODES}):?\s?\d[\d.,]*",
        re.IGNORECASE,
    ),
    AnswerKind.PERCENT: re.compile(rf"\d ?%|\b(?:\d[\d.,]*|{_COUNTS}) per ?cent", re.IGNORECASE),
    AnswerKind.NUMBER: re.compile(
        rf"{_NOT_IN_DATE}(?<![\w.,])\d[\d.,]*|\b(?:{_COUNTS})\b",
        re.IGNORECASE,
    ),
    AnswerKind.PERSON: re.compile(rf"{_NAME}(?: {_NAME})*"),
    AnswerKind.NAME: re.compile(rf"{_NAME}(?: {_NAME})*"),
    AnswerKind.PLACE: re.compile(
        rf"\b(?:in|at|near|from|to|across|on|through|around|between|of|outside|inside) (?:the )?"
        rf"({_NAME}(?: (?:of (?:the )?)?{_NAME})*)"
    ),
    AnswerKind.FREQUENCY: re.compile(
        r"\b(?:annual(?:ly)?|(?:bi|semi)-?annual(?:ly)?|(?:bi|tri|quadr)ennial(?:ly)?|yearly"
        r"|(?:half-|bi-?|semi-?)?(?:hourly|daily|weekly|monthly|quarterly)|nightly|fortnightly"
        r"|always|never|often|usually|normally|generally|typically|sometimes|seldom|rarely"
        r"|occasional(?:ly)?|constantly|continuous(?:ly)?|frequent(?:ly)?|regular(?:ly)?"
        rf"|once|twice|(?:\d+|{_COUNTS}|several|many|few) times|every(?:day)?|each"
        rf"|(?:an?|per) (?:{_UNITS})(?! (?:later|ago|earlier|before|after)\b)|per annum"
        r"|from time to time|(?:of|all) the time)\b",
        re.IGNORECASE,
    ),
    AnswerKind.REASON: re.compile(
        r"\b(?:because|due to|since|owing to|thanks to|as a result|in order to|so that|so as to"
        r"|caus\w+|led to|leads? to|result\w*|reasons?|therefore|thus|hence|in response|for fear"
        r"|allow\w*|enabl\w+|to avoid|to prevent|to protect|to make|to help|to keep|to give)\b",
        re.IGNORECASE,
    ),
    AnswerKind.MANNER: re.compile(r"\b(?:by|through|via|using|with|as)\b|\b\w+ly\b", re.IGNORECASE),
}

_QUESTION_END = re.compile(r"\?[\"'”’)]*$")
_SENTENCE_END = re.compile(r"[.!?。！？:;][\"'”’»)\]]*$")
_PRONOUN_START = re.compile(
    r"^[\"'“‘(]*(?:he|she|it|they|this|these|those|that|his|her|its|their|such|there)\b",
    re.IGNORECASE,
)

_STEM = 5
"""Words that share this many first letters count as forms of each other."""

_REACH = 6.0
"""Words over which the weight of a matched word near a candidate answer halves."""

_PAIR_GAP = 3
"""Most words from the first to the second of a pair that still belongs together."""

_COUNTED_GAP = 4
"""Most words from a number to the thing that it counts."""


class SentenceWords:
    """The words of one sentence as the lexicon sees them, with their places."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.spans = [found.span() for found in re.finditer(r"\w+", text)]
        self.words = [text[start:end] for start, end in self.spans]
        self.terms = [next(iter(lexicon.terms(word)), "") for word in self.words]

    @cached_property
    def held(self) -> frozenset[str]:
        """The distinct terms."""
        return frozenset(self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The terms that stand around a sentence."""

    before: frozenset[str]
    """Of the sentence before it in the passage."""
    after: frozenset[str]
    """Of the sentence after it in the passage."""
    passage: frozenset[str]
    """Of the whole passage, its title and heading."""


def sentence_features(
    question: Question, words: SentenceWords, around: Surroundings
) -> dict[str, float]:
    """Return what the sentence's words and form say, by the feature's name."""
    held = words.held
    own = coverage(question, held)
    places = candidates(question, words)
    typed = question.kind in _HOLDING
    return {
        "coverage": own,
        "coverage_before": coverage(question, held | around.before) - own,
        "coverage_after": coverage(question, held | around.after) - own,
        "coverage_passage": coverage(question, held | around.passage) - own,
        "stems": _stems(question, words),
        "names": _share(question.names & question.weights.keys(), held),
        "focus": _share(question.focus, held),
        "pairs": _pairs(question, words),
        "kind_held": (1.0 if places else -1.0) if typed else 0.0,
        "kind_far": _nearness(question, words, places) / own - 1.0 if places and own else 0.0,
        "counted": _counted(question, words, places),
        "short": max(0.0, 1.0 - len(words.words) / 12),
        "fragment": 0.0 if _SENTENCE_END.search(words.text) and len(words.words) > 4 else 1.0,
        "asks": 1.0 if _QUESTION_END.search(words.text) else 0.0,
        "pronoun": 1.0 if _PRONOUN_START.match(words.text) else 0.0,
    }


def coverage(question: Question, held: frozenset[str]) -> float:
    """Return the share of the question's weight that a set of terms covers."""
    return sum(weight for term, weight in question.weights.items() if term in held)


def candidates(question: Question, words: SentenceWords) -> list[tuple[int, int]]:
    """Return the first and last word of what could be the answer: of its kind, and new."""
    pattern = _HOLDING.get(question.kind)
    if pattern is None:
        return []
    spans = [match.span(match.lastindex or 0) for match in pattern.finditer(words.text)]
    return [place for span in spans for place in _new_words(question, words, span)]


def _new_words(
    question: Question, words: SentenceWords, span: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    inside = [i for i, (start, end) in enumerate(words.spans) if start < span[1] and end > span[0]]
    if question.kind in (AnswerKind.PERSON, AnswerKind.NAME):
        inside = [i for i in inside if words.words[i].lower() not in FUNCTION_WORDS]
        if inside == [0]:  # every sentence opens with a capital
            return
    if any(words.terms[i] not in question.weights for i in inside):
        yield inside[0], inside[-1]


def _nearness(question: Question, words: SentenceWords, places: Sequence[tuple[int, int]]) -> float:
    """Return the matched weight around the best candidate, fading with each word's distance."""
    matched = [(i, term) for i, term in enumerate(words.terms) if term in question.weights]
    best = 0.0
    for first, last in places:
        near: dict[str, float] = {}
        for i, term in matched:
            distance = max(first - i, i - last, 0)
            near[term] = max(near.get(term, 0.0), 0.5 ** (distance / _REACH))
        best = max(best, sum(question.weights[term] * share for term, share in near.items()))
    return best


def _stems(question: Question, words: SentenceWords) -> float:
    """Return the weight of terms that only a word of the same beginning stands for."""
    starts = {term[:_STEM] for term in words.held if len(term) >= _STEM}
    return sum(
        weight
        for term, weight in question.weights.items()
        if term not in words.held and len(term) >= _STEM and term[:_STEM] in starts
    )


def _pairs(question: Question, words: SentenceWords) -> float:
    """Return the share of the question's neighbouring words that stand close together here."""
    wanted = list(pairwise(question.sequence))
    places: dict[str, list[int]] = {}
    for i, term in enumerate(words.terms):
        places.setdefault(term, []).append(i)
    close = [
        any(0 < j - i <= _PAIR_GAP for i in places.get(one, ()) for j in places.get(other, ()))
        for one, other in wanted
    ]
    return sum(close) / len(wanted) if wanted else 0.0


def _counted(question: Question, words: SentenceWords, places: Sequence[tuple[int, int]]) -> float:
    """Return 1 where a number stands right before the thing that the question counts."""
    if question.kind is not AnswerKind.NUMBER:
        return 0.0
    after = [words.terms[last + 1 : last + 1 + _COUNTED_GAP] for _, last in places]
    return 1.0 if any(question.focus.intersection(terms) for terms in after) else 0.0


def _share(wanted: frozenset[str], held: frozenset[str]) -> float:
    return len(wanted & held) / len(wanted) if wanted else 0.0
