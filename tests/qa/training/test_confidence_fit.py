"""A fitted model finds what makes answers right, and its curve is that of libraries left out."""

import random
from dataclasses import replace

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
                stated_share=1.0,
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
        (0.6, 1 / 4, 2 / 4),  # the two in the middle are as often wrong as each other
        (0.9, 0.0, 1 / 4),
    ]


def test_a_question_that_is_asked_more_often_counts_more():
    curve = risk_curve(np.array([0.9, 0.2]), np.array([True, False]), np.array([1.0, 3.0]))

    assert [(p.threshold, p.error) for p in curve] == [(0.2, 0.75), (0.9, 0.0)]


def test_the_errors_of_a_curve_are_those_of_the_stated_mix():
    found = [replace(o, stated_share=1.0 if o.right else 3.0) for o in outcomes(60)]
    fitted_to_both = fitted(outcomes(60), "a", ["margin"]), fitted(found, "a", ["margin"])
    usual, hard = (model.curve[0].error for model in fitted_to_both)

    assert fitted_to_both[0].weights == fitted_to_both[1].weights
    assert hard == pytest.approx(3 * usual / (1 + 2 * usual), abs=0.001)


MODEL = replace(fitted(outcomes(60), "a", ["margin"]), intercept=0.0, weights={"margin": 1.0})


def drawn(rng: random.Random, n: int, intercept: float, slope: float) -> list[tuple[float, bool]]:
    """Return log-odds, and whether answers were right that a line of them makes so."""
    values = [rng.uniform(-3, 3) for _ in range(n)]
    return [(v, rng.random() < 1 / (1 + np.exp(-(intercept + slope * v)))) for v in values]


def asked(departure: float, rng: random.Random) -> list[OwnOutcome]:
    found = drawn(rng, 2000, 1.0 + departure, 0.5)
    return [OwnOutcome(log_odds=value, right=right) for value, right in found]


def peoples(library: str, departure: float, rng: random.Random) -> list[Outcome]:
    found = drawn(rng, 2000, departure, 1.0)
    return [
        Outcome(
            library=library, evidence={"margin": value}, right=right, share=1.0, stated_share=1.0
        )
        for value, right in found
    ]


def test_few_libraries_that_tell_a_slope_badly_are_trusted_less():
    rng = random.Random(1)
    own = {str(departure): asked(departure, rng) for departure in (0.8, 0.0, -0.8)}
    peoples_departures = {"0.8": 0.8, "0.0": -0.8, "-0.8": 0.0}
    outcomes = [o for name, d in peoples_departures.items() for o in peoples(name, d, rng)]

    assert own_questions(own, outcomes, MODEL).trust < 0.1  # the slope alone is 0.5


@pytest.mark.parametrize("trust", [0.0, 0.5, 1.0])
def test_own_questions_are_trusted_as_far_as_they_told_of_peoples(trust: float):
    rng = random.Random(1)
    departures = {f"{d} {i}": d for d in (0.8, 0.0, -0.8) for i in range(5)}
    own = {name: asked(departure, rng) for name, departure in departures.items()}
    outcomes = [
        o for name, departure in departures.items() for o in peoples(name, trust * departure, rng)
    ]

    found = own_questions(own, outcomes, MODEL)

    assert found.intercept == pytest.approx(1.0, abs=0.1)
    assert found.slope == pytest.approx(0.5, abs=0.1)
    assert found.trust == pytest.approx(trust, abs=0.15)
