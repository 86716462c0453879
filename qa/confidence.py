"""How likely the first quote is right: a logistic model over what was found and what was not.

Each reader has its model. Those that come with the product, in confidence.json, are what
tests/benchmarks/fit_confidence.py fitted on questions that libraries answer and questions that they
do not; `qa calibrate` refines one for a library. A model also says what answering from a threshold
upwards costs, so that a user chooses the share of wrong answers, not a threshold.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from index.types import Hit, Lexicon
from qa.features import SentenceWords, candidates, coverage
from qa.question import AnswerKind, Question
from qa.reader import BUNDLED_NAME, Reading

SHIPPED = Path(__file__).parent / "confidence.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPoint:
    """What answering from a confidence upwards costs."""

    threshold: float
    error: float
    """Share of the answered questions whose first quote is wrong."""
    coverage: float
    """Share of all questions that are answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuestions:
    """How sure answers were, and how often right, to questions that libraries asked themselves.

    They keep their sentence's words, so they are right more often than the model says.
    """

    intercept: float
    slope: float
    trust: float
    """By how much of what a library's own questions depart, people's questions depart, too."""

    def log_odds(self, log_odds: float) -> float:
        """Return the log-odds of being right that go with those of the model."""
        return self.intercept + self.slope * log_odds


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """How sure an answer is, and what it is measured by."""

    probability: float
    """That the first quote is right."""
    threshold: float
    """The least probability from which questions are answered."""
    max_error: float
    """The share of wrong answers that was asked for."""
    is_own: bool
    """Whether the model was fitted to this library, not only to those it was shipped with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceModel:
    """What makes one reader's answers likely to be right."""

    reader: str
    """Name of the reader whose answers it was fitted to."""
    intercept: float
    weights: Mapping[str, float]
    curve: tuple[RiskPoint, ...]
    """Thresholds ascending, over questions that the weights were not fitted on."""
    own_questions: OwnQuestions

    @classmethod
    def load(cls, kept: str, reader: str) -> Self | None:
        """Return the model of a reader from what `dumped` returned; None if it is not there."""
        for fields in json.loads(kept or "[]"):
            if fields["reader"] == reader:
                curve = tuple(RiskPoint(**point) for point in fields.pop("curve"))
                own_questions = OwnQuestions(**fields.pop("own_questions"))
                return cls(curve=curve, own_questions=own_questions, **fields)
        return None

    @classmethod
    def shipped(cls, reader: str) -> Self:
        """Return the model that comes with a reader; another reader is taken to mark as ours."""
        kept = SHIPPED.read_text(encoding="utf-8")
        model = cls.load(kept, reader) or cls.load(kept, BUNDLED_NAME)
        assert model is not None, "the model of our own reader is shipped"
        return replace(model, reader=reader)

    @classmethod
    def of_library(cls, kept: str, reader: str) -> Self:
        """Return the model that was fitted to a library, else the one that comes with its reader.

        One that was moved away from the model of an earlier release fits the reader no longer.
        """
        shipped = cls.shipped(reader)
        own = cls.load(kept, reader)
        return own if own and replace(own, intercept=shipped.intercept) == shipped else shipped

    def of(
        self, question: str, hits: Sequence[Hit], readings: Sequence[Reading], lexicon: Lexicon
    ) -> float:
        """Return the probability that the first reading is right; 0 if there is none.

        Args:
            question: What was asked.
            hits: All that the search brought, best first.
            readings: What the reader made of them, best first.
            lexicon: The library's words.
        """
        if not hits or not readings:
            return 0.0
        return self.probability(
            evidence(Question.parse(question, lexicon), hits, readings, lexicon)
        )

    def probability(self, found: Mapping[str, float]) -> float:
        """Return the probability for what `evidence` found."""
        return 1 / (1 + math.exp(-self.log_odds(found)))

    def log_odds(self, found: Mapping[str, float]) -> float:
        """Return the same as a logarithm of odds."""
        return self.intercept + sum(w * found[name] for name, w in self.weights.items())

    def certainty(self, probability: float, max_error: float) -> Certainty:
        """Return a probability with what it is measured by."""
        return Certainty(
            probability=probability,
            threshold=self.threshold(max_error),
            max_error=max_error,
            is_own=self != self.shipped(self.reader),
        )

    def threshold(self, max_error: float) -> float:
        """Return the least confidence from which at most such a share of the answers is wrong.

        Where the curve does not reach down to that share, its last point comes nearest.
        """
        kept = (point.threshold for point in self.curve if point.error <= max_error)
        return next(kept, self.curve[-1].threshold)


def dumped(models: Sequence[ConfidenceModel]) -> str:
    """Return models as JSON."""
    return json.dumps([asdict(model) for model in models], indent=2) + "\n"


_FIGURES = frozenset(
    {AnswerKind.FREQUENCY, AnswerKind.MONEY, AnswerKind.NUMBER, AnswerKind.PERCENT}
)

_N_COVERING = 3
_LEAST_REST = 2
"""Passages beside the nearest that make a rest to stand out from."""

_NO_TERM = "\0"
"""A term that no text has, so it weighs what an unknown word weighs."""

_ACRONYM = re.compile(r"\b[A-Z]{2,5}\b")


def evidence(
    question: Question, hits: Sequence[Hit], readings: Sequence[Reading], lexicon: Lexicon
) -> dict[str, float]:
    """Return what speaks for and against the first reading, by the name of its weight.

    Args:
        question: What was asked.
        hits: All that the search brought, best first.
        readings: What the reader made of them, best first; not empty.
        lexicon: The library's words.
    """
    best = readings[0]
    covering = [_terms(hit, lexicon) for hit in hits[:_N_COVERING]]
    names = question.names - _spelled_out(question.text, hits, lexicon)
    missing = names - _terms(best.hit, lexicon)
    return {
        "highest_margin": max(reading.margin or 0.0 for reading in readings) / 10,
        "near_margin": (best.near_margin or 0.0) / 10,
        "highest_cosine": max(hit.cosine for hit in hits),
        "evidence": best.evidence / 10,
        "lead": best.score,
        "hit": best.hit.score,
        "cosine": best.hit.cosine,
        "contrast": _contrast([hit.cosine for hit in hits]),
        "covered": max(coverage(question, terms) for terms in covering),
        "names_missing": len(missing) / len(names) if names else 0.0,
        "name_unknown": 1.0 if _unknown(names, lexicon) else 0.0,
        "figure_missing": 1.0 if _lacks_figure(question, best, lexicon) else 0.0,
    }


def _lacks_figure(question: Question, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether a figure is asked for and the sentence has none that the question has not."""
    asks = question.kind in _FIGURES
    return asks and not candidates(question, SentenceWords(reading.text, lexicon))


def _terms(hit: Hit, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.terms(hit.passage.embedded_text))


def _contrast(cosines: Sequence[float]) -> float:
    """Return how far the nearest passage stands out from the mean of the rest."""
    nearest, *rest = sorted(cosines, reverse=True)
    return nearest - sum(rest) / len(rest) if len(rest) >= _LEAST_REST else 0.0


def _unknown(names: frozenset[str], lexicon: Lexicon) -> bool:
    absent = lexicon.weight(_NO_TERM)
    return any(lexicon.weight(name) >= absent for name in names)


def _spelled_out(question: str, hits: Sequence[Hit], lexicon: Lexicon) -> frozenset[str]:
    """Return the terms of acronyms that a hit spells out: the US as "the United States"."""
    found: set[str] = set()
    for acronym in _ACRONYM.findall(question):
        words = re.compile(r"\b" + r"\w*[ -]".join(acronym) + r"\w*", re.IGNORECASE)
        if any(words.search(hit.passage.text) for hit in hits):
            found.update(lexicon.terms(acronym))
    return frozenset(found)
