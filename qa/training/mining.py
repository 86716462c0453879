"""Passages that our own search brings for a question and that do not answer it.

They are what the reader meets beside the right passage, so learning from them makes the scores of
one question's passages comparable.
"""

import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.embedding import open_embedder
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from index.types import Hit
from qa.training.examples import SpanExample, is_held_out, load_pairs, plain_title

MINED_SETS = ("squad1", "nq-qed")
"""The training sets of whole articles, or of so many that they make a library."""

N_QUESTIONS = 14_000
N_HITS = 10
N_NEGATIVES = 2
"""Passages kept for a question: the nearest ones without the answer."""


def mine(data: Path, work: Path, *, seed: int, n_questions: int = N_QUESTIONS) -> list[SpanExample]:
    """Return passages that do not answer, of questions drawn by a seed; kept in `work`.

    Args:
        data: Where the training pairs lie, as `NAME.jsonl.gz`.
        work: Where the library of their texts and what was mined are kept for the next call.
        seed: Which questions are drawn.
        n_questions: How many of them.
    """
    kept = work / f"mined-{seed}-{n_questions}.jsonl"
    if not kept.exists():
        pairs = [
            pair
            for name in MINED_SETS
            for pair in load_pairs(data / f"{name}.jsonl.gz")
            if not is_held_out(pair)
        ]
        found = list(_mined(pairs, work, seed, n_questions))
        partial = kept.with_suffix(".partial")
        partial.write_text("".join(json.dumps(asdict(example)) + "\n" for example in found))
        partial.rename(kept)
    return [SpanExample(**json.loads(line)) for line in kept.read_text().splitlines()]


def _mined(
    pairs: Sequence[dict[str, Any]], work: Path, seed: int, n_questions: int
) -> Iterator[SpanExample]:
    drawn = random.Random(seed).sample(pairs, min(n_questions, len(pairs)))
    embedder = open_embedder()
    _write_articles(pairs, work / "library")
    store = PassageStore.open_or_create(work / "library-store", embedder.identity)
    sync(work / "library", store, embedder)
    retriever = Retriever(store.current(), embedder)

    def negatives(pair: dict[str, Any]) -> list[SpanExample]:
        """Return the nearest passages that do not answer a pair's question."""
        question = pair["question"].strip()
        hits = [hit for hit in retriever.search(question, N_HITS) if not _may_answer(hit, pair)]
        return [
            SpanExample(question=question, title=hit.passage.title, text=hit.passage.text)
            for hit in hits[:N_NEGATIVES]
        ]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(negatives, drawn):
            yield from found
    store.close()


def _write_articles(pairs: Sequence[dict[str, Any]], folder: Path) -> None:
    articles: dict[str, dict[str, None]] = {}
    for pair in pairs:
        articles.setdefault(plain_title(pair["title"]), {})[pair["context"]] = None
    folder.mkdir(parents=True, exist_ok=True)
    for title, paragraphs in articles.items():
        name = re.sub(r"[^\w ]+", "_", title)[:100]
        text = "\n\n".join([title, *paragraphs])
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def _may_answer(hit: Hit, pair: dict[str, Any]) -> bool:
    """Whether a passage is of the gold text or has the answer's words, whatever it says."""
    held = _plain(hit.passage.text)
    answers = [_plain(answer["text"]) for answer in pair["answers"]]
    return held[:80] in _plain(pair["context"]) or any(f" {a} " in f" {held} " for a in answers)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
