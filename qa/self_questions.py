"""Questions that a library asks itself: what one of its sentences says, with a few words left out.

They need nobody to write them, and are easier than people's questions, because they keep the
sentence's own words.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.function_words import FUNCTION_WORDS
from index.types import Lexicon, Passage
from qa.features import SentenceWords, candidates
from qa.question import AnswerKind, Question

_QUESTION_WORDS: Mapping[AnswerKind, str] = {
    AnswerKind.DATE: "When",
    AnswerKind.MONEY: "How much money",
    AnswerKind.PERCENT: "What percent",
    AnswerKind.NUMBER: "How many",
    AnswerKind.PLACE: "Where",
    AnswerKind.PERSON: "Who",
}
"""What asks for each kind; of the kinds that a sentence holds, one is drawn."""

_LEAST_WORDS = 4
_MOST_WORDS = 7
"""Telling words that a question keeps of its sentence; people's questions have about six."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfQuestion:
    """A question and the words of the library that answer it."""

    question: str
    answer: str
    source: str


def make_questions(
    passages: Sequence[Passage], lexicon: Lexicon, n_questions: int, seed: int
) -> list[SelfQuestion]:
    """Return questions, each from another passage; fewer if fewer passages hold an answer.

    Args:
        passages: What may be asked about.
        lexicon: The library's words.
        n_questions: Most questions to make.
        seed: Which passages, sentences, answers and words are drawn.
    """
    rng = random.Random(seed)
    found: list[SelfQuestion] = []
    for passage in rng.sample(passages, len(passages)):
        if len(found) == n_questions:
            break
        made = next(_questions_of(passage, lexicon, rng), None)
        if made is not None:
            found.append(made)
    return found


def _questions_of(passage: Passage, lexicon: Lexicon, rng: random.Random) -> Iterator[SelfQuestion]:
    for start, end in rng.sample(passage.sentences, len(passage.sentences)):
        words = SentenceWords(passage.text[start - passage.start : end - passage.start], lexicon)
        answers = [
            (kind, first, last)
            for kind in _QUESTION_WORDS
            for first, last in candidates(_asking(kind), words)
        ]
        if not answers:
            continue
        kind, first, last = rng.choice(answers)
        asked = _asked_words(words, first, last, rng)
        if len(asked) >= _LEAST_WORDS:
            yield SelfQuestion(
                question=f"{_QUESTION_WORDS[kind]} {' '.join(asked)}?",
                answer=words.text[words.spans[first][0] : words.spans[last][1]],
                source=passage.source,
            )


def _asked_words(words: SentenceWords, first: int, last: int, rng: random.Random) -> list[str]:
    """Return some of a sentence's telling words, in order, without those of the answer."""
    answer = set(words.terms[first : last + 1])
    telling = [
        i
        for i, word in enumerate(words.words)
        if word.lower() not in FUNCTION_WORDS and words.terms[i] and words.terms[i] not in answer
    ]
    kept = rng.sample(telling, min(_MOST_WORDS, len(telling)))
    return [words.words[i] for i in sorted(kept)]


def _asking(kind: AnswerKind) -> Question:
    """Return a question of a kind to which every word of a sentence is new."""
    return Question(
        text="", kind=kind, weights={}, sequence=(), names=frozenset(), focus=frozenset()
    )
