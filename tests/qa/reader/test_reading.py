"""Hits follow their best readings, and belief is shared out whole."""

from dataclasses import replace

import pytest

from qa.reader.reading import reranked, shares
from tests.index.builders import passages_of
from tests.qa.builders import hit_of, library_of, reading_of

DOCUMENTS = library_of({name: f"Text of {name}." for name in ("a", "b", "c", "d")})
HITS = [
    hit_of(passages_of(document)[0], rank=rank, score=1 / rank)
    for rank, document in enumerate(DOCUMENTS.values(), start=1)
]


def reading(hit, score=0.5):
    found = reading_of(DOCUMENTS[hit.passage.source], hit.passage.text, score)
    return replace(found, hit=hit)


def test_hits_stand_in_the_order_of_their_best_readings():
    found = reranked(HITS, [reading(HITS[2]), reading(HITS[0]), reading(HITS[2])])

    assert [hit.passage.source for hit in found] == ["c", "a", "b", "d"]
    assert [hit.rank for hit in found] == [1, 2, 3, 4]
    assert [hit.score for hit in found] == [1 / 3, 1 / 1, 1 / 2, 1 / 4]


def test_hits_that_were_not_read_stay_as_they_were():
    assert reranked(HITS, []) == tuple(HITS)


def test_shares_are_the_powers_of_the_evidence():
    assert shares([2.0, 1.0, 0.0]) == pytest.approx([0.66524, 0.24473, 0.09003], abs=1e-5)
    assert shares([1000.0, 1000.0]) == [0.5, 0.5]
