"""Asks all systems of `peers.py`, opened at once, each question in turn.

On a machine that others use, only times taken next to each other compare: hence the ratio, the
median over questions of a system's time by that of `qa`.
"""

import json
import os
import statistics
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.peer_environments import QUIET, environment_python


def in_turns(cache: Path, works: Mapping[str, Path]) -> dict[str, dict[str, float]]:
    """Return what questions take each system whose index lies in a folder."""
    with ExitStack() as opened:
        asked: dict[str, subprocess.Popen[str]] = {}
        for system, work in works.items():
            driver = ["-m", "tests.benchmarks.peer_systems.driver", system, "turns", str(work)]
            command = [environment_python(cache, system), *driver]
            process = subprocess.Popen(
                command,
                text=True,
                env=os.environ | QUIET,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            asked[system] = opened.enter_context(process)
            while _line_of(process) != "ready":  # libraries may greet
                pass
        questions = json.loads((next(iter(works.values())) / "questions.json").read_text("utf-8"))
        spent: dict[str, list[float]] = {system: [] for system in works}
        for number in range(len(questions)):
            for system, process in asked.items():
                spent[system].append(_asked(process, number))
        for process in asked.values():
            process.communicate()  # ends it
    ours = spent["qa_itself"]
    return {
        system: {
            "turn_ms": 1e3 * statistics.median(theirs),
            "turn_ratio": statistics.median(t / o for t, o in zip(theirs, ours, strict=True)),
        }
        for system, theirs in spent.items()
    }


def _line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise SystemExit("A system that was to be asked in turns has ended")
    return line.strip()


def _asked(process: "subprocess.Popen[str]", number: int) -> float:
    assert process.stdin
    print(number, file=process.stdin, flush=True)
    return float(_line_of(process))
