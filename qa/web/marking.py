"""Cuts a text at the borders of ranges that may overlap, which nested HTML elements may not."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.types import Range


class Look(StrEnum):
    """What a range is to the reader's eye; the values are CSS classes."""

    QUOTE = "quote"
    PASSAGE = "passage"
    HEADING = "heading"
    DROPPED = "dropped"
    MATCHED = "matched"
    """A word of the question."""
    FOLDED = "folded"
    """White space that is shown as one space, because only the width of the file broke the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A range to be shown in its own look, in offsets of the text that is cut."""

    look: Look
    start: int
    end: int
    anchor: str = ""
    """What a link names to find the range's beginning on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text between two borders, and how all that covers it looks."""

    text: str
    looks: tuple[Look, ...]
    """Sorted, without repetition."""
    anchor: str
    """Anchor of a stretch that begins here; empty when none does."""

    @property
    def quoted(self) -> bool:
        """Whether the piece belongs to a quote."""
        return Look.QUOTE in self.looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Pieces that follow one another, all of one quote or all outside of quotes."""

    quoted: bool
    anchor: str
    """That of the quote; empty outside of quotes."""
    pieces: tuple[Piece, ...]


def runs(pieces: Iterable[Piece]) -> Iterator[Run]:
    """Yield pieces together that belong to one quote, or to none."""
    n_quotes = 0

    def quote_of(piece: Piece) -> int:
        """Return a number for the quote that a piece belongs to, 0 for none."""
        nonlocal n_quotes
        n_quotes += bool(piece.quoted and piece.anchor)
        return n_quotes if piece.quoted else 0

    for number, found in itertools.groupby(pieces, key=quote_of):
        together = tuple(found)
        yield Run(quoted=number > 0, anchor=together[0].anchor, pieces=together)


def clip(stretches: Iterable[Stretch], window: Range) -> list[Stretch]:
    """Return the parts of stretches inside the window, counted from the window's start."""
    start, end = window
    clipped = (
        Stretch(
            look=s.look,
            start=max(s.start, start) - start,
            end=min(s.end, end) - start,
            anchor=s.anchor,
        )
        for s in stretches
    )
    return [s for s in clipped if s.start < s.end]


def cut(text: str, stretches: Sequence[Stretch]) -> Iterator[Piece]:
    """Yield pieces that give the text when joined, in order.

    Args:
        text: What is cut.
        stretches: Non-empty ranges inside the text, in any order; they may overlap.
    """
    opening: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        opening.setdefault(stretch.start, []).append(stretch)
    borders = sorted({0, len(text), *opening, *(s.end for s in stretches)})
    covering: list[Stretch] = []
    for start, end in itertools.pairwise(borders):
        opened = opening.get(start, [])
        covering = [s for s in covering if s.end > start] + opened
        yield Piece(
            text=text[start:end],
            looks=tuple(sorted({s.look for s in covering})),
            anchor=next((s.anchor for s in opened if s.anchor), ""),
        )
