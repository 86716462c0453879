"""Count the answered training questions whose sentence lacks a figure that is required of it.

    python -m tests.benchmarks.required_figures ../shared/train

What is required is in qa/required_figures.py. A sentence without it is never quoted, so each of
these is an answer lost. So is one that is taken to be about another one of a kind (qa/variants.py).
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.sentences import sentences_of
from index.types import Passage
from qa.required_figures import required_figures
from qa.training.examples import SPAN_SETS, SpanExample, every_example
from qa.variants import Variant, Variants


def answering_sentence(example: SpanExample) -> str:
    """Return the sentence that an answer begins in; empty if it begins between two."""
    for sentence in sentences_of(example.text, 0, len(example.text)):
        if sentence.start <= example.start < sentence.end:
            return example.text[sentence.start : sentence.end]
    return ""


def _variants(question: str) -> Iterator[tuple[str, Variants]]:
    """Yield what a question names of several of a kind, by how it names them."""
    asked, none = Variants.of(question), frozenset[Variant]()
    if asked.numbered:
        yield "numbered", Variants(numbered=asked.numbered, named=none)
    if asked.named:
        yield "named", Variants(numbered=none, named=asked.named)


def _whole(example: SpanExample) -> Passage:
    """Return an example's text as one passage."""
    return Passage(
        passage_id="",
        source="",
        title=example.title,
        heading="",
        start=0,
        end=len(example.text),
        text=example.text,
        sentences=(),
        places=(),
    )


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Count the answers without a required figure.")
    parser.add_argument("data", type=Path, help="the folder of training pairs")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"Skipped: expected training pairs in {chosen.data}, found nothing")
        return 0
    n_asked, n_lost = Counter[str](), Counter[str]()
    for example in every_example(chosen.data):
        if example.answerable and (sentence := answering_sentence(example)):
            for figure in required_figures(example.question):
                n_asked[figure.name] += 1
                n_lost[figure.name] += not figure.stands_in(sentence)
            for name, asked in _variants(example.question):
                n_asked[name] += 1
                n_lost[name] += asked.told_of_another(sentence, _whole(example))
    print(f"of {', '.join(SPAN_SETS)}:")
    for name, count in n_asked.most_common():
        print(f"{name}: {n_lost[name]} of {count} lack it ({n_lost[name] / count:.2%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
