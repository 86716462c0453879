"""Refines how sure an answer is with questions that a library asks itself.

Such questions are easier than people's, so their share of right answers is not taken as it is. What
counts is how far it departs from that of the libraries the shipped model was fitted on. Of that
departure, in log-odds, a share moves every confidence in this library: as much of it as was seen in
people's questions to those libraries.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qa.assistant import Assistant
from qa.confidence import ConfidenceModel
from qa.metrics import holds_answer

N_QUESTIONS = 300

AWAY_EVERY = 3
"""Every third question is asked with its document taken away, so that nothing answers it."""

SHIFT_SPREAD = 0.5
"""How far, in log-odds, libraries usually depart from each other (standard deviation)."""

_N_STEPS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How sure an answer was, in log-odds, and whether its first quote was right."""

    log_odds: float
    right: bool


def calibrate(
    assistant: Assistant,
    *,
    n_questions: int = N_QUESTIONS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ConfidenceModel:
    """Fit how sure answers are to a library, keep the model with its store, and return it.

    Args:
        assistant: The open library, up to date with its folder.
        n_questions: Most questions to make of it and ask.
        progress: Told how many of how many are done.
    """
    now = assistant.confidence_model()
    shipped = ConfidenceModel.shipped(now.reader)
    moved = now.intercept - shipped.intercept
    outcomes = [
        replace(outcome, log_odds=outcome.log_odds - moved)
        for outcome in own_outcomes(assistant, n_questions, progress)
    ]
    own = shipped.own_questions
    expected = [own.log_odds(outcome.log_odds) for outcome in outcomes]
    departure = shift(expected, [outcome.right for outcome in outcomes])
    model = replace(shipped, intercept=shipped.intercept + own.trust * departure)
    assistant.keep_confidence_model(model)
    return model


def own_outcomes(
    assistant: Assistant,
    n_questions: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Outcome]:
    """Ask what a library asks itself, every third time without the document that answers."""
    questions = assistant.own_questions(n_questions, seed=0)
    sources = [document.source for document in assistant.documents()]
    outcomes: list[Outcome] = []
    for number, made in enumerate(questions):
        others: Sequence[str] = [source for source in sources if source != made.source]
        away = number % AWAY_EVERY == 0
        readings, confidence = assistant.read(made.question, sources=others if away else ())
        if readings:
            right = holds_answer(readings[0].text, [made.answer])
            outcomes.append(Outcome(log_odds=_log_odds(confidence), right=right))
        progress(number + 1, len(questions))
    return outcomes


def shift(expected: Sequence[float], right: Sequence[bool]) -> float:
    """Return by how much log-odds of being right are too low in a library; 0 without outcomes.

    The mode of a logistic likelihood with a normal prior of `SHIFT_SPREAD`, by Newton's method.

    Args:
        expected: The log-odds of each answer.
        right: Whether it was.
    """
    found = 0.0
    for _ in range(_N_STEPS):
        shares = [1 / (1 + math.exp(-value - found)) for value in expected]
        slope = sum(was - share for was, share in zip(right, shares, strict=True))
        curvature = sum(share * (1 - share) for share in shares)
        found += (slope - found / SHIFT_SPREAD**2) / (curvature + 1 / SHIFT_SPREAD**2)
    return found


def _log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))
