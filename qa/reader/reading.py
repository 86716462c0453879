"""What a reader finds: sentences that may answer, each with what speaks for it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.types import Hit, Lexicon, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A sentence that may answer, in document offsets of its hit's source."""

    hit: Hit
    start: int
    end: int
    span: Range | None
    """The words inside it that answer; None from a reader that marks none."""
    score: float
    """Share of the belief that this is the answering sentence, if one is; all sum to 1."""
    evidence: float
    """Weighted sum of what speaks for it, comparable between questions of one reader."""
    margin: float | None
    """How far the network puts an answer here above none; None from a reader without a network."""
    near_margin: float | None
    """The same with only the neighbouring sentences around it; `margin` where it was not read once
    more."""

    @property
    def text(self) -> str:
        """The sentence, word for word."""
        passage = self.hit.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


class Reader(Protocol):
    """Finds what answers in the passages that a search brought."""

    @property
    def name(self) -> str:
        """Name what reads, so that what was fitted to it is used with nothing else."""
        ...

    def read(self, question: str, hits: Sequence[Hit], lexicon: Lexicon) -> tuple[Reading, ...]:
        """Return the sentences that may answer, best first.

        Args:
            question: In the user's words.
            hits: The passages to read.
            lexicon: The words of their library.
        """
        ...


def reranked(hits: Sequence[Hit], readings: Sequence[Reading]) -> tuple[Hit, ...]:
    """Return the hits in the order of their best readings, then those without one as they were.

    Their ranks are counted anew; their scores stay what the search gave.
    """
    first: dict[str, int] = {}
    for place, reading in enumerate(readings):
        first.setdefault(reading.hit.passage.passage_id, place)
    order = sorted(hits, key=lambda hit: first.get(hit.passage.passage_id, len(readings)))
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(order, start=1))


def shares(evidence: Sequence[float]) -> list[float]:
    """Return each one's share of the belief: the powers of the evidence, which sum to 1."""
    powers = [math.exp(value - max(evidence)) for value in evidence]
    return [power / sum(powers) for power in powers]
