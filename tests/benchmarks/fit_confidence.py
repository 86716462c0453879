"""Fit the weights of qa/confidence.py and print what each threshold costs.

    python -m tests.benchmarks.fit_confidence ../shared/train --work /tmp/libraries

A logistic regression on the groups of tests/benchmarks/libraries.py; whether a question is answered
in its library is what it learns. The figures are of libraries that the fold was not fitted on.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.embedding import open_embedder
from index.search import Retriever
from index.store import PassageStore
from index.types import Embedder
from qa.confidence import WEIGHTS, evidence
from qa.question import Question
from qa.reader import SentenceReader
from tests.benchmarks.libraries import (
    Library,
    RememberingEmbedder,
    build_libraries,
    open_library,
)

Vector = NDArray[np.float64]

N_READ = 8
N_FOLDS = 5
NAMES = tuple(WEIGHTS)

MIX: Mapping[str, float] = {"here": 0.5, "away": 0.16, "left": 0.13, "swapped": 0.13, "topic": 0.08}
"""The share of each group that a user is taken to ask, whatever number of them was drawn."""

SHARES_LOST = (0.02, 0.03, 0.05, 0.07, 0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What speaks for and against the answer to one question."""

    library: str
    group: str
    features: tuple[float, ...]
    """In the order of `NAMES`."""


def examples(library: Library, store: PassageStore, embedder: Embedder) -> Iterator[Example]:
    """Yield what the reader finds for each question of a library."""
    lexicon = store.current().lexical
    retriever, reader = Retriever(store.current(), embedder), SentenceReader(embedder, lexicon)
    for asked in library.asked:
        hits = retriever.search(asked.question, N_READ)
        readings = reader.read(asked.question, hits)
        if readings:
            found = evidence(Question.parse(asked.question, lexicon), hits, readings, lexicon)
            yield Example(
                library=library.name,
                group=asked.group,
                features=tuple(found[name] for name in NAMES),
            )


def fit(data: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """Return the intercept and the weights."""
    rows = np.array([example.features for example in data])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=2000)
    model.fit((rows - mean) / spread, _here(data), sample_weight=_mixed(data))
    weights = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - weights @ mean)
    return intercept, dict(zip(NAMES, weights.tolist(), strict=True))


def held_out(data: Sequence[Example]) -> Vector:
    """Return each question's probability by a model that has not seen its library."""
    libraries = {name: i for i, name in enumerate(sorted({e.library for e in data}))}
    fold = np.array([libraries[example.library] % N_FOLDS for example in data])
    rows = np.array([example.features for example in data])
    found = np.zeros(len(data))
    for i in range(N_FOLDS):
        intercept, weights = fit([e for e, f in zip(data, fold, strict=True) if f != i])
        values = intercept + rows[fold == i] @ np.array(list(weights.values()))
        found[fold == i] = 1 / (1 + np.exp(-values))
    return found


def report(data: Sequence[Example], found: Vector) -> Iterator[str]:
    """Yield how well each group is told from the answered ones, and what thresholds cost."""
    here = _here(data)
    group = np.array([example.group for example in data])
    others = [name for name in MIX if name != "here"]
    for name in others:
        chosen = here | (group == name)
        yield f"AUROC against {name}: {roc_auc_score(here[chosen], found[chosen]):.3f}"
    for share in SHARES_LOST:
        threshold = np.quantile(found[here], share)
        caught = " ".join(f"{name} {(found[group == name] < threshold).mean():.2f}"
                          for name in others)  # fmt: skip
        yield f"threshold {threshold:.3f} loses {share:.0%} of the answered, catches {caught}"


def _here(data: Sequence[Example]) -> NDArray[np.bool_]:
    return np.array([example.group == "here" for example in data])


def _mixed(data: Sequence[Example]) -> Vector:
    """Return a weight per example such that the groups have the shares of `MIX`."""
    groups = [example.group for example in data]
    return np.array([MIX[group] * len(groups) / groups.count(group) for group in groups])


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Fit the probability that an answer is there.")
    parser.add_argument("data", type=Path, help="the folder of training pairs")
    parser.add_argument("--work", type=Path, required=True, help="where the libraries are made")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"Skipped: expected training pairs in {chosen.data}, found nothing")
        return 0
    embedder = RememberingEmbedder(open_embedder())
    data: list[Example] = []
    for library in build_libraries(chosen.data, chosen.work / "folders"):
        store = open_library(library, chosen.work, embedder)
        data += examples(library, store, embedder)
        store.close()
        print(f"{library.name}: {len(data)} examples", file=sys.stderr)
    print("\n".join(report(data, held_out(data))))
    intercept, weights = fit(data)
    print(f"INTERCEPT = {intercept:.2f}")
    print("\n".join(f'    "{name}": {weight:.2f},' for name, weight in weights.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
