"""Markdown as its author wrote it: the text is the file, its structure is what the parser says."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.loading.parts import Heading, Parts, sections
from index.types import Range, Span, SpanKind

_FRONT_MATTER = re.compile(
    r"---[^\S\r\n]*(?:\r\n|\r|\n).*?(?:\r\n|\r|\n)(?:---|\.\.\.)[^\S\r\n]*(?=[\r\n]|\Z)", re.DOTALL
)
_FRONT_TITLE = re.compile(r"^title:[^\S\r\n]*([\"']?)(.+?)\1[^\S\r\n]*\r?$", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"[*`]+|\b_+|_+\b")

_BLOCKS = frozenset({"paragraph_open", "tr_open", "fence", "code_block", "html_block"})


def load_markdown(text: str) -> Parts:
    """Return a Markdown text as it is, with its headings and blocks; markup alone is dropped."""
    front = _FRONT_MATTER.match(text)
    start = front.end() if front else 0
    tokens = MarkdownIt("commonmark").enable("table").parse(text[start:])
    lines = _line_ranges(text, start)
    headings = list(_headings(tokens, text, lines))
    title = _title(front[0] if front else "", headings)
    blocks = list(_blocks(tokens, text, lines))
    taken = [(h.start, h.end) for h in headings] + [(b.start, b.end) for b in blocks]
    dropped = list(_between(taken, text, start))
    if front:
        dropped.append(Span(kind=SpanKind.DROPPED, start=0, end=start, label="front matter"))
    spans = (*sections(headings, title=title, length=len(text)), *blocks, *dropped)
    return Parts(title=title, text=text, spans=spans)


def _headings(tokens: Sequence[Token], text: str, lines: Sequence[Range]) -> Iterator[Heading]:
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.map:
            start, end = _range(token.map, text, lines)
            words = _EMPHASIS.sub("", _LINK.sub(r"\1", inline.content)).strip()
            yield Heading(start=start, end=end, level=int(token.tag[1:]), words=words)


def _blocks(tokens: Sequence[Token], text: str, lines: Sequence[Range]) -> Iterator[Span]:
    """Yield the blocks no sentence crosses; comments are dropped."""
    in_head = False
    for token in tokens:
        in_head = token.type == "thead_open" or (in_head and token.type != "thead_close")
        if token.type in _BLOCKS and token.map:
            first, last = token.map
            # the line of dashes under a table's head belongs to the head
            start, end = _range([first, last + in_head], text, lines)
            if token.type == "html_block" and text.startswith("<!--", start):
                yield Span(kind=SpanKind.DROPPED, start=start, end=end, label="comment")
            else:
                yield Span(kind=SpanKind.BLOCK, start=start, end=end)


def _between(taken: Sequence[Range], text: str, start: int) -> Iterator[Span]:
    """Yield what the parser made no block of: rules, definitions of links, empty items."""
    reached = start
    for block_start, block_end in [*sorted(taken), (len(text), len(text))]:
        gap = text[reached:block_start]
        if gap.strip():
            a = reached + len(gap) - len(gap.lstrip())
            b = reached + len(gap.rstrip())
            yield Span(kind=SpanKind.DROPPED, start=a, end=b, label="markup")
        reached = max(reached, block_end)


def _title(front_matter: str, headings: Sequence[Heading]) -> str:
    if named := _FRONT_TITLE.search(front_matter):
        return str(named[2])
    return next((h.words for h in headings if h.level == 1), "")


def _line_ranges(text: str, start: int) -> list[Range]:
    """Return where each line begins and ends, counted as the parser counts lines."""
    ranges: list[Range] = []
    for match in _LINE_END.finditer(text, start):
        ranges.append((start, match.start()))
        start = match.end()
    return [*ranges, (start, len(text))]


def _range(lines_of_token: Sequence[int], text: str, lines: Sequence[Range]) -> Range:
    """Return the text from a token's first line to its last, without the blanks around it."""
    first, last = lines_of_token
    start, end = lines[first][0], lines[min(last, len(lines)) - 1][1]
    kept = text[start:end]
    return start + len(kept) - len(kept.lstrip()), start + len(kept.rstrip())
