"""What the reader learns from: questions, each with a text that answers it or does not."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SPAN_SETS = ("squad1", "squad2-unanswerable", "nq-qed", "squadshifts")
"""The training sets whose answers are spans of a text."""

HELD_OUT_SHARE = 0.06
"""Share of the titles that no reader sees, so that later fits meet it as a stranger would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanExample:
    """A question and a text; the answer stands at `start:end` of it, or nowhere."""

    question: str
    title: str
    """What the text is from; empty where it is not known."""
    text: str
    start: int = -1
    end: int = -1

    @property
    def answerable(self) -> bool:
        """Whether the text holds the answer."""
        return self.start >= 0


def load_examples(data: Path) -> Iterator[SpanExample]:
    """Yield the examples of every span set that no fit holds out, in the files' order."""
    for pair in _every_pair(data):
        if not is_held_out(pair):
            yield _example(pair)


def every_example(data: Path) -> Iterator[SpanExample]:
    """Yield the examples of every span set, those held out among them."""
    for pair in _every_pair(data):
        yield _example(pair)


def _every_pair(data: Path) -> Iterator[dict[str, Any]]:
    for name in SPAN_SETS:
        yield from load_pairs(data / f"{name}.jsonl.gz")


def load_pairs(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the training pairs of a file as they stand there."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def is_held_out(pair: dict[str, Any]) -> bool:
    """Say whether a pair is kept from the reader; all pairs of a title, or of a text, agree."""
    name = pair.get("title") or pair["context"]
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32 < HELD_OUT_SHARE


def plain_title(title: str) -> str:
    """Return a title as a reader would see it: `British_Isles` with a space."""
    return title.replace("_", " ")


def _example(pair: dict[str, Any]) -> SpanExample:
    question, title = pair["question"].strip(), plain_title(pair.get("title") or "")
    if not pair["answerable"]:
        return SpanExample(question=question, title=title, text=pair["context"])
    answer = _usual_answer(pair["answers"])
    return SpanExample(
        question=question,
        title=title,
        text=pair["context"],
        start=answer["start"],
        end=answer["start"] + len(answer["text"]),
    )


def _usual_answer(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the answer most people marked; of equals, the first."""
    marked = [(answer["start"], answer["text"]) for answer in answers]
    return max(answers, key=lambda answer: marked.count((answer["start"], answer["text"])))
