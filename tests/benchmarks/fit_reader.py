"""Fit the weights of the readers on training pairs, each asked of a library, not of a paragraph.

    python -m tests.benchmarks.fit_reader ../shared/train --work /tmp/libraries
    python -m tests.benchmarks.fit_reader ../shared/train --work /tmp/libraries --reader none

Maximizes the likelihood of a sentence of the gold paragraph that holds the answer among all the
sentences of the eight best passages. `asks` and `fragment` are set by hand: see
qa/reader/sentence_reader.py.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from index.embedding import open_embedder
from index.search import Retriever
from index.store import PassageStore
from index.types import Document, Embedder, Hit, Lexicon
from qa.metrics import holds_answer
from qa.question import Question
from qa.reader import NO_READER, sentence_reader, span_reader
from qa.reader.sentence_reader import Candidate, candidates
from qa.reader.span_network import SpanNetwork
from qa.reader.span_reader import answers as answers_in
from qa.reader.trained_network import trained_network
from tests.benchmarks.libraries import (
    Asked,
    Library,
    RememberingEmbedder,
    build_libraries,
    open_library,
)

Describe = Callable[[str, Sequence[Hit], Lexicon], list[Candidate]]
Names = Sequence[str]
Matrix = NDArray[np.float64]

N_READ = 8
RIDGE = 1e-3
BY_HAND = ("asks", "fragment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The sentences found for one question; those that hold the answer elsewhere are left out."""

    library: str
    features: Matrix
    """Shape (n_sentences, n_features), in the order of the reader's weights."""
    right: NDArray[np.bool_]


def examples(
    library: Library, store: PassageStore, embedder: Embedder, describe: Describe, names: Names
) -> Iterator[Example]:
    """Yield the answered questions of a library of articles whose answer was found."""
    snapshot = store.current()
    retriever, lexicon = Retriever(snapshot, embedder), snapshot.lexical
    for asked in library.asked:
        if asked.group != "here":
            continue
        hits = retriever.search(asked.question, N_READ)
        found = describe(asked.question, hits, lexicon)
        documents = {
            hit.passage.source: snapshot.catalog.document(hit.passage.source) for hit in hits
        }
        right = np.array([_is_right(c, asked, documents[c.hit.passage.source]) for c in found])
        answers = [text for text, _ in asked.answers]
        kept = right | ~np.array([holds_answer(c.words.text, answers) for c in found])
        if right.any():
            features = np.array([[c.features[name] for name in names] for c in found])
            yield Example(library=library.name, features=features[kept], right=right[kept])


def with_cosines(embedder: Embedder) -> Describe:
    """Return what describes sentences as the reader without a network does."""

    def describe(question: str, hits: Sequence[Hit], lexicon: Lexicon) -> list[Candidate]:
        found = candidates(Question.parse(question, lexicon), hits, lexicon)
        vector = embedder.embed_queries([question])[0]
        rows = embedder.embed_passages([candidate.words.text for candidate in found])
        return [
            replace(candidate, features={**candidate.features, "cosine": cosine})
            for candidate, cosine in zip(found, (rows @ vector).tolist(), strict=True)
        ]

    return describe


def with_margins(network: SpanNetwork) -> Describe:
    """Return what describes sentences as the reader with a network does."""

    def describe(question: str, hits: Sequence[Hit], lexicon: Lexicon) -> list[Candidate]:
        return [
            replace(candidate, features={**candidate.features, "margin": answer.margin})
            for candidate, answer in answers_in(network, question, hits, lexicon)
        ]

    return describe


def fit(data: Sequence[Example], names: Names) -> dict[str, float]:
    """Return the weights of a conditional logit with a ridge on the standardized features."""
    rows = np.concatenate([example.features for example in data])
    right = np.concatenate([example.right for example in data]).astype(float)
    spread = rows.std(axis=0) + 1e-9
    rows = (rows - rows.mean(axis=0)) / spread
    lengths = [len(example.right) for example in data]
    starts = np.cumsum([0, *lengths[:-1]])
    group = np.repeat(np.arange(len(data)), lengths)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = rows @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        total = np.add.reduceat(powers, starts)
        gold = np.add.reduceat(powers * right, starts)
        value = -np.log(gold / total).mean() + RIDGE * weights @ weights
        pull = powers / total[group] - powers * right / gold[group]
        return float(value), pull @ rows / len(data) + 2 * RIDGE * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return dict(zip(names, (found.x / spread).tolist(), strict=True))


def share_right(data: Sequence[Example], weights: Mapping[str, float], names: Names) -> float:
    """Return how often the best sentence is a right one."""
    vector = np.array([weights[name] for name in names])
    return float(np.mean([e.right[np.argmax(e.features @ vector)] for e in data]))


def _is_right(candidate: Candidate, asked: Asked, document: Document | None) -> bool:
    begin = document.text.find(asked.context) if document else -1
    return begin >= 0 and any(
        candidate.start < begin + start + len(text) and begin + start < candidate.end
        for text, start in asked.answers
    )


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Fit the weights of a reader.")
    parser.add_argument("data", type=Path, help="the folder of training pairs")
    parser.add_argument("--work", type=Path, required=True, help="where the libraries are made")
    parser.add_argument("--reader", choices=[NO_READER], help="fit the one without a network")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"Skipped: expected training pairs in {chosen.data}, found nothing")
        return 0
    embedder = RememberingEmbedder(open_embedder())
    weights, describe = (
        (sentence_reader.WEIGHTS, with_cosines(embedder))
        if chosen.reader
        else (span_reader.WEIGHTS, with_margins(trained_network()))
    )
    names = tuple(name for name in weights if name not in BY_HAND)
    data: list[Example] = []
    for library in build_libraries(chosen.data, chosen.work / "folders"):
        store = open_library(library, chosen.work, embedder)
        data += examples(library, store, embedder, describe, names)
        store.close()
        print(f"{library.name}: {len(data)} examples", file=sys.stderr)
    fitted = fit(data, names)
    print(f"{len(data)} questions; right sentence first: {share_right(data, fitted, names):.4f}")
    print(f"with the weights in the code: {share_right(data, weights, names):.4f}")
    print("\n".join(f'    "{name}": {weight:.2f},' for name, weight in fitted.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
