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
index that was saved; that of `qa` is `qa search`, which looks through the folder for changes first.

Environments are made below `--cache` at the first run. They lend torch, sentence-transformers and
FAISS from the environment that runs this, so all have the same of those. What a folder named by
`--work` has already is not made or measured again, so a run can be done in portions.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.peer_task import share

TORCH = "torch==2.13.0"
"""A range pulls gigabytes of CUDA where a CPU build is at hand."""

HAYSTACK = ("haystack-ai", "sentence-transformers-haystack")

ENVIRONMENTS: Mapping[str, tuple[str, ...]] = {
    "txtai": ("txtai",),
    "haystack": (*HAYSTACK, "faiss-haystack"),
    "llama_index": (
        "llama-index-core",
        "llama-index-vector-stores-faiss",
        "llama-index-embeddings-huggingface",
        "llama-index-retrievers-bm25",
    ),
    "langchain": ("langchain-community", "langchain-huggingface", "langchain-classic", "rank-bm25"),
    "chroma": ("chromadb",),
}

SYSTEMS: Mapping[str, str | None] = {
    "qa_itself": None,
    "txtai_faiss": "txtai",
    "haystack_memory": "haystack",
    "haystack_faiss": "haystack",
    "llama_index_faiss": "llama_index",
    "langchain_faiss": "langchain",
    "chroma": "chroma",
}
"""Each system's environment; None is the one that runs this."""

LENT = "numpy==" + np.__version__
"""faiss-haystack asks for an older numpy, with which what is lent does not load."""

QUIET = {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "HAYSTACK_TELEMETRY_ENABLED": "0"}

COLD_ROUNDS = 3
"""Counted; one more goes before, which reads the files from the disk."""

N_READ = 5
"""Passages of a corpus that a reader of the result would look at."""


def environment_python(cache: Path, system: str) -> str:
    """Return the interpreter a system runs in, made if it is not there yet."""
    name = SYSTEMS[system]
    if name is None:
        return sys.executable
    place = cache / name
    python = place / "bin" / "python"
    if not (place / "made").exists():
        venv.create(place, with_pip=True, clear=True)
        [packages] = (place / "lib").glob("python*/site-packages")
        (packages / "zz_lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
        pip = [str(python), "-m", "pip", "install", "-q"]
        subprocess.run([*pip, TORCH, *ENVIRONMENTS[name]], check=True)
        subprocess.run([*pip, "--no-deps", LENT], check=True)
        (place / "made").touch()
    return str(python)


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
        commands["qa_itself"] = [sys.executable, "-m", "qa", "search", question, *library]
    return commands


@contextmanager
def served(command: Sequence[str]) -> Iterator[None]:
    """Serve the library that a `qa search` command is about while inside."""
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
    if not (task / "vectors.npy").exists():  # `qa search` would open no store of others' vectors
        for system, figures in cold_starts(cold_commands(works, cache)).items():
            rows[system] |= figures
    return rows


def in_turns(cache: Path, works: Mapping[str, Path]) -> dict[str, dict[str, float]]:
    """Return what questions take when all systems are open and each is asked each in turn.

    On a machine that others use, only times taken next to each other compare: hence the ratio, the
    median over questions of a system's time by that of `qa`.
    """
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


COLUMNS = {
    "passages_per_s": ("passages/s", "{:.0f}"),
    "passages_per_cpu_s": ("passages/s of processor time", "{:.0f}"),
    "dense_ms": ("dense ms", "{:.1f}"),
    "hybrid_ms": ("hybrid ms", "{:.1f}"),
    "turn_ms": ("in turns ms", "{:.1f}"),
    "turn_ratio": ("against `qa`", "{:.2f}"),
    "nearest_recall": ("recall@10", "{:.3f}"),
    "dense_recall": ("recall@5 dense", "{:.3f}"),
    "hybrid_recall": ("recall@5 hybrid", "{:.3f}"),
    "cold_s": ("cold s", "{:.2f}"),
    "served_s": ("cold beside `qa serve` s", "{:.2f}"),
    "fill_mib": ("peak MiB, filling", "{:.0f}"),
    "resident_mib": ("MiB resident", "{:.0f}"),
}


def table(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the figures as a Markdown table; what a system does not do stays empty."""
    shown = [name for name in COLUMNS if any(row.get(name) is not None for row in rows.values())]
    lines = [
        f"| system | {' | '.join(COLUMNS[name][0] for name in shown)} |",
        f"|---|{'--:|' * len(shown)}",
    ]
    for system, row in rows.items():
        told = ", ".join(f"{name} {number}" for name, number in row.get("versions", {}).items())
        cells = [
            "" if row.get(name) is None else COLUMNS[name][1].format(row[name]) for name in shown
        ]
        lines.append(f"| {system.replace('_', ' ')} ({told}) | {' | '.join(cells)} |")
    lines += [f"\n{system}: {row['problem']}" for system, row in rows.items() if "problem" in row]
    return "\n".join(lines)


def main() -> None:
    """Measure and print a Markdown table; `--json` keeps the figures."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--corpus", type=Path, help="a folder with `questions.jsonl` beside it")
    what.add_argument("--passages", type=int, help="so many made passages with given vectors")
    parser.add_argument("--systems", nargs="+", choices=[*SYSTEMS], default=list(SYSTEMS))
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most-gib", type=int, default=64, help="memory a system may ask for")
    parser.add_argument(
        "--in-turns", action="store_true", help="ask all open systems each question in turn, too"
    )
    parser.add_argument("--cache", type=Path, required=True, help="where environments are kept")
    parser.add_argument("--work", type=Path, help="where indexes and figures are kept")
    parser.add_argument("--json", type=Path)
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


def lay_out(task: Path, arguments: Sequence[str]) -> None:
    """Write what is measured into a folder, unless it is there."""
    if not (task / "folder").exists():
        command = [sys.executable, "-m", "tests.benchmarks.peer_task", str(task), *arguments]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
