"""How good a ranking is; each takes what was found, best first, and what should have been."""

import math
from collections.abc import Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def recall_at_k(ranked: Sequence[T], relevant: AbstractSet[T], k: int) -> float:
    """Return the share of the relevant items that stand among the first k.

    Raises:
        ValueError: If nothing is relevant, when there is no recall to speak of.
    """
    if not relevant:
        raise ValueError("Expected at least one relevant item, found none")
    return len(relevant & set(ranked[:k])) / len(relevant)


def reciprocal_rank_at_k(ranked: Sequence[T], relevant: AbstractSet[T], k: int) -> float:
    """Return one over the rank of the first relevant item; 0 if none is among the first k.

    Its mean over questions is the MRR@k.
    """
    ranks = (rank for rank, item in enumerate(ranked[:k], start=1) if item in relevant)
    return 1 / next(ranks, math.inf)


def ndcg_at_k(ranked: Sequence[T], grades: Mapping[T, float], k: int) -> float:
    """Return the discounted gain of the first k over that of the best order: Järvelin & Kekäläinen.

    The gain is the grade itself and the discount log2(rank + 1), as in trec_eval.

    Args:
        ranked: Distinct items, best first.
        grades: How relevant each judged item is; items not judged count 0.
        k: How many items to look at.

    Raises:
        ValueError: If no grade is above 0.
    """
    best = _discounted(sorted(grades.values(), reverse=True)[:k])
    if best <= 0:
        raise ValueError("Expected at least one relevant item, found none")
    return _discounted([grades.get(item, 0.0) for item in ranked[:k]]) / best


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
