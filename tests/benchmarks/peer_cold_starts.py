"""Times whole processes that open a saved index and answer one question, from start to end.

Of `qa` it is `qa ask`, which looks through the folder for changes first, and reads the passages it
finds for the answer; the others search by meaning alone.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.peer_environments import QUIET, environment_python

COLD_ROUNDS = 3
"""Counted; one more goes before, which reads the files from the disk."""


def cold_starts(commands: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """Return the seconds of each command, taken in turns, and of `qa` beside its server."""
    cold: dict[str, list[float]] = {system: [] for system in commands}
    for number in range(COLD_ROUNDS + 1):
        for system, command in commands.items():
            spent = whole_process(command)
            if number:  # the first reads its files from the disk
                cold[system].append(spent)
    figures = {system: {"cold_s": statistics.median(spent)} for system, spent in cold.items()}
    if "qa_itself" in commands:
        with served(commands["qa_itself"]):
            repeats = [whole_process(commands["qa_itself"]) for _ in range(COLD_ROUNDS)]
        figures["qa_itself"]["served_s"] = statistics.median(repeats)
    return figures


def whole_process(command: Sequence[str]) -> float:
    """Return the seconds of a process from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | QUIET)
    if done.returncode:
        raise SystemExit(f"failed when cold: {command}\n{done.stderr[-2_000:]}")
    return time.perf_counter() - start


def cold_commands(works: Mapping[str, Path], cache: Path) -> dict[str, list[str]]:
    """Return each system's command that opens what is saved and answers one question."""
    driver = ["-m", "tests.benchmarks.peer_systems.driver"]
    commands = {
        system: [environment_python(cache, system), *driver, system, "cold", str(work)]
        for system, work in works.items()
    }
    if work := works.get("qa_itself"):
        question = json.loads((work / "questions.json").read_text("utf-8"))[0]
        library = ["--docs", (work / "folder").read_text("utf-8"), "--store", f"{work}/qa-store"]
        commands["qa_itself"] = [sys.executable, "-m", "qa", "ask", question, *library]
    return commands


@contextmanager
def served(command: Sequence[str]) -> Iterator[None]:
    """Serve the library that a `qa ask` command is about while inside."""
    folder, store = command[command.index("--docs") + 1], command[command.index("--store") + 1]
    serve = [sys.executable, "-m", "qa", "serve", folder, "--store", store]
    with subprocess.Popen(
        [*serve, "--no-browser", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdout
        server.stdout.readline()  # the address, once it answers
        whole_process(command)  # which loads its network
        try:
            yield
        finally:
            server.terminate()
