"""A library that answers worse than usual makes its answers less sure, and keeps what was found."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.calibration import SHIFT_SPREAD, Outcome, calibrate, own_outcomes, shift
from qa.confidence import ConfidenceModel, OwnQuestions
from qa.reader import BUNDLED_NAME
from tests.index.builders import library
from tests.qa.conftest import ARTICLES

MODEL = replace(
    ConfidenceModel.shipped(BUNDLED_NAME), own_questions=OwnQuestions(intercept=1.0, slope=0.5)
)


def outcomes(n_right: int, n_wrong: int, log_odds: float = -2.0) -> list[Outcome]:
    kinds = [True] * n_right + [False] * n_wrong
    return [Outcome(log_odds=log_odds, right=right) for right in kinds]


def test_as_many_right_as_expected_shift_nothing():
    assert shift(MODEL, outcomes(50, 50)) == pytest.approx(0.0, abs=1e-9)


def test_no_outcomes_shift_nothing():
    assert shift(MODEL, []) == 0.0


def test_many_outcomes_shift_to_their_log_odds():
    assert shift(MODEL, outcomes(30_000, 10_000)) == pytest.approx(math.log(3), abs=0.01)
    assert shift(MODEL, outcomes(10_000, 30_000)) == pytest.approx(-math.log(3), abs=0.01)


def test_few_outcomes_are_held_back_by_how_libraries_differ():
    found = shift(MODEL, outcomes(3, 1))

    share = 1 / (1 + math.exp(-found))
    assert (3 - 4 * share) == pytest.approx(found / SHIFT_SPREAD**2)  # where the posterior is flat
    assert 0 < found < math.log(3) / 2


def test_a_calibrated_library_keeps_its_model(tmp_path: Path):
    folder = library(tmp_path / "docs", ARTICLES)
    assistant = Assistant.open(folder)
    assistant.sync()
    shipped = assistant.confidence_model()

    model = calibrate(assistant, n_questions=8)
    again = calibrate(assistant, n_questions=8)
    opened = Assistant.open(folder)

    expected = shipped.intercept + shift(shipped, own_outcomes_of(folder))
    assert model.intercept == pytest.approx(expected)
    assert again.intercept == pytest.approx(model.intercept)
    assert opened.confidence_model() == again
    assert replace(model, intercept=shipped.intercept) == shipped


def own_outcomes_of(folder: Path) -> list[Outcome]:
    """What a library that was never calibrated finds."""
    assistant = Assistant.open(folder, store=folder.parent / "other")
    assistant.sync()
    return own_outcomes(assistant, 8)
