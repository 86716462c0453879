"""Cuts texts to the length that passages have, so that a step costs what reading a passage does."""

import random
from dataclasses import replace
from functools import lru_cache

from index.sentences import sentences_of
from qa.training.examples import SpanExample
from qa.training.twisting import twisted

MOST_CHARACTERS = 1_000
"""About 230 word pieces: what the longest passages have."""

SHORT_CHARACTERS = 500
SHORT_SHARE = 0.5
"""Share of the examples cut shorter: a third more examples a second, and no less varied ones."""

BESIDE_SHARE = 0.1
"""Share of the answered examples that lose their answering sentences and become unanswerable."""

TWISTED_SHARE = 0.3
"""Share of the answered examples whose question is twisted if it can be: four of ten can."""

_LEAST_BESIDE = 200


def cropped(example: SpanExample, rng: random.Random) -> SpanExample:
    """Return an example with a run of whole sentences of its text, drawn at random."""
    if example.answerable and rng.random() < BESIDE_SHARE:
        beside = _beside(example, rng)
        if beside is not None:
            return beside
    if example.answerable and rng.random() < TWISTED_SHARE:
        example = twisted(example, rng) or example
    most = SHORT_CHARACTERS if rng.random() < SHORT_SHARE else MOST_CHARACTERS
    if len(example.text) <= most:
        return example
    return _around(example, most, rng)


def _around(example: SpanExample, most: int, rng: random.Random) -> SpanExample:
    """Return a run of sentences of about so many characters that holds the answer, if any."""
    places = _places(example.text)
    held = [
        i for i, (s, e) in enumerate(places) if e > example.start and s < example.end
    ] if example.answerable else [rng.randrange(len(places))]  # fmt: skip
    if not held:
        return example
    first, last = held[0], held[-1]
    while True:
        ways = [way for way in (first - 1, last + 1) if 0 <= way < len(places)]
        ways = [w for w in ways if places[max(last, w)][1] - places[min(first, w)][0] <= most]
        if not ways:
            break
        way = rng.choice(ways)
        first, last = min(first, way), max(last, way)
    return _part(example, places[first][0], places[last][1])


def _beside(example: SpanExample, rng: random.Random) -> SpanExample | None:
    """Return the text before or after the answering sentences, if it is long enough."""
    places = _places(example.text)
    before = [e for s, e in places if e <= example.start]
    after = [s for s, e in places if s >= example.end]
    parts = []
    if before and before[-1] >= _LEAST_BESIDE:
        parts.append((0, before[-1]))
    if after and len(example.text) - after[0] >= _LEAST_BESIDE:
        parts.append((after[0], len(example.text)))
    answer = example.text[example.start : example.end].lower()
    parts = [(s, e) for s, e in parts if answer not in example.text[s:e].lower()]
    if not parts:
        return None
    start, end = rng.choice(parts)
    without = replace(example, text=example.text[start:end].strip(), start=-1, end=-1)
    if len(without.text) <= MOST_CHARACTERS:
        return without
    return _around(without, MOST_CHARACTERS, rng)


def _part(example: SpanExample, start: int, end: int) -> SpanExample:
    text = example.text[start:end]
    if not example.answerable:
        return replace(example, text=text)
    return replace(example, text=text, start=example.start - start, end=example.end - start)


@lru_cache(maxsize=50_000)
def _places(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the sentences of a text stand; together they hold all of it."""
    starts = [sentence.start for sentence in sentences_of(text, 0, len(text))] or [0]
    starts[0] = 0
    return tuple(zip(starts, [*starts[1:], len(text)], strict=True))
