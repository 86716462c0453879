"""Measure follow-up questions: is the gold passage among the first hits of what was searched for.

    python -m tests.benchmarks.following doc2dial-val mtrag-human-subset --stores /tmp/stores
    python -m tests.benchmarks.following rewrite-canard-dev

A set with a corpus gives recall@5 of the gold passages, found by their text, for the bare last
message and for the query it is resolved to. Messages that need nothing of earlier turns are also
given apart: those with four telling words and no word that points back. A set of rewritten
questions gives how many of the words that a person put in were carried over. A set of single
questions, such as squad2-dev, is asked as dialogues that wander from one to the next. Every other
dialogue is for tuning; `--half` chooses which half is measured.
"""

import argparse
import math
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import open_embedder
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from index.types import Embedder, EmbeddingMatrix, Hit, Lexicon, Range
from qa.carried_words import telling_terms
from qa.conversation import turns_of
from qa.following import Resolved, resolve
from tests.benchmarks.dialogues import Asked, Gold, load, made_dialogues

TOP_K = 5

N_DRAWN = 1_000
"""Draws of dialogues for the interval of a gain."""


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


class DialogueWords:
    """The words of a set without a corpus, weighed by how many turns of its dialogues have them."""

    def __init__(self, turns: Sequence[Asked], lexicon: Lexicon) -> None:
        self.terms = lexicon.terms
        texts = {text for turn in turns for exchange in turn.before for text in exchange}
        self._n_texts = len(texts)
        self._n_with = Counter(term for text in texts for term in set(lexicon.terms(text)))

    def weight(self, term: str) -> float:
        """Return a term's inverse frequency, as BM25 weighs it."""
        n_with = self._n_with[term]
        return math.log(1 + (self._n_texts - n_with + 0.5) / (n_with + 0.5))


class Library:
    """A set's corpus, synced once."""

    def __init__(self, corpus: Path, store: Path) -> None:
        self.embedder = Remembering(open_embedder())
        opened = PassageStore.open_or_create(store, self.embedder.identity)
        sync(corpus, opened, self.embedder)
        self.snapshot = opened.current()
        self.retriever = Retriever(self.snapshot, self.embedder)
        self._bare: dict[str, tuple[str, list[int]]] = {}

    def search(self, message: str) -> tuple[Hit, ...]:
        """Return the first hits of a message alone."""
        return self.retriever.search(" ".join(message.split()), TOP_K)

    def search_resolved(self, resolved: Resolved) -> tuple[Hit, ...]:
        """Return the first hits of what a message was resolved to."""
        return self.retriever.search(resolved.query, TOP_K, said=resolved.said)

    def resolve(self, turn: Asked) -> Resolved:
        """Return what a turn's message asks in the light of those before it."""
        return resolve(turn.message, turns_of(turn.before), self.snapshot.lexical)

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
    resolved = {turn: library.resolve(turn) for turn in judged}
    leaning = [r.said.likely for r in resolved.values() if r.said]
    library.embedder.embed_queries([" ".join(t.message.split()) for t in judged] + leaning)
    for name, group in groups.items():
        bare = [library.recall(library.search(turn.message), turn.gold) for turn in group]
        ours = [library.recall(library.search_resolved(resolved[t]), t.gold) for t in group]
        changed = sum(resolved[turn].said is not None for turn in group)
        yield (
            f"{name}: {len(group)}, {changed} resolved, recall@{TOP_K} {_mean(bare):.4f} of the"
            f" bare message, {_mean(ours):.4f} resolved, {_gain(group, bare, ours)}"
        )
    yield _added_time(library, follow_ups)


def measure_rewriting(turns: Sequence[Asked], lexicon: Lexicon) -> Iterator[str]:
    """Yield how many words that a person put into a message were carried over."""
    n_wanted = n_carried = n_right = 0
    words = DialogueWords(turns, lexicon)
    for turn in turns:
        if not turn.before:
            continue
        own = set(telling_terms(turn.message, lexicon))
        wanted = set(telling_terms(turn.rewrite, lexicon)) - own
        query = resolve(turn.message, turns_of(turn.before), words).query
        carried = set(telling_terms(query, lexicon)) - own
        n_wanted, n_carried = n_wanted + len(wanted), n_carried + len(carried)
        n_right += len(wanted & carried)
    yield f"{n_wanted} words put in, {n_carried} carried over, {n_right} of them right:"
    yield f"recall {n_right / n_wanted:.3f}, precision {n_right / max(1, n_carried):.3f}"


def _gain(turns: Sequence[Asked], bare: Sequence[float], ours: Sequence[float]) -> str:
    """Return the mean gain and its 95 % interval, dialogues drawn anew, not single turns."""
    gains: dict[str, list[float]] = defaultdict(list)
    for turn, before, after in zip(turns, bare, ours, strict=True):
        gains[turn.dialogue].append(after - before)
    dialogues, rng, means = list(gains.values()), random.Random(0), []
    for _ in range(N_DRAWN if dialogues else 0):
        drawn = rng.choices(dialogues, k=len(dialogues))
        means.append(_mean([gain for dialogue in drawn for gain in dialogue]))
    low, high = np.percentile(means or [0.0], (2.5, 97.5))
    return f"gain {_mean(ours) - _mean(bare):+.4f} ({low:+.4f} to {high:+.4f})"


def _added_time(library: Library, turns: Sequence[Asked]) -> str:
    """Return what resolving costs a turn, embedding left out."""
    times_ms = []
    for turn in turns:
        begin = time.perf_counter()
        library.resolve(turn)
        times_ms.append(1000 * (time.perf_counter() - begin))
    slow = sorted(times_ms)[int(0.95 * len(times_ms))]
    return f"resolving takes {statistics.median(times_ms):.1f} ms, 95th percentile {slow:.1f} ms"


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else 0.0


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
            if not any(turn.before for turn in turns):
                turns = made_dialogues(turns)
            library = Library(chosen.data / name / "corpus", chosen.stores / name)
            lines = measure_retrieval(library, turns)
        else:
            empty = PassageStore.open_or_create(chosen.stores / "words", open_embedder().identity)
            lines = measure_rewriting(turns, empty.current().lexical)
        print("\n".join(f"  {line}" for line in lines))
        print(f"  ({time.perf_counter() - begin:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
