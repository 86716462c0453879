"""Evaluation reports to read, to keep, and to hold against an earlier one."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import ReportableError
from qa.evaluation import REFUSED, Figure, Report

LOWER_IS_BETTER = frozenset({"error of what is answered", "area under the risk curve", REFUSED})

UNDIRECTED = frozenset({"answered"})
"""Neither more nor less of it is better."""

_STANDARD_ERRORS = 2.0
"""A figure is worse when it lies further than so many standard errors beyond the earlier one."""

_FLATTERING = (
    "The questions were made from the library's own sentences and keep their words:"
    " people's questions are harder, so these figures flatter."
)


class ReportFileError(ReportableError):
    """A kept report that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure, before and now."""

    name: str
    before: Figure
    now: Figure

    @property
    def worse(self) -> bool:
        """Whether the figure fell by more than chance makes it."""
        if self.name in UNDIRECTED:
            return False
        loss = self.before.value - self.now.value
        if self.name in LOWER_IS_BETTER:
            loss = -loss
        spread = sum(f.value * (1 - f.value) / f.n for f in (self.before, self.now))
        return loss > _STANDARD_ERRORS * math.sqrt(max(spread, 0.0))

    def __str__(self) -> str:
        step = self.now.value - self.before.value
        mark = "  WORSE" if self.worse else ""
        return f"{self.name}: {self.before.value:.4f} -> {self.now.value:.4f} ({step:+.4f}){mark}"


def summary(report: Report, *, own_questions: bool) -> Iterator[str]:
    """Yield a report's lines.

    Args:
        report: What was counted.
        own_questions: Whether the library made the questions itself.
    """
    width = max((len(name) for name in report.figures), default=0)
    for name, figure in report.figures.items():
        yield f"{name:<{width}}  {figure.value:.4f}  ({figure.n} questions)"
    for name, value in report.latency_ms.items():
        yield f"{'ask, ' + name:<{width}}  {value:.0f} ms"
    if own_questions:
        yield _FLATTERING


def changes(before: Mapping[str, Figure], report: Report) -> list[Change]:
    """Return the figures that both reports have, in the order of the new one."""
    return [
        Change(name=name, before=before[name], now=figure)
        for name, figure in report.figures.items()
        if name in before
    ]


def keep(report: Report, path: Path) -> None:
    """Write a report as JSON.

    Raises:
        ReportFileError: If the file cannot be written.
    """
    try:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ReportFileError(
            f"Expected to write the report to '{path}': {error.strerror}. Name another file"
        ) from error


def load_figures(path: Path) -> dict[str, Figure]:
    """Return the figures of a kept report.

    Raises:
        ReportFileError: If the file is no report.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))["figures"]
        return {name: Figure(**figure) for name, figure in kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportFileError(
            f"Expected a report that `qa evaluate --report` wrote at '{path}', which cannot be"
            f" read: {error}. Name one, or leave out --compare"
        ) from error
