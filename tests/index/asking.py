"""Readers that ask without pause while a writer publishes; each answer is compared with an oracle.

    python -m tests.index.asking STORE ANSWERS STOP

asks until the file STOP is there, then writes its distinct answers to ANSWERS as JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from tests.index.builders import library
from tests.word_embedder import VOCABULARY, WordEmbedder

ROOT = Path(__file__).parents[2]

N_READERS = 4
N_FILES = 8
QUERIES = ("river bread treaty", "solar boat", "oven minister water", "battery")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came of readers asking during a writer's generations."""

    n_answers: int
    generations_seen: frozenset[int]
    wrong: tuple[str, ...]
    """Answers that are not the oracle's for the generation they name, and errors."""
    n_unchecked: int
    """Generations whose removed text some reader still had open for longer than a writer waits."""


def state(number: int) -> dict[str, str]:
    """Return the files of one generation; every one adds, changes, moves and removes some."""
    return {
        f"{'new' if (k + number) % 4 == 0 else 'old'}/{k}.txt": (
            f"The {VOCABULARY[(k + number // 2) % 16]} is beside the {VOCABULARY[(k * 3) % 16]}."
            f"\n\nOn day {number // 3} the {VOCABULARY[(number + k) % 16]} was seen.\n"
        )
        for k in range(N_FILES)
        if (k + number) % 5
    }


def answer(store: PassageStore, query: str) -> tuple[int, str]:
    """Return the generation and all that one search says, ready to be compared."""
    snapshot = store.current()
    hits = Retriever(snapshot, WordEmbedder()).search(query, 50)
    found = [
        (h.passage.source, h.passage.start, h.passage.text, round(h.score, 4), sorted(h.matched))
        for h in hits
    ]
    return snapshot.generation, json.dumps([query, sorted(found)])


def ask_until(store_folder: Path, answers: Path, stop: Path) -> None:
    """Ask all queries again and again; keep each distinct answer, or error, and how many."""
    store = PassageStore.open(store_folder, WordEmbedder().identity)
    seen: dict[str, int] = {}
    sys.stdout.write("asking\n")
    sys.stdout.flush()
    while not stop.exists():
        for query in QUERIES:
            try:
                told = json.dumps(answer(store, query))
            except Exception as error:
                told = json.dumps([-1, repr(error)])
            seen[told] = seen.get(told, 0) + 1
    answers.write_text(json.dumps(list(seen.items())))


def oracle(work: Path, number: int) -> frozenset[str]:
    """Return the right answers of one generation, from a store made from scratch."""
    embedder = WordEmbedder()
    docs = library(work / f"oracle-docs-{number}", state(number))
    store = PassageStore.open_or_create(work / f"oracle-{number}", embedder.identity)
    sync(docs, store, embedder)
    return frozenset(answer(store, query)[1] for query in QUERIES)


def ask_while_writing(work: Path, n_generations: int) -> Asked:
    """Let four processes ask while this one publishes, and compare what they were told."""
    docs, embedder, stop = work / "docs", WordEmbedder(), work / "stop"
    store = PassageStore.open_or_create(work / "store", embedder.identity)
    become(docs, state(1))
    sync(docs, store, embedder)
    outputs = [work / f"answers-{n}.json" for n in range(N_READERS)]
    readers = [_start(work / "store", output, stop) for output in outputs]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "asking\n"
    n_unchecked = 0
    for number in range(2, n_generations + 1):
        become(docs, state(number))
        n_unchecked += bool(sync(docs, store, embedder).erasure.remaining)
    stop.touch()
    for reader in readers:
        reader.communicate()
    right = {n: oracle(work, n) for n in range(1, n_generations + 1)}
    return _compared([json.loads(path.read_text()) for path in outputs], right, n_unchecked)


def become(folder: Path, texts: dict[str, str]) -> None:
    """Make a folder hold these files and no others."""
    library(folder, texts)
    for path in folder.rglob("*.txt"):
        if path.relative_to(folder).as_posix() not in texts:
            path.unlink()


def _start(store: Path, answers: Path, stop: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.index.asking", str(store), str(answers), str(stop)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _compared(
    told: Sequence[list[tuple[str, int]]], right: dict[int, frozenset[str]], n_unchecked: int
) -> Asked:
    wrong, seen = [], set()
    for line, _ in (item for answers in told for item in answers):
        generation, found = json.loads(line)
        seen.add(generation)
        if found not in right.get(generation, ()):
            wrong.append(f"generation {generation}: {found}")
    return Asked(
        n_answers=sum(n for answers in told for _, n in answers),
        generations_seen=frozenset(seen),
        wrong=tuple(wrong),
        n_unchecked=n_unchecked,
    )


if __name__ == "__main__":
    if hasattr(os, "nice"):  # not on Windows
        os.nice(5)  # four that never rest would starve a browser that is tested beside them
    with suppress(KeyboardInterrupt):
        ask_until(*map(Path, sys.argv[1:]))
