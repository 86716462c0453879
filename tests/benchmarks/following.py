"""Measure follow-up questions: is the gold passage among the first hits of what was searched for.

    python -m tests.benchmarks.following doc2dial-val mtrag-human-subset --stores /tmp/stores

A set with a corpus gives recall@5 of the gold passages, found by their text, for the bare last
message. Messages that need nothing of earlier turns are also
given apart: those with four telling words and no word that points back. Every other dialogue is for
tuning; `--half` chooses which half is measured.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import open_embedder
from index.function_words import FUNCTION_WORDS, content_words
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from index.types import Embedder, EmbeddingMatrix, Hit, Range

TOP_K = 5
_TELLING = 4
_POINTING = re.compile(
    r"\b(it|its|he|him|his|she|her|they|them|their|this|that|these|those|there|one|ones)\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A passage that answers, to be found by its text: where lines break differs from the file."""

    source: str
    paragraph: str
    """Empty where the whole file answers."""
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One turn of a dialogue and the texts that answer it."""

    dialogue: str
    message: str
    before: tuple[tuple[str, str], ...]
    """Earlier turns, each as question and answer."""
    gold: tuple[Gold, ...]
    rewrite: str
    """What a person made of the message; empty where none is known."""

    @property
    def stands_alone(self) -> bool:
        """Whether a plain look says that the message needs no earlier turn."""
        words = [w for w in content_words(self.message) if w.lower() not in FUNCTION_WORDS]
        return len(words) >= _TELLING and not _POINTING.search(self.message)


def load(path: Path, half: str) -> list[Asked]:
    """Return the turns of every other dialogue, or of all."""
    turns = [_asked(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    dialogues = {name: n for n, name in enumerate(dict.fromkeys(t.dialogue for t in turns))}
    wanted = {"tuning": {0}, "report": {1}, "both": {0, 1}}[half]
    return [turn for turn in turns if dialogues[turn.dialogue] % 2 in wanted]


def _asked(fields: dict[str, Any]) -> Asked:
    sources = fields["source"] if isinstance(fields["source"], list) else [fields["source"]]
    paragraph = fields["passage"] or ""
    answer = next(iter(fields["answers"]), "") if paragraph else ""
    gold = (Gold(source=s, paragraph=paragraph, answer=answer) for s in sources if s)
    return Asked(
        dialogue=re.sub(r"(_|-|<::>)\d+$", "", fields["id"]),
        message=fields["question"],
        before=tuple(_exchanges(fields["dialogue"])),
        gold=tuple(gold) if fields["answerable"] else (),
        rewrite=fields.get("rewrite", ""),
    )


def _exchanges(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield question and answer; lines of one speaker are joined."""
    question, answers = "", list[str]()
    for line in [*lines, "user: "]:
        speaker, _, text = line.partition(": ")
        if speaker == "agent":
            answers.append(text)
        elif question and not answers and text:
            question = f"{question} {text}"
        else:
            if question:
                yield question, " ".join(answers)
            question, answers = text, []


class Remembering:
    """An embedder that embeds each query once, many in one batch."""

    def __init__(self, embedder: Embedder) -> None:
        self.identity = embedder.identity
        self.count_tokens, self.embed_passages = embedder.count_tokens, embedder.embed_passages
        self._embedder = embedder
        self._rows: dict[str, NDArray[np.float32]] = {}

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per query, in order."""
        new = list(dict.fromkeys(query for query in queries if query not in self._rows))
        self._rows.update(zip(new, self._embedder.embed_queries(new), strict=True))
        return np.stack([self._rows[query] for query in queries])


class Library:
    """A set's corpus, synced once."""

    def __init__(self, corpus: Path, store: Path) -> None:
        self.embedder = Remembering(open_embedder())
        opened = PassageStore.open_or_create(store, self.embedder.identity)
        sync(corpus, opened, self.embedder)
        self.snapshot = opened.current()
        self.retriever = Retriever(self.snapshot, self.embedder)
        self._bare: dict[str, tuple[str, list[int]]] = {}

    def search(self, query: str) -> tuple[Hit, ...]:
        """Return the first hits of a query."""
        return self.retriever.search(query, TOP_K)

    def recall(self, hits: Sequence[Hit], gold: Sequence[Gold]) -> float:
        """Return the share of the gold passages that one of the hits holds or cuts through."""
        found = []
        for one in gold:
            start, end = self._place(one)
            held = (h.passage for h in hits if h.passage.source == one.source)
            found.append(any(p.start < end and start < p.end for p in held))
        return sum(found) / len(found)

    def _place(self, gold: Gold) -> Range:
        """Return where the answer, or else its paragraph, stands; the whole file without a text."""
        if not gold.paragraph:
            return 0, sys.maxsize
        text, places = self._without_spaces(gold.source)
        paragraph, wanted = ("".join(t.split()) for t in (gold.paragraph, gold.answer))
        begin = text.find(paragraph)
        if begin < 0:
            return 0, sys.maxsize
        inside = text.find(wanted, begin, begin + len(paragraph)) if wanted else -1
        first, length = (inside, len(wanted)) if inside >= 0 else (begin, len(paragraph))
        return places[first], places[first + length - 1] + 1

    def _without_spaces(self, source: str) -> tuple[str, list[int]]:
        """Return a file's text without white space, and where each character stood."""
        if source not in self._bare:
            document = self.snapshot.catalog.document(source)
            text = document.text if document else ""
            places = [i for i, character in enumerate(text) if not character.isspace()]
            self._bare[source] = "".join(text[i] for i in places), places
        return self._bare[source]


def measure_retrieval(library: Library, turns: Sequence[Asked]) -> Iterator[str]:
    """Yield the figures of a set with a corpus, one a line."""
    judged = [turn for turn in turns if turn.gold]
    follow_ups = [turn for turn in judged if turn.before]
    groups = {
        "first messages": [turn for turn in judged if not turn.before],
        "follow-ups": follow_ups,
        "follow-ups that stand alone": [turn for turn in follow_ups if turn.stands_alone],
    }
    library.embedder.embed_queries([turn.message for turn in judged])
    for name, group in groups.items():
        found = [library.recall(library.search(turn.message), turn.gold) for turn in group]
        bare = statistics.fmean(found) if found else 0.0
        yield f"{name}: {len(group)}, recall@{TOP_K} of the bare message {bare:.4f}"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Measure follow-up questions.")
    parser.add_argument("names", nargs="+", help="sets such as doc2dial-val")
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--stores", type=Path, default=Path("/tmp/following"))
    parser.add_argument("--half", choices=("tuning", "report", "both"), default="report")
    chosen = parser.parse_args()
    for name in chosen.names:
        file = chosen.data / name / "questions.jsonl"
        if not file.exists():
            print(f"Skipped: expected the evaluation data at {file}, found nothing")
            continue
        turns, begin = load(file, chosen.half), time.perf_counter()
        print(f"{name}, {chosen.half} half of the dialogues:")
        if (chosen.data / name / "corpus").exists():
            library = Library(chosen.data / name / "corpus", chosen.stores / name)
            print("\n".join(f"  {line}" for line in measure_retrieval(library, turns)))
        print(f"  ({time.perf_counter() - begin:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
