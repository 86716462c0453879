"""Why a passage was found, and how sure an answer is, in words a reader understands."""

from dataclasses import dataclass

from index.types import Hit, Leg
from qa.confidence import Certainty
from qa.web import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One line of the account: what was looked at, and what was found."""

    name: str
    told: str


def reasons_for(hit: Hit) -> tuple[Reason, ...]:
    """Return why a search brought a passage: both searches' ranks, and the fused one."""
    return (
        Reason(name=wording.FUSED, told=wording.FUSED_RANK.format(rank=hit.rank, score=hit.score)),
        Reason(name=wording.MEANING, told=_leg(hit.dense, wording.MEANING_RANK, hit.cosine)),
        Reason(name=wording.WORDS, told=_leg(hit.lexical, wording.WORDS_RANK, 0.0)),
    )


def certainty_in_words(certainty: Certainty, *, answered: bool) -> str:
    """Return how sure the first quote is, and from where on answers are given."""
    line = wording.SURE if answered else wording.UNSURE
    return line.format(share=percent(certainty.probability), threshold=percent(certainty.threshold))


def fitting_in_words(certainty: Certainty) -> str:
    """Return what the probability was fitted on, and which share of errors was asked for."""
    line = wording.FITTED_HERE if certainty.is_own else wording.FITTED_ELSEWHERE
    return line.format(max_error=percent(certainty.max_error))


def _leg(leg: Leg | None, told: str, score: float) -> str:
    if leg is None:
        return wording.NOT_AMONG.format(score=score) if score else wording.NOT_AMONG_WORDS
    return told.format(rank=leg.rank, score=leg.score)


def percent(share: float) -> str:
    """Return a share in percent, on one line with its sign."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
