"""Why a passage was found, and how sure an answer is, as the page says it."""

import dataclasses

import pytest

from index.types import Leg
from qa.confidence import Certainty
from qa.web.reasons import certainty_in_words, fitting_in_words, reasons_for
from tests.qa.web.samples import FIRST, hit, passage

HIT = hit(passage(FIRST, 9, 45), rank=2)
SURE = Certainty(probability=0.834, threshold=0.21, max_error=0.4, is_own=False)


def test_both_searches_and_the_fused_place_are_told() -> None:
    found = dataclasses.replace(HIT, lexical=Leg(rank=5, score=10.24), score=0.8)

    told = {reason.name: reason.told for reason in reasons_for(found)}

    assert told == {
        "Both together": "place 2, score 0.80 of 1",
        "By meaning": "place 2, similarity 0.50",
        "By words": "place 5, BM25 10.2",
    }


def test_a_search_that_did_not_bring_it_says_so() -> None:
    found = dataclasses.replace(HIT, dense=None, cosine=0.124)

    told = {reason.name: reason.told for reason in reasons_for(found)}

    assert told["By meaning"] == "not among the nearest, similarity 0.12"
    assert told["By words"] == "not among the nearest"


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        (True, "83\N{NO-BREAK SPACE}% sure that the first quote is right."),
        (
            False,
            "The nearest sentence is right with a probability of 83\N{NO-BREAK SPACE}% only;"
            " answers are given from 21\N{NO-BREAK SPACE}% upwards.",
        ),
    ],
)
def test_certainty_is_told_as_a_share(answered: bool, told: str) -> None:
    assert certainty_in_words(SURE, answered=answered) == told


@pytest.mark.parametrize(
    ("is_own", "beginning"),
    [(False, "Fitted to questions that other libraries"), (True, "Fitted to questions about this")],
)
def test_what_it_was_fitted_to_is_told_with_the_share_of_errors(
    is_own: bool, beginning: str
) -> None:
    told = fitting_in_words(dataclasses.replace(SURE, is_own=is_own))

    assert told.startswith(beginning)
    assert "at most 40\N{NO-BREAK SPACE}% of the answers are wrong" in told
