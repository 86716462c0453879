"""What counts as holding an answer."""

import pytest

from qa.metrics import (
    area_under_risk,
    area_under_roc,
    exact_match,
    f1,
    holds_answer,
    normalized,
)


def test_normal_form_has_no_case_punctuation_articles_or_double_spaces():
    assert normalized("The  Great Hall, of a\nPeople!") == "great hall of people"


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("It cost nearly $12 globally.", ["nearly $12"], True),
        ("The oil crisis began in October 1973.", ["1974", "october 1973"], True),
        ("It cost 120 francs.", ["12"], False),
        ("It cost 12 francs.", [], False),
        ("It cost 12 francs.", ["the"], False),
    ],
)
def test_an_answer_is_held_as_whole_words(text: str, answers: list[str], expected: bool):
    assert holds_answer(text, answers) is expected


def test_f1_is_that_of_the_nearest_answer():
    assert f1("in October 1973", ["May 1931", "October 1973"]) == 2 * 2 / (3 + 2)
    assert f1("the Great Hall", ["great hall"]) == 1.0
    assert f1("Paris", ["London"]) == 0.0
    assert f1("Paris", []) == 0.0


def test_a_repeated_word_counts_as_often_as_it_is_wanted():
    assert f1("very very old", ["very old"]) == 2 * 2 / (3 + 2)


def test_an_exact_match_has_the_words_in_order():
    assert exact_match("The great hall!", ["Great Hall"]) == 1.0
    assert exact_match("hall great", ["great hall"]) == 0.0


def test_the_area_under_roc_counts_the_pairs_in_order():
    scores, positive = [0.9, 0.4, 0.4, 0.1], [True, True, False, False]

    assert area_under_roc(scores, positive) == (1 + 1 + 0.5 + 1) / 4


def test_one_kind_alone_has_no_area():
    with pytest.raises(ValueError, match="one kind alone"):
        area_under_roc([0.5], [True])


def test_the_area_under_risk_is_the_mean_error_of_every_coverage():
    found = area_under_risk([0.9, 0.5, 0.7], [True, False, True])

    assert found == pytest.approx((0 / 1 + 0 / 2 + 1 / 3) / 3)
