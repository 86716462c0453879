"""Measure what reading the likeliest sentences once more brings, by what it counts for.

    python -m tests.benchmarks.second_look ../shared/train --work /tmp/libraries

Asks the answered questions of tests/benchmarks/libraries.py and prints how often the first sentence
is a right one for each weight, zero being no second look. It chose `SECOND_LOOK` in
qa/reader/span_reader.py.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.embedding import open_embedder
from index.search import Retriever
from index.store import PassageStore
from index.types import Embedder
from qa.answering import N_READ, promising
from qa.metrics import holds_answer
from qa.reader import Reading, open_reader
from qa.reader.span_reader import LOOKED_AT_AGAIN, SECOND_LOOK
from tests.benchmarks.libraries import Library, build_libraries, open_library

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.6)

Answered = tuple[tuple[Reading, ...], list[str]]
"""The readings of a question, and its answers."""


def read(library: Library, store: PassageStore, embedder: Embedder) -> Iterator[Answered]:
    """Yield what is read for each question that a library answers."""
    retriever, lexicon = Retriever(store.current(), embedder), store.current().lexical
    reader = open_reader(None, embedder)
    for asked in library.asked:
        if asked.group == "here":
            hits = promising(retriever.search(asked.question, N_READ))
            yield reader.read(asked.question, hits, lexicon), [text for text, _ in asked.answers]


def share_right(found: Sequence[Answered], weight: float) -> float:
    """Return how often the first sentence holds an answer if the second look counts so much."""
    n_right = 0
    for readings, answers in found:
        best = max(readings, key=lambda reading: weighed(reading, weight), default=None)
        n_right += best is not None and holds_answer(best.text, answers)
    return n_right / len(found)


def weighed(reading: Reading, weight: float) -> float:
    """Return a sentence's evidence as it is if the second look counts so much."""
    change = (reading.near_margin or 0.0) - (reading.margin or 0.0)
    return reading.evidence + (weight - SECOND_LOOK) * change


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Measure what a second look brings.")
    parser.add_argument("data", type=Path, help="the folder of training pairs")
    parser.add_argument("--work", type=Path, required=True, help="where the libraries are made")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"Skipped: expected training pairs in {chosen.data}, found nothing")
        return 0
    embedder = open_embedder()
    found: list[Answered] = []
    for library in build_libraries(chosen.data, chosen.work / "folders"):
        store = open_library(library, chosen.work, embedder)
        found += read(library, store, embedder)
        store.close()
        print(f"{library.name}: {len(found)} questions", file=sys.stderr)
    print(f"{len(found)} questions; {LOOKED_AT_AGAIN} sentences of each read once more")
    for weight in WEIGHTS:
        print(f"counted {weight}: right first for {share_right(found, weight):.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
