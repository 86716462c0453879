"""Fit which earlier words belong to a message, and write `qa/carried_words.json`.

    python -m tests.benchmarks.fit_carried_words --data ../shared --keep

Fitted on two sets: of `rewrite-canard-dev`, the tuning half of the dialogues, where a word counts
if the person who rewrote the message put it in; and of `topiocqa-dialogues`, where a word counts if
it stands in the title of the page that is talked about. Prints how well each alone and both
together rank the words of the other half of the first set.
"""

import argparse
import gzip
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

import qa.carried_words
from index.embedding import open_embedder
from index.store import PassageStore
from index.types import Lexicon
from qa.carried_words import FEATURES, features, telling_terms, words_seen
from qa.conversation import Turn
from tests.benchmarks.dialogues import exchanges, load

Examples = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]
"""Rows of `FEATURES`, whether each word counts, and what each row weighs."""

N_TOPIC_TURNS = 6_000
TOPIC_WEIGHT = 0.1
"""A title names what is talked about, also where the message needs none of it."""


def rewritten(path: Path, half: str, lexicon: Lexicon) -> Examples:
    """Return the earlier words of messages that a person rewrote; every other with its title."""
    rows: list[tuple[list[float], bool, float]] = []
    for n, asked in enumerate(load(path, half)):
        topics = asked.topics if n % 2 else ()
        turns = [Turn(question=q, answer=a, topics=topics) for q, a in asked.before]
        wanted = telling_terms(asked.rewrite, lexicon)
        rows += _rows(asked.message, turns, set(wanted), 1.0, lexicon)
    return _examples(rows)


def titled(path: Path, lexicon: Lexicon) -> Examples:
    """Return the earlier words of messages about a page whose title is known."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = file.readlines()
    drawn = random.Random(0).sample(lines, min(N_TOPIC_TURNS, len(lines)))
    rows: list[tuple[list[float], bool, float]] = []
    for fields in map(json.loads, drawn):
        spoken = re.split(r"\n(?=user: |agent: )", fields["context"])
        turns = [Turn(question=q, answer=a) for q, a in exchanges(spoken)]
        wanted = set(telling_terms(fields["topic"], lexicon))
        rows += _rows(fields["question"], turns, wanted, TOPIC_WEIGHT, lexicon)
    return _examples(rows)


def _rows(
    message: str, turns: list[Turn], wanted: set[str], weight: float, lexicon: Lexicon
) -> Iterator[tuple[list[float], bool, float]]:
    seen = words_seen(message, turns, lexicon)
    for term, row in features(message, turns, seen, lexicon).items():
        yield row, term in wanted, weight


def _examples(rows: Iterable[tuple[list[float], bool, float]]) -> Examples:
    values, wanted, weights = zip(*rows, strict=True)
    return np.array(values), np.array(wanted), np.array(weights)


def fitted(*parts: Examples) -> LogisticRegression:
    """Return the model of one or more sets."""
    values, wanted, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    return LogisticRegression(max_iter=3_000).fit(values, wanted, sample_weight=weights)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Fit which earlier words are carried over.")
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--store", type=Path, default=Path("/tmp/following/words"))
    parser.add_argument("--keep", action="store_true", help="write what `qa` uses")
    chosen = parser.parse_args()
    file = chosen.data / "eval" / "rewrite-canard-dev" / "questions.jsonl"
    if not file.exists():
        print(f"Skipped: expected the evaluation data at {file}, found nothing")
        return 0
    lexicon = PassageStore.open_or_create(chosen.store, open_embedder().identity).current().lexical
    tuning, held_back = (rewritten(file, half, lexicon) for half in ("tuning", "report"))
    topics = titled(chosen.data / "train" / "topiocqa-dialogues.jsonl.gz", lexicon)
    for name, parts in {
        "titles": [topics],
        "rewritten": [tuning],
        "both": [tuning, topics],
    }.items():
        model = fitted(*parts)
        likely = model.predict_proba(held_back[0])[:, 1]
        area, precision = (
            measure(held_back[1], likely) for measure in (roc_auc_score, average_precision_score)
        )
        print(f"fitted on {name}: AUROC {area:.4f}, average precision {precision:.4f}")
    if chosen.keep:
        weights = dict(zip(FEATURES, model.coef_[0].round(3).tolist(), strict=True))
        kept = {"intercept": round(float(model.intercept_[0]), 3), "weights": weights}
        home = Path(qa.carried_words.__file__).with_suffix(".json")
        home.write_text(json.dumps(kept, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
