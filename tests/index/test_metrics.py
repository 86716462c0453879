"""Every expectation is the formula written out."""

from math import log2

import pytest

from index.metrics import ndcg_at_k, recall_at_k, reciprocal_rank_at_k


def test_recall_is_the_share_of_the_relevant_among_the_first_k():
    ranked = ["a", "x", "b", "y", "c"]

    assert recall_at_k(ranked, {"a", "b", "c", "d"}, 3) == 2 / 4


def test_recall_of_nothing_relevant_is_refused():
    with pytest.raises(ValueError, match="at least one relevant item"):
        recall_at_k(["a"], set(), 5)


@pytest.mark.parametrize(
    ("ranked", "k", "expected"), [("axb", 3, 1 / 1), ("xyb", 3, 1 / 3), ("xyb", 2, 0.0)]
)
def test_the_reciprocal_rank_is_that_of_the_first_relevant_item(ranked, k, expected):
    assert reciprocal_rank_at_k(ranked, {"a", "b"}, k) == expected


def test_ndcg_divides_the_discounted_gain_by_that_of_the_best_order():
    grades = {"a": 3.0, "b": 2.0, "c": 1.0}

    found = ndcg_at_k(["b", "x", "a"], grades, 10)

    best = 3 / log2(2) + 2 / log2(3) + 1 / log2(4)
    assert found == pytest.approx((2 / log2(2) + 3 / log2(4)) / best)


def test_ndcg_looks_at_k_items_in_both_orders():
    grades = {"a": 1.0, "b": 1.0}

    assert ndcg_at_k(["x", "a", "b"], grades, 2) == pytest.approx(
        (1 / log2(3)) / (1 / log2(2) + 1 / log2(3))
    )


def test_ndcg_of_the_best_order_is_one():
    grades = {"a": 2.0, "b": 1.0, "c": 0.0}

    assert ndcg_at_k(["a", "b", "c"], grades, 10) == 1.0


def test_ndcg_of_nothing_relevant_is_refused():
    with pytest.raises(ValueError, match="at least one relevant item"):
        ndcg_at_k(["a"], {"a": 0.0}, 10)
