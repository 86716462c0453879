"""How likely the first quoted sentence answers: a logistic model over what was found and what not.

Fitted with tests/benchmarks/fit_confidence.py on libraries of two short articles up to hundreds of
documents, asked what they hold, what was taken out of them, and what they never held.
"""

import math
from collections.abc import Mapping, Sequence

from index.types import Hit, Lexicon
from qa.features import SentenceWords, candidates, coverage
from qa.question import AnswerKind, Question
from qa.reader import Reading

MIN_CONFIDENCE = 0.0

INTERCEPT = 0.0
WEIGHTS: Mapping[str, float] = {}

_NO_TERM = "\0"
"""A term that no text has."""


def probability(
    question: str, hits: Sequence[Hit], readings: Sequence[Reading], lexicon: Lexicon
) -> float:
    """Return the probability that the first reading answers; 0 if nothing was found."""
    if not hits or not readings:
        return 0.0
    features = evidence(Question.parse(question, lexicon), hits, readings, lexicon)
    return _logistic(INTERCEPT + sum(WEIGHTS[name] * features[name] for name in WEIGHTS))


def evidence(
    question: Question, hits: Sequence[Hit], readings: Sequence[Reading], lexicon: Lexicon
) -> dict[str, float]:
    """Return what speaks for and against an answer, by the feature's name."""
    best = readings[0]
    words = SentenceWords(best.text, lexicon)
    passage = frozenset(lexicon.terms(best.hit.passage.embedded_text))
    covered = coverage(question, passage)
    return {
        "cosine": max(hit.cosine for hit in hits),
        "hit_cosine": best.hit.cosine,
        "contrast": _contrast([hit.cosine for hit in hits]),
        "bm25": _bm25_per_weight(question, hits, lexicon),
        "covered": covered,
        "covered_sentence": coverage(question, words.held),
        "covered_any": max(_covered(question, hit, lexicon) for hit in hits[:3]),
        "evidence": best.evidence / 10,
        "lead": best.score,
        "kind_held": _kind_held(question, words),
        "number_counts": _number_counts(question, words),
        "unknown": _unknown(question, frozenset(question.weights), lexicon),
        "unknown_names": _unknown(question, question.names, lexicon),
        "unknown_name": 1.0 if _unknown(question, question.names, lexicon) else 0.0,
        "unknown_word": 1.0 if _unknown(question, frozenset(question.weights), lexicon) else 0.0,
        "names_missing": _missing(question.names, passage),
        "name_missing": 1.0 if question.names - passage else 0.0,
        "names_missing_sentence": _missing(question.names, words.held),
        "heaviest_missing": _heaviest_missing(question, passage),
        "heaviest_missing_sentence": _heaviest_missing(question, words.held),
        "focus_missing": _missing(question.focus, passage),
        "no_kind": 1.0 if question.kind is AnswerKind.OTHER else 0.0,
    }


def _contrast(cosines: Sequence[float]) -> float:
    """Return how far the nearest passage stands out; 0 where there is no rest to compare with."""
    first, *rest = sorted(cosines, reverse=True)
    return first - sum(rest) / len(rest) if len(rest) > 2 else 0.0


def _bm25_per_weight(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> float:
    best = max((hit.lexical.score for hit in hits if hit.lexical), default=0.0)
    total = sum(lexicon.weight(term) for term in question.weights)
    return best / total if total else 0.0


def _covered(question: Question, hit: Hit, lexicon: Lexicon) -> float:
    return coverage(question, frozenset(lexicon.terms(hit.passage.embedded_text)))


def _kind_held(question: Question, words: SentenceWords) -> float:
    """Return 1 or -1: something of the kind asked for is there or not; 0 for no certain kind."""
    if question.kind is AnswerKind.OTHER:
        return 0.0
    return 1.0 if candidates(question, words) else -1.0


def _number_counts(question: Question, words: SentenceWords) -> float:
    """Return 1 or -1: a number stands before the thing counted or not; 0 for other questions."""
    if question.kind is not AnswerKind.NUMBER or not question.focus:
        return 0.0
    after = [words.terms[last + 1 : last + 5] for _, last in candidates(question, words)]
    return 1.0 if any(question.focus.intersection(terms) for terms in after) else -1.0


def _unknown(question: Question, terms: frozenset[str], lexicon: Lexicon) -> float:
    """Return the weight of the terms that the whole library lacks."""
    absent = lexicon.weight(_NO_TERM)
    return sum(
        question.weights.get(term, 0.0) for term in terms if lexicon.weight(term) >= absent
    )


def _missing(names: frozenset[str], held: frozenset[str]) -> float:
    return len(names - held) / len(names) if names else 0.0


def _heaviest_missing(question: Question, held: frozenset[str]) -> float:
    """Return the weight of the most telling term that is missing."""
    return max((w for term, w in question.weights.items() if term not in held), default=0.0)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -700 else 0.0
