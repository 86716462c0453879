"""Cuts a document into passages of whole sentences that the embedder can read to the end.

Every character that is neither white space nor marked as dropped lies in a passage. A passage keeps
to one section and one run of kept text; where a paragraph is cut, its last sentence is repeated.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from index.types import Document, Passage, Range, Span, SpanKind, TokenCounter

SPLITTER_VERSION = "1"
"""Raised whenever the same document would give other passages."""

TARGET_TOKENS = 180
"""Word pieces of text after which a passage is closed."""

OVERLAP_TOKENS = 45
"""The last sentence of a cut paragraph is repeated if it is at most this long."""

_CONTEXT_SHARE = 8
"""Title and heading path may each take one part in this many of the embedder's length."""

_SPECIAL_TOKENS = 2
"""What the embedder puts around every text."""

_MARKS = re.compile(r"(?:[•‣◦▪●·–—*+>#|-]+|\(?\d{1,3}[.)])\s+")
"""Bullets, numbers of items and Markdown's marks in front of a sentence; never quoted."""

_WORD = re.compile(r"\s*\S{1,100}")
"""What an over-long sentence is cut between; a run without spaces is cut every 100 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A sentence or a heading: what is never divided between two passages."""

    start: int
    end: int
    n_tokens: int
    is_heading: bool
    block: int
    """Where the block starts that the piece belongs to."""
    section: int
    """Index of the section the piece stands in, or -1."""


def split(document: Document, counter: TokenCounter, *, max_tokens: int) -> tuple[Passage, ...]:
    """Return the passages of a document, in order.

    Args:
        document: Its BLOCK, HEADING, SECTION and DROPPED spans say where passages may end.
        counter: Counts as the embedder will read.
        max_tokens: Most tokens of a passage's `embedded_text`.
    """
    sections = [span for span in document.spans if span.kind is SpanKind.SECTION]
    longest = max_tokens // _CONTEXT_SHARE
    title, *headings = _shortened([document.title, *(s.label for s in sections)], counter, longest)
    budget = max_tokens - 2 * longest - _SPECIAL_TOKENS
    pieces = _pieces(document, sections, counter, budget)
    groups = list(_pack(pieces, min(TARGET_TOKENS, budget), _dropped(document)))
    passages: list[Passage] = []
    while groups:
        made = [_passage(document, group, title, headings) for group in groups]
        counts = counter.count_tokens([passage.embedded_text for passage in made])
        too_long = [count > max_tokens for count in counts]
        passages += [p for p, long in zip(made, too_long, strict=True) if not long]
        # joined sentences may count more than their sum; such a passage is halved
        groups = [h for g, long in zip(groups, too_long, strict=True) if long for h in _halves(g)]
    return tuple(sorted(passages, key=lambda passage: (passage.start, passage.end)))


def _pieces(
    document: Document, sections: Sequence[Span], counter: TokenCounter, budget: int
) -> list[_Piece]:
    """Return the sentences and headings of the kept text, none above `budget` tokens."""
    ranges = list(_sentence_ranges(document))
    counts = counter.count_tokens([document.text[start:end] for start, end, _, _ in ranges])
    pieces: list[_Piece] = []
    n_passed = 0
    for (start, end, block, is_heading), count in zip(ranges, counts, strict=True):
        while n_passed < len(sections) and sections[n_passed].start <= start:
            n_passed += 1
        parts = [((start, end), count - _SPECIAL_TOKENS)]
        if count - _SPECIAL_TOKENS > budget:
            parts = _cut(document.text, start, end, counter, budget)
        pieces += [
            _Piece(
                start=a,
                end=b,
                n_tokens=n_tokens,
                is_heading=is_heading,
                block=block,
                section=_innermost(sections, n_passed, start),
            )
            for (a, b), n_tokens in parts
        ]
    return pieces


def _sentence_ranges(document: Document) -> Iterator[tuple[int, int, int, bool]]:
    """Yield start, end, start of the block, and whether it is a heading."""
    for start, end, is_heading in _blocks(document):
        block = document.text[start:end]
        if is_heading:
            yield *_trimmed(document.text, start, end), start, True
            continue
        for boundary in get_sentence_boundaries("en", block):
            a, b = start + boundary["start_index"], start + boundary["end_index"]
            a, b = _trimmed(document.text, a, b)
            if a < b:
                yield a, b, start, False


def _blocks(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Yield the blocks, the headings, and the text between them that no span names."""
    kinds = (SpanKind.BLOCK, SpanKind.HEADING, SpanKind.DROPPED)
    reached = 0
    for span in sorted((s for s in document.spans if s.kind in kinds), key=lambda s: s.start):
        if document.text[reached : span.start].strip():
            yield reached, span.start, False
        if span.kind is not SpanKind.DROPPED and document.text[span.start : span.end].strip():
            yield span.start, span.end, span.kind is SpanKind.HEADING
        reached = max(reached, span.end)
    if document.text[reached:].strip():
        yield reached, len(document.text), False


def _pack(pieces: Sequence[_Piece], target: int, dropped: Sequence[int]) -> Iterator[list[_Piece]]:
    """Yield the pieces of each passage: up to `target` tokens, within one section."""
    group: list[_Piece] = []
    n_dropped = 0
    for piece in pieces:
        crosses = n_dropped < len(dropped) and dropped[n_dropped] < piece.start
        while n_dropped < len(dropped) and dropped[n_dropped] < piece.start:
            n_dropped += 1
        if group and (crosses or _opens_section(group, piece)):
            yield group
            group = []
        elif group and sum(p.n_tokens for p in group) + piece.n_tokens > target:
            yield group
            group = _overlap(group, piece, target)
        group.append(piece)
    if group:
        yield group


def _opens_section(group: Sequence[_Piece], piece: _Piece) -> bool:
    """Whether a section begins with a piece; headings without text wait for the text below."""
    return piece.section != group[-1].section and not all(p.is_heading for p in group)


def _overlap(group: Sequence[_Piece], piece: _Piece, target: int) -> list[_Piece]:
    """Return the last sentence again when the next one goes on in the same paragraph."""
    last = group[-1]
    fits = last.n_tokens <= OVERLAP_TOKENS and last.n_tokens + piece.n_tokens <= target
    return [last] if fits and last.block == piece.block and len(group) > 1 else []


def _halves(group: Sequence[_Piece]) -> list[list[_Piece]]:
    assert len(group) > 1, "a piece alone never exceeds the embedder's length"
    middle = len(group) // 2
    return [list(group[:middle]), list(group[middle:])]


def _passage(
    document: Document, group: Sequence[_Piece], title: str, headings: Sequence[str]
) -> Passage:
    start, end = group[0].start, group[-1].end
    text = document.text[start:end]
    place = f"{document.source}\0{start}\0{end}\0{text}"
    section = group[-1].section
    return Passage(
        passage_id=hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        source=document.source,
        title=title,
        heading=headings[section] if section >= 0 else "",
        start=start,
        end=end,
        text=text,
        sentences=tuple(_quotable(document.text, p) for p in group if not p.is_heading),
    )


def _quotable(text: str, piece: _Piece) -> Range:
    """Return a sentence without the bullet or mark in front of it."""
    mark = _MARKS.match(text, piece.start, piece.end) if piece.start == piece.block else None
    return (mark.end() if mark and mark.end() < piece.end else piece.start), piece.end


def _cut(
    text: str, start: int, end: int, counter: TokenCounter, budget: int
) -> list[tuple[Range, int]]:
    """Cut an over-long sentence between words into parts of at most `budget` tokens."""
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    counts = counter.count_tokens([text[a:b] for a, b in words])
    parts: list[tuple[Range, int]] = []
    for (a, b), count in zip(words, counts, strict=True):
        n_tokens = count - _SPECIAL_TOKENS
        if parts and parts[-1][1] + n_tokens <= budget:
            (first, _), n_before = parts[-1]
            parts[-1] = (first, b), n_before + n_tokens
        else:
            parts.append((_trimmed(text, a, b), n_tokens))
    return parts


def _innermost(sections: Sequence[Span], n_passed: int, start: int) -> int:
    """Return the index of the last section begun that has not ended, or -1."""
    for index in range(n_passed - 1, -1, -1):
        if sections[index].end > start:
            return index
    return -1


def _dropped(document: Document) -> list[int]:
    return sorted(s.start for s in document.spans if s.kind is SpanKind.DROPPED)


def _trimmed(text: str, start: int, end: int) -> Range:
    """Return a range without the white space at its ends."""
    kept = text[start:end]
    return start + len(kept) - len(kept.lstrip()), start + len(kept.rstrip())


def _shortened(texts: Sequence[str], counter: TokenCounter, longest: int) -> list[str]:
    """Return texts cut after whole words so that each has at most `longest` tokens."""
    counts = counter.count_tokens(texts)
    return [
        text if count - _SPECIAL_TOKENS <= longest else _beginning(text, counter, longest)
        for text, count in zip(texts, counts, strict=True)
    ]


def _beginning(text: str, counter: TokenCounter, longest: int) -> str:
    parts = _cut(text, 0, len(text), counter, longest)
    (start, end), _ = parts[0]
    return text[start:end]
