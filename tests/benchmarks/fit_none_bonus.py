"""Fit what is added to "nothing answers", such that an answer counts from a margin of zero upwards.

    python -m tests.benchmarks.fit_none_bonus ../shared/train

The training pairs have many more answers than none, so a trained reader marks too readily. On pairs
of held-out titles, as many with an answer as without, marking pays from the margin at which its F1
there is as great as the share of pairs without an answer. Prints `NONE_BONUS` for
qa/reader/trained_network.py.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from qa.metrics import f1
from qa.question_file import KnownQuestion
from qa.reader.trained_network import DIFFERENCE, NONE_BONUS, trained_network
from qa.training.examples import is_held_out, load_pairs
from tests.benchmarks.reading import Marked, read, report

N_PAIRS = 900
"""Most of each kind; there are 633 without an answer."""

ANSWERED, UNANSWERED = "squad1", "squad2-unanswerable"

WIDTH = 1.0
"""Of the bell by which neighbouring margins count, in logits; from 0.5 to 1.5 gives the same."""

STEP = 0.05


def held_out(data: Path, name: str) -> list[KnownQuestion]:
    """Return questions about titles that the reader never saw, drawn by a fixed seed."""
    pairs = [pair for pair in load_pairs(data / f"{name}.jsonl.gz") if is_held_out(pair)]
    random.Random(0).shuffle(pairs)
    return [
        KnownQuestion(
            question_id="",
            question=pair["question"],
            answers=tuple(answer["text"] for answer in pair["answers"]),
            answerable=pair["answerable"],
            sources=(),
            passage=pair["context"],
            grades={},
        )
        for pair in pairs[:N_PAIRS]
    ]


def least_paying_margin(marked: Sequence[Marked]) -> float:
    """Return the margin from which marking an answer gains more F1 than it costs."""
    margins = np.array([one.margin for one in marked])
    gains = np.array(list(_gains(marked)))
    kinds = np.array([one.question.answerable for one in marked])
    shares = np.where(kinds, 1 / kinds.sum(), 1 / (~kinds).sum())
    for margin in np.arange(margins.min(), margins.max(), STEP)[::-1]:
        nearness = shares * np.exp(-0.5 * ((margins - margin) / WIDTH) ** 2)
        if (gains * nearness).sum() < 0:
            return float(margin + STEP)
    return float(margins.min())


def _gains(marked: Sequence[Marked]) -> Iterator[float]:
    """Yield what marking each pair's words scores above marking none."""
    for one in marked:
        yield f1(one.words, one.question.answers) if one.question.answerable else -1.0


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Fit from where on an answer is marked.")
    parser.add_argument("data", type=Path, help="the folder of training pairs")
    parser.add_argument("--difference", type=Path, default=DIFFERENCE, help="a reader's weights")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"Skipped: expected training pairs in {chosen.data}, found nothing")
        return 0
    questions = [q for name in (ANSWERED, UNANSWERED) for q in held_out(chosen.data, name)]
    marked = read(trained_network(chosen.difference), questions)
    print("\n".join(report(marked)))
    print(f"{len(marked)} pairs; NONE_BONUS = {NONE_BONUS + least_paying_margin(marked):.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
