"""Fits what makes a reader's answers likely to be right to questions whose answers are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from qa.calibration import Outcome as OwnOutcome
from qa.confidence import ConfidenceModel, OwnQuestions, RiskPoint

N_FOLDS = 5

N_POINTS = 40
"""Points of a curve; between two of them the higher threshold counts."""

_UNKNOWN = OwnQuestions(intercept=0.0, slope=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the reader found for one question, and whether its first quote was right."""

    library: str
    """All questions of one library are in the same fold."""
    evidence: Mapping[str, float]
    right: bool
    share: float
    """How often such a question is asked, relative to the others."""


def fitted(outcomes: Sequence[Outcome], reader: str, names: Sequence[str]) -> ConfidenceModel:
    """Return a model of what makes answers right, its curve over libraries it was not fitted on."""
    number = {name: i for i, name in enumerate(sorted({o.library for o in outcomes}))}
    fold = [number[outcome.library] % N_FOLDS for outcome in outcomes]
    held_out = np.zeros(len(outcomes))
    for left_out in set(fold):
        rest = [o for o, f in zip(outcomes, fold, strict=True) if f != left_out]
        model = _logistic(rest, reader, names)
        for i, outcome in enumerate(outcomes):
            if fold[i] == left_out:
                held_out[i] = model.probability(outcome.evidence)
    right = np.array([outcome.right for outcome in outcomes])
    share = np.array([outcome.share for outcome in outcomes])
    whole = _logistic(outcomes, reader, names)
    return ConfidenceModel(
        reader=reader,
        intercept=whole.intercept,
        weights=whole.weights,
        curve=risk_curve(held_out, right, share),
        own_questions=_UNKNOWN,
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


def own_questions(outcomes: Sequence[OwnOutcome]) -> OwnQuestions:
    """Return how log-odds of a model relate to being right, over libraries' own questions."""
    model = LogisticRegression(C=1e3)
    model.fit([[outcome.log_odds] for outcome in outcomes], [o.right for o in outcomes])
    return OwnQuestions(
        intercept=round(float(model.intercept_[0]), 4), slope=round(float(model.coef_[0, 0]), 4)
    )


def _logistic(outcomes: Sequence[Outcome], reader: str, names: Sequence[str]) -> ConfidenceModel:
    """Return the model of a logistic regression on the standardized evidence."""
    rows = np.array([[outcome.evidence[name] for name in names] for outcome in outcomes])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    share = np.array([outcome.share for outcome in outcomes])
    model = LogisticRegression(max_iter=2000)
    model.fit(
        (rows - mean) / spread,
        [outcome.right for outcome in outcomes],
        sample_weight=share / share.mean(),
    )
    weights = model.coef_[0] / spread
    return ConfidenceModel(
        reader=reader,
        intercept=round(float(model.intercept_[0] - weights @ mean), 4),
        weights={name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        curve=(),
        own_questions=_UNKNOWN,
    )
