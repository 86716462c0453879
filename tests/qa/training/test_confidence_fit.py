"""A fitted model finds what makes answers right, and its curve is that of libraries left out."""

import random

import numpy as np
import pytest

from qa.calibration import Outcome as OwnOutcome
from qa.training.confidence_fit import Outcome, fitted, own_questions, risk_curve


def outcomes(n: int) -> list[Outcome]:
    """Right with a probability that a margin decides; a second feature is noise."""
    rng = random.Random(0)
    made = []
    for i in range(n):
        margin = rng.uniform(-3, 3)
        made.append(
            Outcome(
                library=f"library {i % 7}",
                evidence={"margin": margin, "noise": rng.uniform(-1, 1)},
                right=rng.random() < 1 / (1 + np.exp(-(0.5 + 2 * margin))),
                share=1.0,
            )
        )
    return made


def test_the_weights_are_those_that_made_the_answers_right():
    model = fitted(outcomes(6000), "a", ["margin", "noise"])

    assert model.reader == "a"
    assert model.intercept == pytest.approx(0.5, abs=0.15)
    assert model.weights["margin"] == pytest.approx(2.0, abs=0.15)
    assert model.weights["noise"] == pytest.approx(0.0, abs=0.15)


def test_the_error_a_threshold_promises_is_the_error_above_it():
    made = outcomes(6000)
    model = fitted(made, "a", ["margin"])

    for max_error in (0.05, 0.1, 0.2):
        threshold = model.threshold(max_error)
        answered = [o for o in made if model.probability(o.evidence) >= threshold]
        found = sum(not o.right for o in answered) / len(answered)
        assert found == pytest.approx(max_error, abs=0.02)


def test_a_curve_counts_errors_from_the_surest_question_down():
    curve = risk_curve(
        np.array([0.9, 0.2, 0.6, 0.4]), np.array([True, False, False, True]), np.ones(4)
    )

    assert [(p.threshold, p.error, p.coverage) for p in curve] == [
        (0.2, 2 / 4, 4 / 4),
        (0.4, 0.3333, 3 / 4),
        (0.6, 1 / 2, 2 / 4),
        (0.9, 0.0, 1 / 4),
    ]


def test_a_question_that_is_asked_more_often_counts_more():
    curve = risk_curve(np.array([0.9, 0.2]), np.array([True, False]), np.array([1.0, 3.0]))

    assert [(p.threshold, p.error) for p in curve] == [(0.2, 0.75), (0.9, 0.0)]


def test_own_questions_relate_log_odds_to_being_right():
    rng = random.Random(1)
    made = []
    for _ in range(8000):
        log_odds = rng.uniform(-3, 3)
        right = rng.random() < 1 / (1 + np.exp(-(1.0 + 0.5 * log_odds)))
        made.append(OwnOutcome(log_odds=log_odds, right=right))

    found = own_questions(made)

    assert found.intercept == pytest.approx(1.0, abs=0.1)
    assert found.slope == pytest.approx(0.5, abs=0.1)
