"""What is known of a document's lengths before it is packed into passages.

Counting takes time: a sample says how many tokens a character has. Labels that go with every
passage are cut where they would leave too little room.
"""

from dataclasses import dataclass

from index.types import Document, SpanKind, TokenCounter

TARGET_TOKENS = 180
"""Word pieces of text a passage is filled up to, title and heading not counted."""

_LABEL_SHARE = 0.2
"""The most of a passage's tokens its title may take, and its heading once more."""

_SAMPLE_SHARE = 0.125
"""How much is counted to learn the tokens of a character; counting takes most of the time."""

_LEAST_SAMPLE, _MOST_SAMPLE = 200, 2_000
"""Bounds of the sample, in characters."""

_LEAST_DENSITY = 1 / 12
"""Tokens a character counts for at least: a word of any length may be one unknown token."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is known of lengths before packing."""

    tokens_per_character: float
    title: str
    """Both shortened where they would leave too little room."""
    headings: dict[str, str]
    targets: dict[str, float]
    """By section, the tokens of text to fill a passage up to."""


def measure(document: Document, counter: TokenCounter, max_tokens: int) -> Measures:
    """Return the measures of a document for passages of so many tokens at the most."""
    sections = {s.label: None for s in document.spans if s.kind is SpanKind.SECTION}
    labels, sample = [document.title, "", *sections], _sample(document.text)
    n_sample, *counts = counter.count_tokens([sample, *labels])
    n_special = counts[1]
    most = int(_LABEL_SHARE * max_tokens)
    fitted = [
        (label, count - n_special)
        if max(count - n_special, len(label) * _LEAST_DENSITY) <= most
        else (_shortened(label, counter, most + n_special, keep_end=i > 0), most)
        for i, (label, count) in enumerate(zip(labels, counts, strict=True))
    ]
    room = max_tokens - n_special - fitted[0][1]
    return Measures(
        tokens_per_character=max((n_sample - n_special) / max(len(sample), 1), _LEAST_DENSITY),
        title=fitted[0][0],
        headings={label: fit for label, (fit, _) in zip(labels[1:], fitted[1:], strict=True)},
        targets={
            label: float(min(TARGET_TOKENS, room - count))
            for label, (_, count) in zip(labels[1:], fitted[1:], strict=True)
        },
    )


def _sample(text: str) -> str:
    """Return a piece from the middle of a text."""
    length = min(max(int(_SAMPLE_SHARE * len(text)), _LEAST_SAMPLE), _MOST_SAMPLE)
    start = max(0, (len(text) - length) // 2)
    return text[start : start + length]


def _shortened(label: str, counter: TokenCounter, most: int, *, keep_end: bool) -> str:
    """Return what fits of a title's beginning, or of a heading path's more telling end."""
    length = int(most / _LEAST_DENSITY)
    short = label[-length:] if keep_end else label[:length]
    while short and counter.count_tokens([short])[0] > most:
        length = len(short) * 2 // 3
        short = short[-length:] if keep_end and length else short[:length]
    return short.strip()
