"""How good answers are: words in the normal form SQuAD judges by, confidences by their order."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np


def normalized(text: str) -> str:
    """Return a text in lower case, without punctuation and articles, in single spaces."""
    words = re.findall(r"\w+", text.lower())
    return " ".join(word for word in words if word not in ("a", "an", "the"))


def holds_answer(text: str, answers: Iterable[str]) -> bool:
    """Say whether one of the answers stands in a text as whole words."""
    padded = f" {normalized(text)} "
    wanted = [normalized(answer) for answer in answers]
    return any(answer and f" {answer} " in padded for answer in wanted)


def exact_match(text: str, answers: Iterable[str]) -> float:
    """Return 1 if a text is one of the answers, else 0."""
    return float(any(normalized(text) == normalized(answer) for answer in answers))


def f1(text: str, answers: Iterable[str]) -> float:
    """Return how far a text has the words of the answer it is nearest to, and no others.

    The harmonic mean of precision and recall over words, as in Rajpurkar et al., "SQuAD" (2016).
    """
    return max((_f1(normalized(text).split(), normalized(a).split()) for a in answers), default=0.0)


def area_under_roc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Return how often a positive scores above a negative; a tie counts half.

    Raises:
        ValueError: If either kind is missing.
    """
    values, kinds = np.array(scores, dtype=float), np.array(positive, dtype=bool)
    above, below = values[kinds], np.sort(values[~kinds])
    if not above.size or not below.size:
        raise ValueError("Expected positives and negatives, found one kind alone")
    wins = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
    return float(wins.mean() / 2 / below.size)


def area_under_risk(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean error of answering the n surest questions, over all n; lower is better.

    The area under the risk-coverage curve of Geifman & El-Yaniv, "Selective Classification" (2017).
    """
    order = np.argsort(-np.array(scores, dtype=float), kind="stable")
    wrong = 1.0 - np.array(right, dtype=float)[order]
    return float((np.cumsum(wrong) / np.arange(1, len(wrong) + 1)).mean())


def _f1(found: list[str], wanted: list[str]) -> float:
    if not found or not wanted:
        return float(found == wanted)
    shared = (Counter(found) & Counter(wanted)).total()
    return 2 * shared / (len(found) + len(wanted))
