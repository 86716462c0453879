"""What stands beside a sentence in its passage and belongs to the same thought or the same list."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.types import Lexicon, Passage
from qa.question import Question
from qa.reader import Reading

MAX_ADJACENT = 3
"""Sentences that one quote may hold."""

MAX_QUOTE_CHARACTERS = 600
"""A quote is not made longer than this; about as much as is read at a glance."""

MAX_ITEMS = 6

_ADDED_WEIGHT = 0.15
"""A neighbour continues the thought if it adds this share of the question's weight."""

_GOES_ON = re.compile(
    r"(?:because|therefore|thus|hence|consequently|accordingly|as a (?:result|consequence)"
    r"|for (?:this|that|these) reasons?|(?:this|that) is (?:why|because|how)|this|these|so"
    r"|for (?:example|instance)|in this way|in other words|in turn|then|after (?:this|that)"
    r"|afterwards|finally)\b",
    re.IGNORECASE,
)
_LEANS_BACK = re.compile(
    r"(?:as a (?:result|consequence)|for (?:this|that|these) reasons?"
    r"|(?:this|that) is (?:why|because|how)|this|these|because of (?:this|that|these)"
    r"|(?:\w+ ){0,4}(?:therefore|thus|hence|consequently|accordingly))\b",
    re.IGNORECASE,
)
_ITEM_MARK = re.compile(r"(?:[-*+•◦▪‣·–—]|\d{1,3}[.)]|[a-z]\))\s+(?:\[[ xX]\]\s+)?\Z")


def widened(question: Question, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return a reading whose quote takes in the sentences beside it that continue its thought."""
    passage = reading.hit.passage
    if (reading.start, reading.end) not in passage.sentences:
        return reading
    first = last = passage.sentences.index((reading.start, reading.end))
    asked = question.weights.keys() & frozenset(lexicon.terms(reading.text))
    while _may_join(passage, first, last + 1):
        held = question.weights.keys() & frozenset(lexicon.terms(_text(passage, last + 1)))
        added = sum(question.weights[term] for term in held - asked)
        if not _GOES_ON.match(_text(passage, last + 1)) and added < _ADDED_WEIGHT:
            break
        last, asked = last + 1, asked | held
    if _LEANS_BACK.match(reading.text) and first and _may_join(passage, first - 1, last):
        first -= 1
    return replace(reading, start=passage.sentences[first][0], end=passage.sentences[last][1])


def items_beside(question: Question, reading: Reading, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Return the list items that belong with a reading, in their order, itself left out.

    The reading is the sentence with a colon that leads into the list, or one of its items.
    """
    passage = reading.hit.passage
    for lead in range(len(passage.sentences)):
        items = list(_items(passage, lead))
        if len(items) < 2 or not _is_about(question, passage, lead, lexicon):
            continue
        places = [passage.sentences[i] for i in items]
        if (reading.start, reading.end) in (passage.sentences[lead], *places):
            others = [place for place in places if place != (reading.start, reading.end)]
            return tuple(
                replace(reading, start=start, end=end, span=None)
                for start, end in others[:MAX_ITEMS]
            )
    return ()


def _items(passage: Passage, lead: int) -> Iterator[int]:
    """Yield the sentences that open the items of the list below a sentence with a colon."""
    if not _text(passage, lead).endswith((":", "：")):
        return
    marked: bool | None = None
    for i in range(lead + 1, len(passage.sentences)):
        gap = _gap(passage, i)
        has_mark = bool(_ITEM_MARK.search(gap))
        if "\n" not in gap:
            if marked is None:
                return
            continue  # an item's second sentence
        if marked is None:
            marked = has_mark
        elif has_mark is not marked or not (marked or gap.count("\n") == 1):
            return
        yield i


def _is_about(question: Question, passage: Passage, lead: int, lexicon: Lexicon) -> bool:
    """Say whether a list's heading or its leading sentence has a word of the question."""
    words = frozenset(lexicon.terms(f"{passage.heading}\n{_text(passage, lead)}"))
    return bool(words & (question.focus or question.weights.keys()))


def _may_join(passage: Passage, first: int, last: int) -> bool:
    """Say whether one quote may reach from one sentence to another: one paragraph, not too long."""
    if last >= len(passage.sentences) or last - first >= MAX_ADJACENT:
        return False
    gaps = [_gap(passage, i) for i in range(first + 1, last + 1)]
    if any(gap.strip() or gap.count("\n") > 1 for gap in gaps):
        return False
    if _text(passage, last).endswith(("?", "？")):
        return False
    return passage.sentences[last][1] - passage.sentences[first][0] <= MAX_QUOTE_CHARACTERS


def _text(passage: Passage, i: int) -> str:
    start, end = passage.sentences[i]
    return passage.text[start - passage.start : end - passage.start]


def _gap(passage: Passage, i: int) -> str:
    """Return what stands between a sentence and the one before it."""
    before, start = passage.sentences[i - 1][1], passage.sentences[i][0]
    return passage.text[before - passage.start : start - passage.start]
