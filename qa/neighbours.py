"""What stands beside a sentence in its passage and continues its thought."""

import re
from dataclasses import replace

from index.types import Lexicon, Passage
from qa.question import Question
from qa.reader import Reading

MAX_ADJACENT = 3
"""Sentences that one quote may hold."""

MAX_QUOTE_CHARACTERS = 600
"""A quote is not made longer than this; about as much as is read at a glance."""

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


def widened(question: Question, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return a reading whose quote takes in the sentences beside it that continue its thought."""
    passage = reading.hit.passage
    if (reading.start, reading.end) not in passage.sentences:
        return reading
    first = last = passage.sentences.index((reading.start, reading.end))
    asked = question.weights.keys() & frozenset(lexicon.terms(reading.text))
    while _may_join(passage, first, last + 1):
        held = question.weights.keys() & frozenset(lexicon.terms(sentence_text(passage, last + 1)))
        added = sum(question.weights[term] for term in held - asked)
        if not _GOES_ON.match(sentence_text(passage, last + 1)) and added < _ADDED_WEIGHT:
            break
        last, asked = last + 1, asked | held
    if _LEANS_BACK.match(reading.text) and first and _may_join(passage, first - 1, last):
        first -= 1
    return replace(reading, start=passage.sentences[first][0], end=passage.sentences[last][1])


def _may_join(passage: Passage, first: int, last: int) -> bool:
    """Say whether one quote may reach from one sentence to another: one paragraph, not too long."""
    if last >= len(passage.sentences) or last - first >= MAX_ADJACENT:
        return False
    gaps = [gap_before(passage, i) for i in range(first + 1, last + 1)]
    if any(gap.strip() or gap.count("\n") > 1 for gap in gaps):
        return False
    if sentence_text(passage, last).endswith(("?", "？")):
        return False
    return passage.sentences[last][1] - passage.sentences[first][0] <= MAX_QUOTE_CHARACTERS


def sentence_text(passage: Passage, i: int) -> str:
    """Return a sentence of a passage, counted from 0."""
    start, end = passage.sentences[i]
    return passage.text[start - passage.start : end - passage.start]


def gap_before(passage: Passage, i: int) -> str:
    """Return what stands between a sentence and the one before it, or the passage's beginning."""
    before = passage.sentences[i - 1][1] if i else passage.start
    return passage.text[before - passage.start : passage.sentences[i][0] - passage.start]
