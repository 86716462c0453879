"""Markdown as it stands in the file: marks are kept, so that every quote can be found in it.

The parser only says which lines are what. Lines it consumes without a trace are kept as blocks,
unless they are known not to be shown to a reader. Only rows of tables are written anew, each on its
own line: a row names its columns, so that it stands for itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.dates import full_date, stated_date
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.sections import Heading, heading_spans
from index.loading.tables import one_line, rows_in_words
from index.types import Span, SpanKind

_BLOCKS = frozenset({"paragraph_open", "fence", "code_block", "hr"})

_TABLE_RULE = re.compile(r"-:?[ \t]*\|")
"""Part of the line below a table's header."""

_LINE_END = re.compile(r"\r\n?|\n")
_FRONT_MATTER = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)"
    r"(?=\s*(?:#|[\w-]+[ \t]*[:=]))"  # else it is a rule above a paragraph
    r"(?P<body>.*?)"
    r"(?:^|(?<=\r))(?:(?P=fence)|\.\.\.)[ \t]*(?=[\r\n]|\Z)",
    re.DOTALL | re.MULTILINE,
)
_TITLE_LINE = re.compile(
    r"(?:^|(?<=\r))title[ \t]*[:=][ \t]*([\"']?)(?P<title>[^\r\n]*?)\1[ \t]*(?=[\r\n]|\Z)",
    re.M | re.I,
)
_DATE_LINE = re.compile(r"(?:^|(?<=\r))(?:date|published)[ \t]*[:=](?P<date>[^\r\n]*)", re.M | re.I)
_DEFINITION = re.compile(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*\[[^\]]+\]:")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INVISIBLE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^>]*>", re.DOTALL | re.I)

_BLOCK_PARSER = MarkdownIt("commonmark").enable("table")
_BLOCK_PARSER.core.ruler.disable(["inline", "text_join"])  # most of the time, and no line numbers
_INLINE_PARSER = MarkdownIt("commonmark")


@dataclass(frozen=True, slots=True)
class _Part:
    """Consecutive lines, counted from 0, that are one thing; a level makes it a heading."""

    first: int
    end: int
    kind: str
    level: int = 0
    label: str = ""


def load_markdown(data: bytes, source: str) -> Content:
    """Load Markdown; the document's text is the decoded file but for the rows of tables."""
    text, encoding = decode(data, source)
    text = with_named_columns(text)
    front = _FRONT_MATTER.match(text)
    headings, blocks = outline(text, front.end() if front else 0)
    title = _title(front, headings)
    spans = [*blocks, *_trimmed(text, heading_spans(headings, len(text), title=title))]
    if front:
        spans.append(Span(kind=SpanKind.DROPPED, start=0, end=front.end(), label="front matter"))
    return Content(
        title=title,
        text=text,
        encoding=encoding,
        spans=tuple(spans),
        date=_date(text, front),
    )


def outline(text: str, start: int = 0) -> tuple[list[Heading], list[Span]]:
    """Return the headings of Markdown, and the spans of everything else from `start` on."""
    lines = _line_starts(text)
    parts = list(_parts(text, start))
    headings = [_heading(text, lines[p.first], lines[p.end], p) for p in parts if p.level]
    return headings, _trimmed(text, _block_spans(text, lines, parts, start))


def with_named_columns(text: str) -> str:
    """Return Markdown in which the rows of tables name their columns; lines stay where they are."""
    if not _TABLE_RULE.search(text):
        return text
    lines = _line_starts(text)
    pieces, position = [], 0
    for line, told in _rows_in_words(_BLOCK_PARSER.parse(text)):
        row = text[lines[line] : lines[line + 1]].rstrip("\r\n")
        prefix = len(row) - len(row.lstrip(" \t>"))
        pieces += [text[position : lines[line] + prefix], told]
        position = lines[line] + len(row)
    return "".join([*pieces, text[position:]])


def _rows_in_words(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """Yield the line of each row below a table's header, and what it says by itself."""
    table: list[tuple[int, list[str]]] = []
    for token in tokens:
        if token.type == "tr_open" and token.map:
            table.append((token.map[0], []))
        elif token.type == "inline" and table:
            name_or_value = token.content if len(table) > 1 else _plain(token.content)
            table[-1][1].append(one_line(name_or_value))
        elif token.type == "table_close":
            told = rows_in_words([cells for _, cells in table], is_headed=True)
            rows = zip(table, told, strict=True)
            yield from [(line, text) for (line, _), text in rows if text][1:]
            table = []


def _heading(text: str, start: int, end: int, part: _Part) -> Heading:
    line = text[start:end]
    start += len(line) - len(line.lstrip())
    return Heading(start=start, end=start + len(line.strip()), level=part.level, label=part.label)


def _line_starts(text: str) -> list[int]:
    """Return where each line starts, and twice where the text ends, for parts that end there."""
    return [0, *(match.end() for match in _LINE_END.finditer(text)), len(text), len(text)]


def _parts(text: str, start: int) -> Iterator[_Part]:
    """Yield what the parser says of the lines, in order."""
    head = "\n" * len(_LINE_END.findall(text, 0, start))
    tokens = _BLOCK_PARSER.parse(head + text[start:])
    n_rows = 0
    for i, token in enumerate(tokens):
        if token.map is None:
            continue
        first, end = token.map
        if token.type == "heading_open" and token.level == 0:
            label = _plain(tokens[i + 1].content)
            yield _Part(first, end, "heading", int(token.tag[1]), label)
        elif token.type == "tr_open":
            n_rows = n_rows + 1 if tokens[i - 1].type != "thead_open" else 1
            yield _Part(first, end, "row", label=str(n_rows))
        elif token.type in _BLOCKS or token.type == "heading_open":
            yield _Part(first, end, "block")
        elif token.type == "html_block":
            yield _Part(first, end, "html")


def _plain(markdown: str) -> str:
    """Return inline Markdown without its marks, on one line."""
    tokens = _INLINE_PARSER.parseInline(markdown)[0].children or []
    return " ".join("".join(map(_visible, tokens)).split())


def _visible(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return "" if token.type == "html_inline" else token.content


def _title(front: re.Match[str] | None, headings: list[Heading]) -> str:
    if front and (match := _TITLE_LINE.search(front["body"])) and match["title"].strip():
        return match["title"].strip()
    return next((heading.label for heading in headings if heading.level == 1), "")


def _date(text: str, front: re.Match[str] | None) -> str:
    """Return the date of the front matter, else one that the first lines state."""
    if front and (match := _DATE_LINE.search(front["body"])):
        return full_date(match["date"])
    return stated_date(text[front.end() if front else 0 :])


def _block_spans(text: str, lines: list[int], parts: list[_Part], start: int) -> list[Span]:
    """Return the spans of everything but headings and front matter."""
    spans = []
    for part in parts:
        part_start = max(start, lines[part.first])
        spans += _unclaimed(text, lines, start, part_start)
        start = max(start, lines[part.end])
        if part.kind == "html":
            spans += _html_spans(text, part_start, start)
        elif part.kind == "block":
            spans.append(Span(kind=SpanKind.BLOCK, start=part_start, end=start))
        elif part.kind == "row":
            spans.append(Span(kind=SpanKind.ROW, start=part_start, end=start, label=part.label))
    return [*spans, *_unclaimed(text, lines, start, len(text))]


def _unclaimed(text: str, lines: list[int], start: int, end: int) -> list[Span]:
    """Return spans of lines no token stands for: link definitions, rows of dashes, bare marks."""
    if not text[start:end].strip():
        return []
    if _DEFINITION.match(text, start, end):
        return [Span(kind=SpanKind.DROPPED, start=start, end=end, label="link definition")]
    return [Span(kind=SpanKind.BLOCK, start=start, end=end)]


def _html_spans(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of an HTML block: comments and pure markup are dropped."""
    spans = []
    for comment in _COMMENT.finditer(text, start, end):
        spans.append(_html_span(text, start, comment.start()))
        spans.append(
            Span(kind=SpanKind.DROPPED, start=comment.start(), end=comment.end(), label="comment")
        )
        start = comment.end()
    return [*spans, _html_span(text, start, end)]


def _html_span(text: str, start: int, end: int) -> Span:
    if _INVISIBLE.sub("", text[start:end]).strip():
        return Span(kind=SpanKind.BLOCK, start=start, end=end)
    return Span(kind=SpanKind.DROPPED, start=start, end=end, label="markup")


def _trimmed(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans without outer white space, and none that is empty."""
    trimmed = []
    for span in spans:
        content = text[span.start : span.end].strip()
        start = text.find(content, span.start) if content else span.end
        end = start + len(content) if span.kind is not SpanKind.SECTION else span.end
        if content:
            trimmed.append(Span(kind=span.kind, start=start, end=end, label=span.label))
    return trimmed
