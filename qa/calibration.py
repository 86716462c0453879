"""Fits how sure an answer is to questions whose answers are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.confidence import ConfidenceModel, RiskPoint

N_FOLDS = 5
RIDGE = 1.0

N_POINTS = 40
"""Points of a curve; between them the next higher threshold counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the reader found for one question, and whether its first quote was right."""

    group: str
    """Questions of one group are all in the same fold."""
    evidence: Mapping[str, float]
    right: bool
    share: float
    """How often such questions are taken to be asked, relative to the others."""


def fit(outcomes: Sequence[Outcome], reader: str, names: Sequence[str]) -> ConfidenceModel:
    """Return a model of what makes answers right, with the curve of its held-out probabilities."""
    groups = {name: i for i, name in enumerate(sorted({o.group for o in outcomes}))}
    fold = [groups[outcome.group] % N_FOLDS for outcome in outcomes]
    held_out = np.zeros(len(outcomes))
    for number in range(N_FOLDS):
        rest = [o for o, f in zip(outcomes, fold, strict=True) if f != number]
        intercept, weights = _logistic(rest, names)
        model = ConfidenceModel(reader=reader, intercept=intercept, weights=weights, curve=())
        for i, outcome in enumerate(outcomes):
            if fold[i] == number:
                held_out[i] = model.probability(outcome.evidence)
    intercept, weights = _logistic(outcomes, names)
    return ConfidenceModel(
        reader=reader,
        intercept=intercept,
        weights=weights,
        curve=risk_curve(
            held_out,
            np.array([outcome.right for outcome in outcomes]),
            np.array([outcome.share for outcome in outcomes]),
        ),
    )


def risk_curve(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], share: NDArray[np.float64]
) -> tuple[RiskPoint, ...]:
    """Return what answering from each of `N_POINTS` thresholds costs, lowest threshold first.

    Args:
        confidence: Of each question, shape (n_questions,).
        right: Whether its first quote is right.
        share: How often such a question is asked, relative to the others.
    """
    order = np.argsort(-confidence, kind="stable")
    answered = np.cumsum(share[order])
    error = np.cumsum((share * ~right)[order]) / answered
    places = np.unique(np.linspace(0, len(order) - 1, N_POINTS).astype(int))[::-1]
    return tuple(
        RiskPoint(
            threshold=round(float(confidence[order[place]]), 4),
            error=round(float(error[place]), 4),
            coverage=round(float(answered[place] / answered[-1]), 4),
        )
        for place in places
    )


def _logistic(outcomes: Sequence[Outcome], names: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Return the intercept and the weights of a logistic regression with a ridge."""
    from sklearn.linear_model import LogisticRegression  # takes a second to import

    rows = np.array([[outcome.evidence[name] for name in names] for outcome in outcomes])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=1 / RIDGE, max_iter=2000)
    model.fit(
        (rows - mean) / spread,
        [outcome.right for outcome in outcomes],
        sample_weight=_to_mean_one([outcome.share for outcome in outcomes]),
    )
    weights = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - weights @ mean)
    return intercept, dict(zip(names, weights.tolist(), strict=True))


def _to_mean_one(shares: Sequence[float]) -> NDArray[np.float64]:
    return np.array(shares) * len(shares) / sum(shares)
