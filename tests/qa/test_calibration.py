"""A library that answers worse than usual makes its answers less sure, and keeps what was found."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.calibration import SHIFT_SPREAD, Outcome, calibrate, own_outcomes, shift
from qa.confidence import ConfidenceModel, dumped
from tests.index.builders import library
from tests.qa.conftest import ARTICLES

EVEN = 0.0
"""Log-odds of answers that are as often right as wrong."""


def test_as_many_right_as_expected_shift_nothing():
    assert shift([EVEN] * 100, [True] * 50 + [False] * 50) == pytest.approx(0.0, abs=1e-9)


def test_no_outcomes_shift_nothing():
    assert shift([], []) == 0.0


@pytest.mark.parametrize(("n_right", "n_wrong"), [(30_000, 10_000), (10_000, 30_000)])
def test_many_outcomes_shift_to_their_log_odds(n_right: int, n_wrong: int):
    found = shift([EVEN] * 40_000, [True] * n_right + [False] * n_wrong)

    assert found == pytest.approx(math.log(n_right / n_wrong), abs=0.01)


def test_few_outcomes_are_held_back_by_how_libraries_differ():
    found = shift([EVEN] * 4, [True, True, True, False])

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

    own, outcomes = shipped.own_questions, own_outcomes_of(folder)
    departure = shift([own.log_odds(o.log_odds) for o in outcomes], [o.right for o in outcomes])
    assert model.intercept == pytest.approx(shipped.intercept + own.trust * departure)
    assert again.intercept == pytest.approx(model.intercept)
    assert opened.confidence_model() == again
    assert replace(model, intercept=shipped.intercept) == shipped


def test_what_was_fitted_for_an_earlier_release_counts_no_longer(tmp_path: Path):
    assistant = Assistant.open(library(tmp_path / "docs", ARTICLES))
    assistant.sync()
    shipped = assistant.confidence_model()
    moved = replace(shipped, intercept=shipped.intercept + 1)

    assistant.keep_confidence_model(moved)
    assert assistant.confidence_model() == moved

    earlier = {name: weight + 0.1 for name, weight in moved.weights.items()}
    assistant.keep_confidence_model(replace(moved, weights=earlier))
    assert assistant.confidence_model() == shipped


def test_what_was_fitted_for_a_named_reader_counts_for_that_one_alone():
    shipped = ConfidenceModel.shipped("a named reader")
    moved = replace(shipped, intercept=shipped.intercept + 1)

    kept = dumped([moved])

    assert ConfidenceModel.of_library(kept, "a named reader") == moved
    assert ConfidenceModel.of_library(kept, "bundled") == ConfidenceModel.shipped("bundled")


def own_outcomes_of(folder: Path) -> list[Outcome]:
    """What a library that was never calibrated finds."""
    assistant = Assistant.open(folder, store=folder.parent / "other")
    assistant.sync()
    return own_outcomes(assistant, 8)
