"""Documents to passages of whole sentences that the embedder can read to the end.

What is dropped, and every heading, ends a passage; headings themselves open the passage of what
follows them. Lengths are estimated while packing; then the passages are counted with the embedder's
own tokenizer, and the few that are too long are divided again.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from index.measuring import TARGET_TOKENS, Measures, measure
from index.places import Places
from index.sentences import Sentence, cut, sentences_of, whole_sentence
from index.types import Document, Passage, Range, Span, SpanKind, TokenCounter

OVERLAP_SENTENCES = 1
"""Sentences of a divided paragraph that are repeated at the start of the next passage."""

SPLITTER_VERSION = f"4-{TARGET_TOKENS}-{OVERLAP_SENTENCES}"
"""Changes with anything that makes other passages of the same file, its loading included."""

_LONGEST_ROW = 400
"""Characters up to which a row is quoted whole; longer ones have prose in their cells."""

_COUNTED_TOGETHER = 512
"""Passages made between two counts: a file of any size takes no more memory for them."""

_LEAST_MAX_TOKENS = 32

_OVERLAP_SHARE = 0.25
"""A sentence that would take more of the target than this is not repeated."""

_LEAST_SHARE = 0.3
"""A passage filled less than this goes on into a paragraph that has to be divided for it."""

_WIDEST_GAP = 200
"""White space wider than this separates passages, so that no passage consists of it."""

_GAP = re.compile(rf"\s{{{_WIDEST_GAP + 1},}}")

_MOST_SENTENCES = 1_000
"""Of a paragraph looked at together: a file may be a single line, of any length."""


class _Unit(NamedTuple):
    """What stays whole while packing: a sentence, a heading, or mere marks."""

    sentence: Sentence
    tokens: float
    is_heading: bool
    section: str
    run: int
    """Units of different runs are never in one passage."""


def split(document: Document, counter: TokenCounter, *, max_tokens: int) -> Iterator[Passage]:
    """Yield the passages of a document in order; together they hold all that is not dropped.

    Args:
        document: What to split.
        counter: Counts tokens as the embedder does.
        max_tokens: The most tokens of a passage's `embedded_text`.

    Raises:
        ValueError: If `max_tokens` leaves no room for text beside title and heading.
    """
    if max_tokens < _LEAST_MAX_TOKENS:
        raise ValueError(f"max_tokens must be at least {_LEAST_MAX_TOKENS}, not {max_tokens}")
    measures = measure(document, counter, max_tokens)
    places = Places(document)
    groups = _pack(_blocks(document, measures), measures)
    reached = 0
    while pending := list(islice(groups, _COUNTED_TOGETHER)):
        finished: list[Passage] = []
        while pending:
            passages = [_passage(document, units, measures, places) for units in pending]
            lengths = counter.count_tokens([passage.embedded_text for passage in passages])
            finished += [p for p, n in zip(passages, lengths, strict=True) if n <= max_tokens]
            too_long = [u for u, n in zip(pending, lengths, strict=True) if n > max_tokens]
            pending = [half for units in too_long for half in _halves(document.text, units)]
        for passage in sorted(finished, key=lambda passage: (passage.start, -passage.end)):
            # of a part that is halved, a half may hold no more than what its neighbour repeats
            if passage.end > reached:
                reached = passage.end
                yield passage


def _blocks(document: Document, measures: Measures) -> Iterator[list[_Unit]]:
    """Yield the units of each block and heading in order."""
    sections = _Sections(document)
    for (start, end), kind, run in _ranges(document):
        section = sections.label_at(start)
        is_heading = kind is SpanKind.HEADING
        sentences = iter(_sentences(document.text, start, end, kind))
        most = max(1, int(measures.targets[section] / measures.tokens_per_character))
        while together := list(islice(sentences, _MOST_SENTENCES)):
            if any(s.end - s.start > most for s in together):
                together = [p for s in together for p in cut(document.text, s, most)]
            yield [
                _Unit(
                    piece,
                    max(1.0, (piece.end - piece.start) * measures.tokens_per_character),
                    is_heading,
                    section,
                    run,
                )
                for piece in together
            ]


def _sentences(text: str, start: int, end: int, kind: SpanKind) -> Iterable[Sentence]:
    """Return a block's sentences; a row is one unless it is long, a heading has none to quote."""
    if kind is SpanKind.HEADING:
        return [Sentence(start, end, None)]
    if kind is SpanKind.ROW and end - start <= _LONGEST_ROW:
        return [whole_sentence(text, start, end)]
    return sentences_of(text, start, end)


def _ranges(document: Document) -> Iterator[tuple[Range, SpanKind, int]]:
    """Yield the range, kind and run of each block, row and heading.

    Text that no span speaks of is a block, too: nothing is lost because a loader forgot it.
    """
    run, last = 0, 0
    for start, end, kind in _tiles(document):
        if kind is SpanKind.DROPPED:
            run += 1
            continue
        for content in _between_gaps(document.text, start, end):
            run += content[0] - last > _WIDEST_GAP
            last = content[1]
            yield content, kind, run


def _between_gaps(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the parts of a range that wide gaps separate, without outer white space."""
    position = start
    for gap_start, gap_end in [
        *(gap.span() for gap in _GAP.finditer(text, start, end)),
        (end, end),
    ]:
        part = text[position:gap_start]
        words = part.strip()
        if words:
            first = position + len(part) - len(part.lstrip())
            yield (first, first + len(words))
        position = gap_end


_TILES = frozenset({SpanKind.BLOCK, SpanKind.ROW, SpanKind.HEADING, SpanKind.DROPPED})


def _tiles(document: Document) -> Iterator[tuple[int, int, SpanKind]]:
    """Yield ranges that cover the text without gap or overlap."""
    position = 0
    for span in document.spans:
        if span.kind in _TILES:
            start, end = max(position, span.start), max(position, span.end)
            if position < start:
                yield position, start, SpanKind.BLOCK
            if start < end:
                yield start, end, span.kind
            position = end
    if position < len(document.text):
        yield position, len(document.text), SpanKind.BLOCK


class _Sections:
    """Finds the innermost section of offsets asked for in rising order."""

    def __init__(self, document: Document) -> None:
        self._ahead = [s for s in reversed(document.spans) if s.kind is SpanKind.SECTION]
        self._around: list[Span] = []

    def label_at(self, offset: int) -> str:
        """Return the innermost section's label, an empty string outside of all."""
        while self._ahead and self._ahead[-1].start <= offset:
            self._around.append(self._ahead.pop())
        while self._around and self._around[-1].end <= offset:
            self._around.pop()
        return self._around[-1].label if self._around else ""


def _pack(blocks: Iterator[list[_Unit]], measures: Measures) -> Iterator[list[_Unit]]:
    """Yield groups of units, each to become a passage."""
    current: list[_Unit] = []
    for block in blocks:
        target = measures.targets[block[0].section]
        filled = _tokens(current)
        is_filled = filled > _LEAST_SHARE * target and _has_sentence(current)
        is_full = is_filled and filled + _tokens(block) > target
        if current and (is_full or _must_end(current, block[0], target)):
            yield current
            current = []
        *whole, current = _divided([*current, *block], target)
        yield from whole
    if current:
        yield current


def _must_end(current: Sequence[_Unit], after: _Unit, target: float) -> bool:
    """Whether a passage ends before a unit: at a heading, unless it is only headings so far."""
    if current[-1].run != after.run:
        return True
    if after.is_heading and _tokens(current) + after.tokens > target:
        return True
    is_new = after.is_heading or after.section != current[-1].section
    return is_new and _has_sentence(current)


def _divided(units: list[_Unit], target: float) -> list[list[_Unit]]:
    """Return units in as few parts as the target allows, of about equal length."""
    total = _tokens(units)
    if total <= target:
        return [units]
    share = total / math.ceil(total / target)
    parts: list[list[_Unit]] = [[]]
    filled, is_quotable = 0.0, False
    for unit in units:
        is_full = filled + unit.tokens / 2 > share and (is_quotable or filled >= share)
        if parts[-1] and is_full:
            parts.append(_overlap(parts[-1], target))
            filled, is_quotable = 0.0, False
        parts[-1].append(unit)
        filled += unit.tokens
        is_quotable = is_quotable or unit.sentence.quote is not None
    return parts


def _overlap(units: Sequence[_Unit], target: float) -> list[_Unit]:
    """Return the last sentences of a part, to stand at the start of the next one as well."""
    repeated = units[-OVERLAP_SENTENCES:] if OVERLAP_SENTENCES else []
    is_short = _tokens(repeated) <= _OVERLAP_SHARE * target
    is_part = len(units) > len(repeated) and not any(unit.is_heading for unit in repeated)
    return list(repeated) if is_short and is_part else []


def _halves(text: str, units: list[_Unit]) -> list[list[_Unit]]:
    """Return a group that came out too long in two."""
    if len(units) > 1:
        middle = len(units) // 2
        return [units[:middle], units[middle:]]
    unit = units[0]
    length = unit.sentence.end - unit.sentence.start
    assert length > 1, "a character fits beside title and heading"
    return [
        [_Unit(piece, unit.tokens / 2, unit.is_heading, unit.section, unit.run)]
        for piece in cut(text, unit.sentence, (length + 1) // 2)
    ]


def _passage(
    document: Document, units: Sequence[_Unit], measures: Measures, places: Places
) -> Passage:
    start, end = units[0].sentence.start, units[-1].sentence.end
    text = document.text[start:end]
    named = next((unit for unit in units if unit.sentence.quote), units[-1])
    quotes = [unit.sentence.quote for unit in units if unit.sentence.quote]
    key = f"{document.source}\0{start}\0{end}\0{text}"
    return Passage(
        passage_id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        source=document.source,
        title=measures.title,
        heading=measures.headings[named.section],
        start=start,
        end=end,
        text=text,
        sentences=tuple(quotes),
        places=tuple(places.at(quote[0]) for quote in quotes),
    )


def _tokens(units: Sequence[_Unit]) -> float:
    return sum([unit.tokens for unit in units])


def _has_sentence(units: Sequence[_Unit]) -> bool:
    return any(unit.sentence.quote for unit in units)
