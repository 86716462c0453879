"""Cuts a text at the borders of ranges that may overlap, which nested HTML elements may not."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from index.types import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """What begins at an offset of the text without a character of its own."""

    at: int
    label: str
    rank: int
    """As HTML counts headings."""


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
    rank: int = 0
    """Of a heading, as HTML counts them; 0 for anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text between two borders, and how all that covers it looks."""

    text: str
    looks: tuple[Look, ...]
    """Sorted, without repetition."""
    anchor: str
    """Anchor of a stretch that begins here; empty when none does."""
    rank: int
    """That of the heading it belongs to; 0 outside of headings."""
    landmarks: tuple[Landmark, ...]
    """What begins here without saying so itself."""

    @property
    def quoted(self) -> bool:
        """Whether the piece belongs to a quote."""
        return Look.QUOTE in self.looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Pieces that follow one another, all of one quote, of one heading, or of neither."""

    quoted: bool
    anchor: str
    """That of the quote; empty outside of quotes."""
    rank: int
    """That of the heading; 0 outside of headings."""
    pieces: tuple[Piece, ...]


def runs(pieces: Iterable[Piece]) -> Iterator[Run]:
    """Yield pieces together that belong to one quote or heading, or to none."""
    n_quotes = 0

    def whole_of(piece: Piece) -> tuple[int, int]:
        """Return a number for the quote that a piece belongs to, 0 for none, and its rank."""
        nonlocal n_quotes
        n_quotes += bool(piece.quoted and piece.anchor)
        return n_quotes if piece.quoted else 0, piece.rank

    for (number, rank), found in itertools.groupby(pieces, key=whole_of):
        together = tuple(found)
        yield Run(quoted=number > 0, anchor=together[0].anchor, rank=rank, pieces=together)


def clip(stretches: Iterable[Stretch], window: Range) -> list[Stretch]:
    """Return the parts of stretches inside the window, counted from the window's start."""
    start, end = window
    clipped = (
        Stretch(
            look=s.look,
            start=max(s.start, start) - start,
            end=min(s.end, end) - start,
            anchor=s.anchor,
            rank=s.rank,
        )
        for s in stretches
    )
    return [s for s in clipped if s.start < s.end]


def clip_landmarks(landmarks: Iterable[Landmark], window: Range) -> list[Landmark]:
    """Return the landmarks inside the window, counted from the window's start."""
    start, end = window
    return [replace(mark, at=mark.at - start) for mark in landmarks if start <= mark.at < end]


def cut(
    text: str, stretches: Sequence[Stretch], landmarks: Sequence[Landmark] = ()
) -> Iterator[Piece]:
    """Yield pieces that give the text when joined, in order.

    Args:
        text: What is cut.
        stretches: Non-empty ranges inside the text, in any order; they may overlap.
        landmarks: Offsets inside the text at which a piece has to begin, in order.
    """
    opening: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        opening.setdefault(stretch.start, []).append(stretch)
    beginning: dict[int, list[Landmark]] = {}
    for landmark in landmarks:
        beginning.setdefault(landmark.at, []).append(landmark)
    borders = sorted({0, len(text), *opening, *beginning, *(s.end for s in stretches)})
    covering: list[Stretch] = []
    for start, end in itertools.pairwise(borders):
        opened = opening.get(start, [])
        covering = [s for s in covering if s.end > start] + opened
        yield Piece(
            text=text[start:end],
            looks=tuple(sorted({s.look for s in covering})),
            anchor=next((s.anchor for s in opened if s.anchor), ""),
            rank=max((s.rank for s in covering), default=0),
            landmarks=tuple(beginning.get(start, ())),
        )
