"""Count the answered training questions whose answer would be ruled out.

    python -m tests.benchmarks.ruled_out ../shared/train

A sentence is not read for an answer where it lacks a figure (qa/required_figures.py), where it is
about another one of a kind (qa/variants.py), or where what would be marked in it is a name of
another kind (qa/asked_name.py). Each of these that holds for an answer is an answer lost.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index.sentences import sentences_of
from index.types import Passage
from qa.asked_name import AskedName
from qa.required_figures import required_figures
from qa.training.examples import SPAN_SETS, SpanExample, every_example
from qa.variants import Variants


def answering_sentence(example: SpanExample) -> str:
    """Return the sentence that an answer begins in; empty if it begins between two."""
    for sentence in sentences_of(example.text, 0, len(example.text)):
        if sentence.start <= example.start < sentence.end:
            return example.text[sentence.start : sentence.end]
    return ""


def rulings(example: SpanExample, sentence: str) -> Iterator[tuple[str, bool]]:
    """Yield what rules sentences out for a question, and whether it rules its answer out.

    Args:
        example: An answered one.
        sentence: What its answer stands in.
    """
    for figure in required_figures(example.question):
        yield figure.name, not figure.stands_in(sentence)
    for name, asked in _variants(example.question):
        yield name, asked.told_of_another(sentence, _whole(example))
    if asked_name := AskedName.of(example.question, [example.text]):
        before = example.text[max(0, example.start - len(sentence)) : example.start]
        ruled_out = asked_name.is_not(example.text[example.start : example.end], before)
        yield ("office" if asked_name.office else "organisation"), ruled_out


def _variants(question: str) -> Iterator[tuple[str, Variants]]:
    """Yield what a question names of several of a kind, by how it names them."""
    asked, none = Variants.of(question), Variants.of("")
    if asked.numbered:
        yield "numbered", replace(none, numbered=asked.numbered)
    if asked.named:
        yield "named", replace(none, named=asked.named)
    if asked.days:
        yield "day", replace(none, days=asked.days)


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
    parser = argparse.ArgumentParser(description="Count the answers that would be ruled out.")
    parser.add_argument("data", type=Path, help="the folder of training pairs")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"Skipped: expected training pairs in {chosen.data}, found nothing")
        return 0
    n_asked, n_lost = Counter[str](), Counter[str]()
    for example in every_example(chosen.data):
        if example.answerable and (sentence := answering_sentence(example)):
            for name, ruled_out in rulings(example, sentence):
                n_asked[name] += 1
                n_lost[name] += ruled_out
    print(f"of {', '.join(SPAN_SETS)}:")
    for name, count in n_asked.most_common():
        print(f"{name}: {n_lost[name]} of {count} ruled out ({n_lost[name] / count:.2%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
