"""Measures libraries of 1,000 to 1,000,000 passages: filling, opening, searching, memory, recall.

    python -m tests.benchmarks.library_sizes [--passages 1000 10000 100000 1000000] [--work DIR]
        [--json FILE] [--plot FILE]

Text and vectors are those of `made_library.py`; the vectors are given, because embedding takes the
same time a passage whatever the size. What a search costs beyond encoding its query is measured in
a process of its own, 200 questions after as many that warm it. Recall counts the ten passages that
comparing with every vector brings. Exponents say how a figure grows with the library: 1 is in
proportion, 0 is not at all.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.dense_choice import N_NEAREST
from index.search import Retriever
from index.store import PassageStore, Snapshot
from index.syncing import sync
from index.timing import Stage, watching
from index.types import EmbedderIdentity, EmbeddingMatrix
from tests.benchmarks.made_library import ARTICLE_PASSAGES, DirectionEmbedder, MadeLibrary

N_QUESTIONS = 200
_BATCH = 2_000


class GivenQueries:
    """Knows the vectors of the questions, so that encoding them costs nothing and no memory."""

    identity: EmbedderIdentity = DirectionEmbedder.identity

    def __init__(self, questions: Sequence[str], vectors: EmbeddingMatrix) -> None:
        self._rows = dict(zip(questions, vectors, strict=True))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        raise NotImplementedError

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        return np.stack([self._rows[query] for query in queries])

    embed_passages = embed_queries


def fill(place: Path, n_passages: int) -> dict[str, float]:
    """Make a library of so many passages, change one file of it, and return how long that took."""
    n_articles = n_passages // ARTICLE_PASSAGES
    made, embedder = MadeLibrary(), DirectionEmbedder()
    made.write(place / "articles", n_articles)
    questions = [made.question(number) for number in range(N_QUESTIONS)]
    (place / "questions.json").write_text(json.dumps(questions), "utf-8")
    np.save(place / "questions.npy", embedder.embed_queries(questions))
    store = PassageStore.open_or_create(place / "store", embedder.identity)
    filled_s = _seconds_of_sync(place, store, embedder)
    time.sleep(2.1)  # a file is read once more if it was written within two seconds before
    unchanged_s = _seconds_of_sync(place, store, embedder)
    (place / "articles" / "new.txt").write_text(made.article(n_articles), "utf-8")
    added_s = _seconds_of_sync(place, store, embedder)
    (place / "articles" / "new.txt").write_text(made.article(n_articles + 1), "utf-8")
    edited_s = _seconds_of_sync(place, store, embedder)
    store.close()
    used = sum(path.stat().st_size for path in (place / "store").rglob("*") if path.is_file())
    return {
        "filled_s": filled_s,
        "unchanged_s": unchanged_s,
        "added_s": added_s,
        "edited_s": edited_s,
        "disk_mib": used / 2**20,
    }


def _seconds_of_sync(place: Path, store: PassageStore, embedder: DirectionEmbedder) -> float:
    start = time.perf_counter()
    sync(place / "articles", store, embedder)
    return time.perf_counter() - start


def ask(place: Path) -> dict[str, float]:
    """Open a library and search it; for a process of its own."""
    questions = json.loads((place / "questions.json").read_text("utf-8"))
    vectors = np.load(place / "questions.npy")
    embedder = GivenQueries(questions, vectors)
    before_mib = _resident_mib()
    start = time.perf_counter()
    store = PassageStore.open(place / "store", embedder.identity)
    opened_s = time.perf_counter() - start
    opened_mib = _resident_mib()
    for question in questions[N_QUESTIONS // 2 :]:
        _search(store, embedder, question)
    stages = [_search(store, embedder, question) for question in questions]
    asked_mib = _resident_mib()
    with_all = store.current()
    return {
        "n_passages": with_all.catalog.n_rows,
        "opened_s": opened_s,
        "empty_mib": before_mib,
        "opened_mib": opened_mib,
        "asked_mib": asked_mib,
        "search_ms": statistics.median(told["all"] for told in stages),
        "search_p95_ms": statistics.quantiles([told["all"] for told in stages], n=20)[-1],
        "dense_ms": statistics.median(told[Stage.DENSE] for told in stages),
        "lexical_ms": statistics.median(told[Stage.LEXICAL] for told in stages),
        "recall": _recall(with_all, vectors),
        "breadth": with_all.dense.breadth,
    }


def _search(store: PassageStore, embedder: GivenQueries, question: str) -> dict[str, float]:
    with watching() as watch:
        Retriever(store.current(), embedder).search(question, N_NEAREST)
    told = watch.timings()
    return {**dict(told.stages_ms), "all": told.total_ms}


def _recall(snapshot: Snapshot, queries: EmbeddingMatrix) -> float:
    """Return which share of the exactly nearest passages the dense search brings."""
    rows = np.asarray(snapshot.catalog.rows())
    cosines = np.concatenate(
        [
            queries @ snapshot.catalog.vectors(rows[start : start + _BATCH].tolist()).T
            for start in range(0, len(rows), _BATCH)
        ],
        axis=1,
    )
    nearest = rows[np.argpartition(-cosines, N_NEAREST, axis=1)[:, :N_NEAREST]]
    shares = []
    for query, expected in zip(queries, nearest, strict=True):
        found = np.asarray([row for row, _ in snapshot.dense.search(query[None], 100)])
        best = np.argsort(-(snapshot.vectors(found.tolist()) @ query))[:N_NEAREST]
        shares.append(len(set(found[best]).intersection(expected)) / N_NEAREST)
    return statistics.mean(shares)


def _resident_mib() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def measure(work: Path, n_passages: int) -> dict[str, Any]:
    """Fill and ask in processes of their own, and return all figures."""
    place = work / str(n_passages)
    place.mkdir(parents=True, exist_ok=True)
    row: dict[str, Any] = {}
    for step in ("fill", "ask"):
        kept = place / f"{step}.json"
        if not kept.exists():
            command = [sys.executable, "-m", __spec__.name, "--step", step]
            scope = ["--work", str(place), "--passages", str(n_passages)]
            subprocess.run([*command, *scope], check=True)
        row |= json.loads(kept.read_text("utf-8"))
    return row


COLUMNS = {
    "filled_s": ("fill s", "{:.1f}"),
    "unchanged_s": ("nothing changed s", "{:.2f}"),
    "added_s": ("one file more s", "{:.2f}"),
    "edited_s": ("one file edited s", "{:.2f}"),
    "opened_s": ("open s", "{:.2f}"),
    "dense_ms": ("dense ms", "{:.2f}"),
    "lexical_ms": ("waiting for BM25 ms", "{:.2f}"),
    "search_ms": ("search ms", "{:.1f}"),
    "search_p95_ms": ("95th percentile ms", "{:.1f}"),
    "recall": ("recall@10", "{:.3f}"),
    "library_mib": ("MiB resident", "{:.0f}"),
    "disk_mib": ("MiB on disk", "{:.0f}"),
}


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the figures, and how each grows, as a Markdown table."""
    lines = [
        "| passages | " + " | ".join(title for title, _ in COLUMNS.values()) + " |",
        "|--:|" + "--:|" * len(COLUMNS),
    ]
    for row in rows:
        cells = [form.format(row[name]) for name, (_, form) in COLUMNS.items()]
        lines.append(f"| {row['n_passages']:,} | {' | '.join(cells)} |")
    if len(rows) > 1:
        growth = [f"{_exponent(rows, name):.2f}" for name in COLUMNS]
        lines.append(f"| exponent | {' | '.join(growth)} |")
    return "\n".join(lines)


def _exponent(rows: Sequence[Mapping[str, Any]], name: str) -> float:
    sizes = [math.log(row["n_passages"]) for row in rows]
    values = [math.log(max(row[name], 1e-3)) for row in rows]
    return statistics.linear_regression(sizes, values).slope


PLOTTED = {
    "milliseconds of a search": {
        "all": "search_ms",
        "by meaning": "dense_ms",
        "waiting for words": "lexical_ms",
    },
    "seconds of a sync": {
        "nothing changed": "unchanged_s",
        "one file more": "added_s",
        "one file edited": "edited_s",
    },
    "MiB": {"on the disk": "disk_mib", "resident": "library_mib"},
}


def plot(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw how the figures grow with the library."""
    from matplotlib import pyplot  # only who draws needs it

    figure, axes = pyplot.subplots(1, len(PLOTTED), figsize=(12, 3.6), layout="constrained")
    for axis, (unit, lines) in zip(axes, PLOTTED.items(), strict=True):
        for told, name in lines.items():
            sizes = [row["n_passages"] for row in rows]
            axis.loglog(sizes, [row[name] for row in rows], "o-", label=told)
        axis.set_xlabel("passages")
        axis.set_ylabel(unit)
        axis.grid(alpha=0.3)
        axis.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Print a Markdown table; what a folder named by `--work` has already is not made again."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[10**n for n in range(3, 7)])
    parser.add_argument("--work", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="an SVG to draw; needs matplotlib")
    parser.add_argument("--step", choices=["fill", "ask"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        [n_passages] = options.passages
        place = options.work
        found = fill(place, n_passages) if options.step == "fill" else ask(place)
        (place / f"{options.step}.json").write_text(json.dumps(found), "utf-8")
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        rows = []
        for n_passages in options.passages:
            row = measure(work, n_passages)
            rows.append(row | {"library_mib": row["asked_mib"] - row["empty_mib"]})
            print(f"{row}", file=sys.stderr)
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2), "utf-8")
    if options.plot:
        plot(rows, options.plot)


if __name__ == "__main__":
    main()
