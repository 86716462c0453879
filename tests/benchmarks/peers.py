"""Measures `qa` beside what people would use instead, in one run, on the same passages.

    python -m tests.benchmarks.peers --cache DIR --corpus ../shared/eval/squad2-dev/corpus
    python -m tests.benchmarks.peers --cache DIR --passages 10000
    python -m tests.benchmarks.peers --cache DIR --passages 1000000 --rounds 1 --questions 50 \
        --work DIR --most-gib 12

With `--corpus`, every system embeds the corpus's passages, as `qa` splits them, and recall@5 counts
the questions with a passage among the first five that holds an answer where people found it. With
`--passages`, all are filled with passages and vectors of `made_library.py`, so that only storing
and searching them differs; each question is embedded by the system as ever and then searched by a
given vector, and recall@10 counts those that comparing with all vectors brings. Every system gets
the same model folder and its own defaults but for what `peer_systems` says; each runs in processes
of its own, in turns, and medians are told. What is resident is counted after the searches by
meaning. A cold start is a whole process, from its start to the answer of one such search in an
index that was saved; that of `qa` is `qa ask`, which looks through the folder for changes first and
reads what it finds.

Environments are made below `--cache` at the first run. What a folder named by `--work` has already
is not made or measured again, so a run can be done in portions.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.peer_cold_starts import cold_commands, cold_starts
from tests.benchmarks.peer_environments import BY_DEFAULT, QUIET, SYSTEMS, environment_python
from tests.benchmarks.peer_plot import plot
from tests.benchmarks.peer_table import table
from tests.benchmarks.peer_task import share
from tests.benchmarks.peer_turns import in_turns

N_READ = 5
"""Passages of a corpus that a reader of the result would look at."""


def driven(python: str, system: str, mode: str, work: Path, most_gib: int) -> dict[str, Any]:
    """Run the driver in an environment and return what it measured, or the `problem` it met."""
    command = [python, "-m", "tests.benchmarks.peer_systems.driver", system, mode, str(work)]

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (most_gib << 30, most_gib << 30))

    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | QUIET, preexec_fn=bound
    )
    if done.returncode:
        print(f"{system} failed:\n{done.stderr[-2_000:]}", file=sys.stderr)
        return {"problem": f"{mode}: {(done.stderr.strip() or 'killed').splitlines()[-1]}"}
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def recall(task: Path, measured: Mapping[str, Any]) -> dict[str, float]:
    """Return what a system found of the answers, or of the nearest passages."""
    gold = [set(rows) for rows in json.loads((task / "gold.json").read_text("utf-8"))]
    if (task / "vectors.npy").exists():
        pairs = zip(measured["nearest"], gold, strict=True)
        return {"nearest_recall": statistics.mean(len(g & {*hits}) / len(g) for hits, g in pairs)}
    return {
        f"{kind}_recall": statistics.mean(
            bool(rows.intersection(hits[:N_READ]))
            for hits, rows in zip(measured[kind]["found"], gold, strict=True)
        )
        for kind in ("dense", "hybrid")
        if measured[kind]
    }


def kept(path: Path, made: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the figures of a file, made now if it is not there."""
    if not path.exists():
        path.write_text(json.dumps(made()), "utf-8")
    figures: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return figures


def one_round(task: Path, work: Path, python: str, system: str, most_gib: int) -> dict[str, Any]:
    """Return what a system does in an index of its own, and what problem it met."""
    if not (work / "fill.json").exists():
        shutil.rmtree(work, ignore_errors=True)
        share(task, work)
    figures = kept(work / "fill.json", lambda: driven(python, system, "fill", work, most_gib))
    for mode in ("dense", "hybrid"):
        if "problem" not in figures:
            path = work / f"{mode}.json"
            figures |= kept(path, lambda mode=mode: driven(python, system, mode, work, most_gib))  # type: ignore[misc]
    return figures


def measure(
    task: Path,
    systems: Sequence[str],
    cache: Path,
    work: Path,
    *,
    rounds: int,
    most_gib: int,
    turns: bool,
) -> dict[str, dict[str, Any]]:
    """Return the medians of every system over rounds in which each has its turn."""
    runs: dict[str, list[dict[str, Any]]] = {system: [] for system in systems}
    for number in range(1, rounds + 1):
        for system in systems:
            python, place = environment_python(cache, system), work / f"{system}-{number}"
            runs[system].append(one_round(task, place, python, system, most_gib))
            print(f"round {number}: {_told(runs[system][-1])} {system}", file=sys.stderr)
    rows = {system: _medians(task, measured) for system, measured in runs.items()}
    print(table(rows), file=sys.stderr)  # cold starts take as long again
    works = {s: work / f"{s}-{rounds}" for s in systems if "problem" not in rows[s]}
    if turns:
        for system, figures in in_turns(cache, works).items():
            rows[system] |= figures
    if not (task / "vectors.npy").exists():  # `qa ask` would open no store of others' vectors
        for system, figures in cold_starts(cold_commands(works, cache)).items():
            rows[system] |= figures
    return rows


def _told(measured: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {value:.1f}" for name, value in measured.items() if isinstance(value, float)
    )


def _medians(task: Path, runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a system's medians; of one that met a problem, what it did before."""
    row: dict[str, Any] = {
        name: runs[0][name] for name in ("versions", "problem") if name in runs[0]
    }
    if "nearest" in runs[0]:
        row |= recall(task, runs[0])
    for name in ("passages_per_s", "passages_per_cpu_s", "fill_mib", "resident_mib"):
        if name in runs[0]:
            row[name] = statistics.median(run[name] for run in runs)
    for kind in ("dense", "hybrid"):
        if runs[0].get(kind):
            row[f"{kind}_ms"] = statistics.median(run[kind]["median_ms"] for run in runs)
    return row


def main() -> None:
    """Measure and print a Markdown table; `--json` keeps the figures, `--plot` draws them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--corpus", type=Path, help="a folder with `questions.jsonl` beside it")
    what.add_argument("--passages", type=int, help="so many made passages with given vectors")
    parser.add_argument("--systems", nargs="+", choices=[*SYSTEMS], default=BY_DEFAULT)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most-gib", type=int, default=64, help="memory a system may ask for")
    parser.add_argument(
        "--in-turns", action="store_true", help="ask all open systems each question in turn, too"
    )
    parser.add_argument("--cache", type=Path, required=True, help="where environments are kept")
    parser.add_argument("--work", type=Path, help="where indexes and figures are kept")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="an SVG to draw; needs matplotlib")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        work = (options.work or Path(place)).absolute()
        what_passages = ["--passages", str(options.passages)]
        if options.corpus:
            what_passages = ["--corpus", str(options.corpus)]
        lay_out(work / "task", [*what_passages, "--questions", str(options.questions)])
        rows = measure(
            work / "task",
            options.systems,
            options.cache.absolute(),
            work,
            rounds=options.rounds,
            most_gib=options.most_gib,
            turns=options.in_turns,
        )
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2), "utf-8")
    if options.plot:
        plot(rows, options.plot)


def lay_out(task: Path, arguments: Sequence[str]) -> None:
    """Write what is measured into a folder, unless it is there."""
    if not (task / "folder").exists():
        command = [sys.executable, "-m", "tests.benchmarks.peer_task", str(task), *arguments]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
