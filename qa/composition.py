"""Chooses what an answer quotes: one sentence, and more only where more is asked or disputed.

What is quoted has to be read, and what is not can be found in the passages beside the answer: in
doubt a sentence is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.types import Lexicon
from qa.agreement import (
    Difference,
    Wording,
    difference,
    say_the_same,
    telling_words,
    terms_with_figures,
)
from qa.features import SentenceWords, candidates, coverage
from qa.kept_list import MAX_ITEMS, kept_list
from qa.neighbours import widened
from qa.question import AnswerKind, Question
from qa.question_form import asks_for_several, parts_of
from qa.reader import Reading

MAX_POINTS = 3
"""Points of an answer to a question that asks for no list; other figures not counted."""

MAX_DIFFERING = 2
"""Quotes with other figures that one point may have beside it."""

FURTHER_SHARE = 0.5
"""A further sentence is quoted if it is at least this likely to answer as the first one is."""

PART_SHARE = 0.04
"""The same for the answer to another part of the question, which the reader did not look for. In
three such questions to the sample articles the right sentences had shares of 0.04 to 0.17."""

_NEW_SHARE = 0.5
"""Share of its telling words that neither question nor answer has yet, for a sentence to add."""

_AS_MUCH = 0.8
"""A further sentence covers at least this share of what the best covers of the question."""

_PART_COVERAGE = 0.6
"""Share of a part's weight that the sentence answering it holds."""

_OWN_WORDS = 3
"""A part with so many telling words, and no pronoun, is about something of its own."""

_PRONOUN = re.compile(r"\b(?:it|its|he|him|his|she|her|they|them|their|there)\b", re.IGNORECASE)

_EXPLAINING = (AnswerKind.REASON, AnswerKind.MANNER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that an answer says."""

    readings: tuple[Reading, ...]
    """What is quoted, then the sentences of other files that say the same."""
    differs: Difference | None
    """In what it differs from the nearest point before it with None, which it stands beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """What one sentence says, and every other that says the same."""

    readings: tuple[Reading, ...]
    wording: Wording
    """Of the first reading before anything beside it is taken into the quote."""

    @property
    def first(self) -> Reading:
        """The reading that is quoted."""
        return self.readings[0]

    @property
    def sources(self) -> frozenset[str]:
        """The files that say it."""
        return frozenset(reading.hit.passage.source for reading in self.readings)


def compose(question: Question, readings: Sequence[Reading], lexicon: Lexicon) -> tuple[Point, ...]:
    """Return what to quote: the first reading, then, best first, what adds to it.

    Args:
        question: What the readings answer.
        readings: Best first.
        lexicon: Tells which words are the same.
    """
    sayings = _sayings(readings, lexicon)
    if not sayings:
        return ()
    answer = _Composition(question, sayings[0], lexicon)
    for saying in sayings[1:]:
        answer.consider(saying)
    return answer.points()


class _Composition:
    """An answer as it grows from its best sentence on."""

    def __init__(self, question: Question, best: _Saying, lexicon: Lexicon) -> None:
        self._question = question
        self._best = best
        self._lexicon = lexicon
        self._parts = _parts(question, lexicon)
        self._several = asks_for_several(question.text)
        self._max_points = MAX_ITEMS if self._several else MAX_POINTS
        self._chosen = _opening(question, best, self._several, lexicon)
        if len(self._chosen) > 1:
            self._max_points = len(self._chosen)  # a list that the document keeps is the answer
        self._differing: list[list[Point]] = [[] for _ in self._chosen]

    def consider(self, saying: _Saying) -> None:
        """Take a sentence in if it has other figures or adds something."""
        if any(_overlap(saying.first, chosen.first) for chosen in self._chosen):
            return
        for chosen, differing in zip(self._chosen, self._differing, strict=True):
            found = difference(self._question, chosen.wording, saying.wording)
            if found is not None:
                if len(differing) < MAX_DIFFERING:
                    differing.append(Point(readings=saying.readings, differs=found))
                return
        if len(self._chosen) < self._max_points and self._adds(saying):
            self._chosen.append(saying)
            self._differing.append([])

    def points(self) -> tuple[Point, ...]:
        """Return the answer, other figures right after those that they differ from."""
        return tuple(
            point
            for chosen, differing in zip(self._chosen, self._differing, strict=True)
            for point in (Point(readings=chosen.readings, differs=None), *differing)
        )

    def _adds(self, saying: _Saying) -> bool:
        score, best_score = saying.first.score, self._best.first.score
        if score >= PART_SHARE * best_score and self._answers_open_part(saying):
            return True
        if self._parts or score < FURTHER_SHARE * best_score:
            return False
        known = frozenset().union(*(chosen.sources for chosen in self._chosen))
        if saying.sources & known and not self._several:
            return False
        if self._lacks(self._question.names, saying):
            return False
        held, enough = (coverage(self._question, s.wording.words) for s in (saying, self._best))
        return held >= _AS_MUCH * enough and self._has_news(saying)

    def _lacks(self, names: frozenset[str], saying: _Saying) -> bool:
        """Say whether a sentence is about somebody else than the best one, by the names asked."""
        return bool(names & self._best.wording.around - saying.wording.around)

    def _answers_open_part(self, saying: _Saying) -> bool:
        open_parts = [
            part
            for part in self._parts
            if not any(_answers(part, chosen, self._lexicon) for chosen in self._chosen)
        ]
        return any(
            part.names <= saying.wording.around
            and (_stands_alone(part) or not self._lacks(self._question.names, saying))
            and _answers(part, saying, self._lexicon)
            for part in open_parts
        )

    def _has_news(self, saying: _Saying) -> bool:
        """Say whether a sentence answers with words that are neither asked nor quoted yet."""
        asked = terms_with_figures(self._question.text, self._lexicon)
        said = asked.union(*(chosen.wording.words for chosen in self._chosen))
        answering = _answering_terms(self._question, saying, self._lexicon)
        if answering is not None:
            return bool(answering - said)
        telling = saying.wording.telling
        return bool(telling) and len(telling - said) >= _NEW_SHARE * len(telling)


def _opening(question: Question, best: _Saying, several: bool, lexicon: Lexicon) -> list[_Saying]:
    """Return the best sentence and what its passage adds: its list, or the reason."""
    whole = several or best.first.text.endswith((":", "："))
    if whole or question.kind is AnswerKind.MANNER:
        found = kept_list(question, best.first, lexicon)
        if found and (whole or found.is_numbered):
            return [best if r == best.first else _saying(r, lexicon) for r in found.readings]
    if question.kind in _EXPLAINING:
        quote = widened(question, best.first, lexicon)
        return [replace(best, readings=(quote, *best.readings[1:]))]
    return [best]


def _sayings(readings: Sequence[Reading], lexicon: Lexicon) -> list[_Saying]:
    """Return what the readings say, best first, each thing once and each file once for it."""
    sayings: list[_Saying] = []
    for reading in readings:
        one = _saying(reading, lexicon)
        same = next(
            (i for i, s in enumerate(sayings) if say_the_same(s.wording, one.wording)), None
        )
        if same is None:
            sayings.append(one)
        elif not sayings[same].sources & one.sources:
            sayings[same] = replace(sayings[same], readings=(*sayings[same].readings, reading))
    return sayings


def _saying(reading: Reading, lexicon: Lexicon) -> _Saying:
    return _Saying(readings=(reading,), wording=Wording.of(reading, lexicon))


def _parts(question: Question, lexicon: Lexicon) -> list[Question]:
    """Return the parts of a question that asks for several things; none for a simple one.

    A part without words of its own asks about those of the whole: "Who founded it and when?"
    """
    texts = parts_of(question.text)
    if len(texts) < 2:
        return []
    parts = [Question.parse(text, lexicon) for text in texts]
    return [
        part if telling_words(part.text) else replace(question, text=part.text, kind=part.kind)
        for part in parts
    ]


def _stands_alone(part: Question) -> bool:
    """Say whether a part names what it is about, so that the other parts' names do not matter."""
    if part.names:
        return True
    return len(part.sequence) >= _OWN_WORDS and not _PRONOUN.search(part.text)


def _answers(part: Question, saying: _Saying, lexicon: Lexicon) -> bool:
    """Say whether a sentence holds the kind of answer and the words of a part of the question."""
    held = saying.wording.words | (part.names & saying.wording.around)
    if coverage(part, held) < _PART_COVERAGE:
        return False
    return _answering_terms(part, saying, lexicon) != frozenset()


def _answering_terms(
    question: Question, saying: _Saying, lexicon: Lexicon
) -> frozenset[str] | None:
    """Return the terms of a sentence that may be the answer; None where any words may be."""
    reading = saying.first
    if reading.span is not None:
        start, end = (place - reading.hit.passage.start for place in reading.span)
        return terms_with_figures(reading.hit.passage.text[start:end], lexicon)
    if question.kind in (*_EXPLAINING, AnswerKind.OTHER):
        return None
    words = SentenceWords(saying.wording.reading.text, lexicon)
    places = candidates(question, words)
    texts = [words.text[words.spans[i][0] : words.spans[j][1]] for i, j in places]
    return frozenset().union(*(terms_with_figures(text, lexicon) for text in texts))


def _overlap(one: Reading, other: Reading) -> bool:
    same_file = one.hit.passage.source == other.hit.passage.source
    return same_file and one.start < other.end and other.start < one.end
