"""Question and text as the network reads them, with the answer's place among the word pieces."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qa.training.examples import SpanExample

MAX_TOKENS = 288
PAD_TO_MULTIPLE = 16
TITLE_SHARE = 0.5
"""Share of the examples that show their title, as a passage of the library shows its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedExample:
    """Word pieces of one example; a start and end of 0 say that there is no answer."""

    ids: list[int]
    types: list[int]
    allowed_from: int
    """The text's first word piece; an answer stands from there to the last but one."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Examples padded to one width; arrays of shape (n_examples, n_tokens) or (n_examples,)."""

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    mask: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    """Where an answer, or its absence, may be marked."""
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def encoded(
    examples: Sequence[SpanExample], tokenizer: Tokenizer, rng: random.Random
) -> list[EncodedExample]:
    """Return the examples as word pieces; an answer that was cut off is no longer there."""
    leads = [_lead(example, rng) for example in examples]
    pairs = [(x.question, lead + x.text) for x, lead in zip(examples, leads, strict=True)]
    found = []
    for example, lead, encoding in zip(examples, leads, tokenizer.encode_batch(pairs), strict=True):
        types, offsets = encoding.type_ids, encoding.offsets
        last = len(types) - 1
        text_from = next(
            (i for i in range(types.index(1), last) if offsets[i][0] >= len(lead)), last
        )
        start, end = _place(example, len(lead), offsets, text_from)
        found.append(
            EncodedExample(
                ids=encoding.ids, types=types, allowed_from=text_from, start=start, end=end
            )
        )
    return found


def collated(examples: Sequence[EncodedExample]) -> Batch:
    """Return examples as one batch, padded to a multiple of `PAD_TO_MULTIPLE`."""
    longest = max(len(example.ids) for example in examples)
    shape = len(examples), -(-longest // PAD_TO_MULTIPLE) * PAD_TO_MULTIPLE
    ids, types, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    allowed = np.zeros(shape, dtype=np.bool_)
    for row, example in enumerate(examples):
        n_tokens = len(example.ids)
        ids[row, :n_tokens] = example.ids
        types[row, :n_tokens] = example.types
        mask[row, :n_tokens] = 1
        allowed[row, example.allowed_from : n_tokens - 1] = True
    allowed[:, 0] = True
    return Batch(
        ids=ids,
        types=types,
        mask=mask,
        allowed=allowed,
        starts=np.array([example.start for example in examples]),
        ends=np.array([example.end for example in examples]),
    )


def _lead(example: SpanExample, rng: random.Random) -> str:
    shown = example.title and rng.random() < TITLE_SHARE
    return f"{example.title}\n" if shown else ""


def _place(
    example: SpanExample, shift: int, offsets: Sequence[tuple[int, int]], text_from: int
) -> tuple[int, int]:
    """Return the answer's first and last word piece; (0, 0) if it is not all there."""
    if not example.answerable:
        return 0, 0
    start, end = example.start + shift, example.end + shift
    inside = [
        i
        for i in range(text_from, len(offsets) - 1)
        if offsets[i][1] > start and offsets[i][0] < end
    ]
    whole = inside and offsets[inside[-1]][1] >= end
    return (inside[0], inside[-1]) if whole else (0, 0)
