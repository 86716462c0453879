"""Measure the reader alone: which words it marks in the paragraph that a question was written for.

    python -m tests.benchmarks.reading squad2-dev --data ../shared/eval

The paragraph is given, so nothing is searched for. F1 is SQuAD 2's: a question without an answer
scores 1 where none is marked, which is where the margin is below zero.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.metrics import area_under_roc, exact_match, f1
from qa.question_file import KnownQuestion, drawn, load_questions
from qa.reader.span_network import SpanNetwork, named_network
from qa.reader.span_reader import best_answer
from qa.reader.trained_network import trained_network


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The best words of a paragraph, and how far they stand above none."""

    question: KnownQuestion
    words: str
    margin: float


def read(network: SpanNetwork, questions: Sequence[KnownQuestion]) -> list[Marked]:
    """Return what the network marks in each question's own paragraph."""
    found = []
    for question in questions:
        [marks] = network.mark(question.question, [question.passage])
        answer = best_answer(marks, 0, len(question.passage))
        if answer is not None:
            words = question.passage[slice(*answer.span)]
            found.append(Marked(question=question, words=words, margin=answer.margin))
    return found


def report(marked: Sequence[Marked]) -> list[str]:
    """Return the figures, one a line."""
    kinds = [one.question.answerable for one in marked]
    answerable = [one for one in marked if one.question.answerable]
    always = [f1(one.words, one.question.answers) for one in answerable]
    lines = [
        f"{len(marked)} questions, {len(answerable)} answerable",
        f"F1 {_mean([_f1(one) for one in marked]):.4f}",
        f"exact {_mean([_exact(one) for one in marked]):.4f}",
        f"F1 of the answerable, always marked {_mean(always):.4f}",
    ]
    if any(kinds) and not all(kinds):
        area = area_under_roc([one.margin for one in marked], kinds)
        lines.append(f"AUROC of the answerable, by margin {area:.4f}")
    return lines


def _f1(one: Marked) -> float:
    return _scored(one, f1(one.words, one.question.answers))


def _exact(one: Marked) -> float:
    return _scored(one, exact_match(one.words, one.question.answers))


def _scored(one: Marked, score: float) -> float:
    """Return what a question scores whose words score so much where an answer is marked."""
    if one.margin < 0:
        return float(not one.question.answerable)
    return score if one.question.answerable else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Measure the reader on gold paragraphs.")
    parser.add_argument("name", help="an evaluation set with paragraphs, such as squad2-dev")
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--questions", type=int, help="so many, drawn by a fixed seed")
    parser.add_argument("--reader", type=Path, help="another question-answering model's folder")
    chosen = parser.parse_args()
    file = chosen.data / chosen.name / "questions.jsonl"
    if not file.exists():
        print(f"Skipped: expected the evaluation data at {file}, found nothing")
        return 0
    network = named_network("named", chosen.reader) if chosen.reader else trained_network()
    questions = [question for question in load_questions(file) if question.passage]
    print("\n".join(report(read(network, drawn(questions, chosen.questions)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
