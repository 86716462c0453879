"""Drives one library in its own environment and prints what it measured as a line of JSON.

    python -m tests.benchmarks.peer_systems.driver SYSTEM MODE WORK

WORK holds `passages.json`, `questions.json`, `model` (a path) and `folder` (of the same passages as
files). To give vectors instead of embedding it holds `vectors.npy` and `question_vectors.npy`: the
rows of the second take the place of what the model made of a question. Modes: `fill` makes an index
and saves it; `dense` and `hybrid` open what was saved and search it by meaning, and by words too;
`cold` opens it and answers one question; `turns` opens it with its words, and answers each question
whose number it reads, so that several systems can be asked in turns.
Only the standard library is imported here, so that a cold start is the library's own.
"""

import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

TOP_K = 10

N_TIMED = 3
"""How often each question is asked for the time; of once, every run tells another."""


class System(Protocol):
    """What each module here offers as `System`; hits are positions in the list of passages."""

    packages: tuple[str, ...]
    """Distributions whose versions are told."""
    hybrid: bool
    """Whether the library searches by meaning and by words at once."""

    def __init__(self, model: str, work: Path, given: "Given") -> None: ...

    def load(self) -> None:
        """Load the model and embed once: no system pays for that while it syncs."""

    def fill(self, texts: list[str], vectors: Any) -> None:
        """Index texts, with their vectors unless these are None, and save."""

    def open(self) -> None:
        """Open what `fill` saved."""

    def search(self, question: str) -> list[int]:
        """Return the passages nearest in meaning."""

    def nearest(self, question: str) -> list[int]:
        """Return the passages nearest in meaning alone, in whatever time."""

    def add_words(self, texts: list[str], vectors: Any) -> None:
        """Prepare for `search_both` what `fill` did not save."""

    def search_both(self, question: str) -> list[int]:
        """Return the nearest passages by meaning and words."""


class Given:
    """The vectors of questions, where they are given."""

    def __init__(self, questions: list[str], vectors: Any) -> None:
        self._rows = {} if vectors is None else dict(zip(questions, vectors, strict=True))

    def instead_of(self, made: Any, question: str) -> Any:
        """Return a question's given vector, or what the model made of it."""
        return self._rows.get(question, made)


def main() -> None:
    """Measure what the arguments name."""
    name, mode, work = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    module = importlib.import_module(f"tests.benchmarks.peer_systems.{name}")
    questions = json.loads((work / "questions.json").read_text("utf-8"))
    given = Given(questions, _vectors(work / "question_vectors.npy"))
    system = module.System((work / "model").read_text("utf-8"), work, given)
    measure = {"fill": _filled, "dense": _dense, "hybrid": _hybrid, "cold": _cold, "turns": _turns}[
        mode
    ]
    print(json.dumps(measure(system, questions, work)), flush=True)


def _cold(system: System, questions: list[str], _: Path) -> dict[str, Any]:
    system.open()
    return {"found": system.search(questions[0])}


def _turns(system: System, questions: list[str], work: Path) -> dict[str, Any]:
    system.open()
    search = system.search
    if system.hybrid:
        system.add_words(
            json.loads((work / "passages.json").read_text("utf-8")), _vectors(work / "vectors.npy")
        )
        search = system.search_both
    search(questions[0])
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        search(questions[int(line)])
        print(time.perf_counter() - start, flush=True)
    return {}


def _filled(system: System, _: list[str], work: Path) -> dict[str, Any]:
    texts = json.loads((work / "passages.json").read_text("utf-8"))
    vectors = _vectors(work / "vectors.npy")
    system.load()
    start, start_cpu = time.perf_counter(), time.process_time()
    system.fill(texts, vectors)
    filled_s, cpu_s = time.perf_counter() - start, time.process_time() - start_cpu
    return {
        "versions": {name: version(name) for name in system.packages},
        "passages_per_s": len(texts) / filled_s,
        "passages_per_cpu_s": len(texts) / cpu_s,
        "fill_mib": _mib("VmHWM"),
    }


def _dense(system: System, questions: list[str], _: Path) -> dict[str, Any]:
    system.open()
    measured: dict[str, Any] = {"dense": _asked(system.search, questions)}
    measured["resident_mib"] = _mib("VmRSS")
    measured["nearest"] = [system.nearest(question) for question in questions]
    return measured


def _hybrid(system: System, questions: list[str], work: Path) -> dict[str, Any]:
    if not system.hybrid:
        return {"hybrid": None}
    system.open()
    texts = json.loads((work / "passages.json").read_text("utf-8"))
    system.add_words(texts, _vectors(work / "vectors.npy"))
    del texts
    return {"hybrid": _asked(system.search_both, questions)}


def _asked(search: Callable[[str], list[int]], questions: list[str]) -> dict[str, Any]:
    """Ask every question once untimed, for what is found, then again for the time."""
    found = [search(question) for question in questions]
    spent = []
    for question in N_TIMED * questions:
        start = time.perf_counter()
        search(question)
        spent.append(time.perf_counter() - start)
    return {"median_ms": 1e3 * statistics.median(spent), "found": found}


def _mib(name: str) -> float:
    """Return what the system says of this process's memory: `VmRSS` is now, `VmHWM` the most."""
    status = Path("/proc/self/status").read_text("utf-8")
    [line] = [line for line in status.splitlines() if line.startswith(name)]
    return int(line.split()[1]) / 1024


def _vectors(path: Path) -> Any:
    if not path.exists():
        return None
    import numpy as np  # only where there are vectors to read

    return np.load(path)


if __name__ == "__main__":
    main()
