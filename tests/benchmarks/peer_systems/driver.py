"""Drives one library in its own environment and prints what it measured as a line of JSON.

    python -m tests.benchmarks.peer_systems.driver SYSTEM MODE WORK

WORK holds `passages.json`, `questions.json`, `model` (a path), `folder` (of the same passages as
files) and, to give vectors instead of embedding, `vectors.npy`. Modes: `sync` fills an index and
saves it, then searches it warm; `cold` opens what `sync` saved and answers one question. Only the
standard library is imported here, so that a cold start is the library's own.
"""

import importlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

TOP_K = 5


class System(Protocol):
    """What each module here offers as `System`; hits are positions in the list of passages."""

    packages: tuple[str, ...]
    """Distributions whose versions are told."""
    hybrid: bool
    """Whether the library searches by meaning and by words at once."""

    def __init__(self, model: str, work: Path) -> None: ...

    def load(self) -> None:
        """Load the model and embed once: no system pays for that while it syncs."""

    def fill(self, texts: list[str], vectors: Any) -> None:
        """Index texts, with their vectors unless these are None, and save."""

    def open(self) -> None:
        """Open what `fill` saved."""

    def search(self, question: str) -> list[int]:
        """Return the passages nearest in meaning."""

    def add_words(self) -> None:
        """Prepare for `search_both` what `fill` did not."""

    def search_both(self, question: str) -> list[int]:
        """Return the nearest passages by meaning and words."""


def main() -> None:
    """Measure what the arguments name."""
    name, mode, work = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    module = importlib.import_module(f"tests.benchmarks.peer_systems.{name}")
    system = module.System((work / "model").read_text("utf-8"), work)
    questions = json.loads((work / "questions.json").read_text("utf-8"))
    measure = {"sync": _synced, "cold": _cold}[mode]
    print(json.dumps(measure(system, questions, work)))


def _cold(system: System, questions: list[str], _: Path) -> dict[str, Any]:
    system.open()
    return {"found": system.search(questions[0])}


def _synced(system: System, questions: list[str], work: Path) -> dict[str, Any]:
    texts = json.loads((work / "passages.json").read_text("utf-8"))
    vectors = _vectors(work / "vectors.npy")
    system.load()
    start = time.perf_counter()
    system.fill(texts, vectors)
    filled_s = time.perf_counter() - start
    measured = {
        "versions": {name: version(name) for name in system.packages},
        "passages_per_s": len(texts) / filled_s,
        "dense": _warm(system.search, questions),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "hybrid": None,
    }
    if system.hybrid:
        system.add_words()
        measured["hybrid"] = _warm(system.search_both, questions)
    return measured


def _warm(search: Callable[[str], list[int]], questions: list[str]) -> dict[str, Any]:
    """Ask every question once untimed, for what is found, then once more for the time."""
    found = [search(question) for question in questions]
    spent = []
    for question in questions:
        start = time.perf_counter()
        search(question)
        spent.append(time.perf_counter() - start)
    return {"median_ms": 1e3 * statistics.median(spent), "found": found}


def _vectors(path: Path) -> Any:
    if not path.exists():
        return None
    import numpy as np  # only where there are vectors to read

    return np.load(path)


if __name__ == "__main__":
    main()
