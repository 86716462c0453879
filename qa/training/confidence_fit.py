"""Fits what makes a reader's answers likely to be right to questions whose answers are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from qa.calibration import Outcome as OwnOutcome
from qa.calibration import shift
from qa.confidence import ConfidenceModel, OwnQuestions, RiskPoint

N_FOLDS = 5

N_POINTS = 40
"""Points of a curve; between two of them the higher threshold counts."""

_UNKNOWN = OwnQuestions(intercept=0.0, slope=1.0, trust=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the reader found for one question, and whether its first quote was right."""

    library: str
    """All questions of one library are in the same fold."""
    evidence: Mapping[str, float]
    right: bool
    share: float
    """How often such a question is asked, relative to the others."""
    stated_share: float
    """The same where the errors of the curve are to hold."""


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
    share = np.array([outcome.stated_share for outcome in outcomes])
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

    More confidence is taken to mean fewer errors: else a handful of the surest decide how few there
    can be.

    Args:
        confidence: Of each question, shape (n_questions,).
        right: Whether its first quote is right.
        share: How often such a question is asked, relative to the others.
    """
    order = np.argsort(-confidence, kind="stable")
    answered = np.cumsum(share[order])
    wrong = IsotonicRegression(increasing=False).fit_transform(
        confidence, ~right, sample_weight=share
    )
    error = np.cumsum((share * wrong)[order]) / answered
    places = np.unique(np.linspace(0, len(order) - 1, N_POINTS).astype(int))[::-1]
    return tuple(
        RiskPoint(
            threshold=round(float(confidence[order[place]]), 4),
            error=round(float(error[place]), 4),
            coverage=round(float(answered[place] / answered[-1]), 4),
        )
        for place in places
    )


def own_questions(
    own: Mapping[str, Sequence[OwnOutcome]], outcomes: Sequence[Outcome], model: ConfidenceModel
) -> OwnQuestions:
    """Return how log-odds of a model relate to libraries' own questions being right.

    Args:
        own: What each library asked itself.
        outcomes: What people asked the same libraries.
        model: What gave the log-odds.
    """
    asked = [outcome for found in own.values() for outcome in found]
    line = LogisticRegression(C=1e3)
    line.fit([[outcome.log_odds] for outcome in asked], [outcome.right for outcome in asked])
    found = OwnQuestions(
        intercept=round(float(line.intercept_[0]), 4),
        slope=round(float(line.coef_[0, 0]), 4),
        trust=0.0,
    )
    return replace(found, trust=round(_trust(found, own, outcomes, model), 4))


def _trust(
    line: OwnQuestions,
    own: Mapping[str, Sequence[OwnOutcome]],
    outcomes: Sequence[Outcome],
    model: ConfidenceModel,
) -> float:
    """Return the slope, in [0, 1], of people's departures over those of own questions.

    A library with more of people's questions counts for more; the line goes through the origin. One
    standard error is taken off: few libraries tell a slope from chance badly.
    """
    peoples, owns, sizes = [], [], []
    for library, asked in own.items():
        answers = [outcome for outcome in outcomes if outcome.library == library]
        peoples.append(
            shift([model.log_odds(a.evidence) for a in answers], [a.right for a in answers])
        )
        owns.append(shift([line.log_odds(a.log_odds) for a in asked], [a.right for a in asked]))
        sizes.append(len(answers))
    x, y, weight = np.array(owns), np.array(peoples), np.array(sizes)
    y = y - np.average(y, weights=weight)
    spread = (weight * x * x).sum()
    slope = (weight * x * y).sum() / spread
    error = np.sqrt((weight * (y - slope * x) ** 2).sum() / (len(x) - 1) / spread)
    return float(np.clip(slope - error, 0.0, 1.0))


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
