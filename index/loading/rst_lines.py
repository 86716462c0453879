"""What each line of reStructuredText is: heading, directive, comment, code, table or text."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from index.loading.sections import Heading
from index.types import Span, SpanKind

LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*")
_SIMPLE_BORDER = re.compile(r"=+(?:[ ]+=+)+|-+(?:[ ]+-+)+")
_GRID_BORDER = re.compile(r"\+(?:[-=]+\+)+")
_BULLET = re.compile(r"(?:[-*+•]|(?:\d{1,3}|[a-zA-Z#]|[ivxlcIVXLC]+)[.)]|\([\w#]{1,4}\))(?:\s+|$)")
_FIELD = re.compile(r":(?![:\s])((?:\\.|[^:\\])+):(?:\s+(.*))?$")
_ROLE_START = re.compile(r":[\w.+-]+:`")
_DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]+\|\s+)?([A-Za-z][\w.:+-]*?)\s?::(?:\s+(.*))?$")
_TARGET = re.compile(r"\.\.\s+_(?:`[^`]*`|[^:\\]|\\.)*:|__(?:\s|$)|\.\.\s+__:")
_NOTE = re.compile(r"\.\.\s+\[[^\]]+\](?:\s|$)")

_CODE = frozenset(
    "code code-block sourcecode parsed-literal math doctest testcode testoutput prompt"
    " graphviz productionlist ipython highlight-block literalblock console".split()
)
_UNSHOWN = frozenset(
    "toctree contents index meta include literalinclude raw highlight image module currentmodule"
    " automodule autoclass autofunction automethod autosummary default-role role unicode date"
    " sectnum target-notes header footer testsetup testcleanup tabularcolumns".split()
)
"""Directives of which nothing in the file is shown as text."""

_LEAST_MARKS = 4
"""A line of marks below a longer heading has at least this many."""

_MOST_ROWS = 2_000
"""Lines of a simple table in which its end is looked for."""

_ROLE = re.compile(r":[\w.:+-]+:(?=`)")
_INTERPRETED = re.compile(r"`+([^`<]*?)\s*(?:<[^`>]*>)?`+_{0,2}")
_EMPHASIS = re.compile(r"(\*\*?)(\S|\S.*?\S)\1")


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where it stands in the text."""

    start: int
    end: int
    """Without the line end and white space before it."""
    text: str
    indent: int

    @property
    def is_blank(self) -> bool:
        """Whether nothing is on it."""
        return not self.text


@dataclass(slots=True)
class LineReader:
    """Goes through the lines of a file and notes what they are."""

    lines: list[Line]
    rows: dict[int, int] = field(default_factory=dict)
    """Lines that are rows of tables written anew, with the row's number in its table."""
    tables: list[tuple[int, int, bool]] = field(default_factory=list)
    """First line and the line after the last of each table, and whether it is a grid."""
    spans: list[Span] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    """Of the head of the file, by name in small letters."""
    _styles: list[tuple[str, bool]] = field(default_factory=list)
    _table_ends: list[int] = field(init=False)
    """Lines that look like a simple table's border and have none below them."""

    def __post_init__(self) -> None:
        blank_below = [line.is_blank for line in self.lines[1:]] + [True]
        self._table_ends = [
            i
            for i, line in enumerate(self.lines)
            if blank_below[i] and _SIMPLE_BORDER.fullmatch(line.text)
        ]

    def go_through(self) -> None:
        """Note what every line is."""
        i = 0
        while i < len(self.lines):
            i = i + 1 if self.lines[i].is_blank else self._take(i)

    def _take(self, i: int) -> int:
        """Note what begins at a line; return the line after it."""
        line = self.lines[i]
        if i in self.rows:
            return self._span(i, i + 1, SpanKind.ROW, str(self.rows[i]))
        if end := self._heading_end(i):
            return end
        if line.text.startswith("..") and (len(line.text) == 2 or line.text[2].isspace()):
            return self._explicit(i)
        if _TARGET.match(line.text):
            return self._drop(i, i + 1, "link target")
        if _GRID_BORDER.fullmatch(line.text) or _SIMPLE_BORDER.fullmatch(line.text):
            return self._table(i)
        if line.text == "::":
            return self._literal(i)
        match = _FIELD.match(line.text)
        if match and not _ROLE_START.match(line.text):
            return self._field(i, match)
        return self._paragraph(i)

    def _heading_end(self, i: int) -> int:
        """Note a heading that begins at a line; return the line after it, 0 if there is none."""
        line = self.lines[i]
        after = self.lines[i + 1 : i + 3]
        if not after or after[0].is_blank:
            return 0
        if _ADORNMENT.fullmatch(line.text):
            is_over = (
                len(after) == 2
                and after[1].text == line.text
                and line.indent == after[1].indent == 0
                and not _ADORNMENT.fullmatch(after[0].text)
            )
            return self._add_heading(i, i + 1, i + 3) if is_over else 0
        is_under = (
            line.indent == after[0].indent == 0
            and bool(_ADORNMENT.fullmatch(after[0].text))
            and len(after[0].text) >= min(_LEAST_MARKS, len(line.text))
            and after[0].text not in {"..", "::"}
        )
        return self._add_heading(i, i, i + 2) if is_under else 0

    def _add_heading(self, first: int, title: int, end: int) -> int:
        style = (self.lines[end - 1].text[0], title > first)
        if style not in self._styles:
            self._styles.append(style)
        self.headings.append(
            Heading(
                start=self._start(first),
                end=self.lines[end - 1].end,
                level=self._styles.index(style) + 1,
                label=_plain(self.lines[title].text),
            )
        )
        return end

    def _explicit(self, i: int) -> int:
        """Note a directive, footnote, link target or comment."""
        text = self.lines[i].text
        if _NOTE.match(text):
            return self._paragraph(i)
        if _TARGET.match(text):
            return self._drop(i, self._body_end(i), "link target")
        if match := _DIRECTIVE.match(text):
            return self._directive(i, match[1].lower(), match[2] or "")
        return self._drop(i, self._body_end(i), "comment")

    def _directive(self, i: int, name: str, argument: str) -> int:
        end = self._body_end(i)
        if name.split(":")[-1] in _UNSHOWN:
            return self._drop(i, end, "directive")
        is_code = name in _CODE
        body = i + 1
        if is_code or not argument or name == "figure":  # whose argument is a language, a path
            self._drop(i, body, "directive")
        else:
            while body < end and not self._ends_argument(body):
                body += 1
            self._block(i, body)
        options = body
        while options < end and _FIELD.match(self.lines[options].text):
            options += 1
        self._drop(body, options, "options")
        return self._block(options, end) if is_code else options

    def _ends_argument(self, i: int) -> bool:
        return self.lines[i].is_blank or bool(_FIELD.match(self.lines[i].text))

    def _literal(self, i: int) -> int:
        end = self._body_end(i)
        self._block(i, end)
        return end

    def _field(self, i: int, match: re.Match[str]) -> int:
        end = self._body_end(i)
        if len(self.headings) <= 1 and match[2]:
            self.fields.setdefault(match[1].lower(), match[2].strip())
        if not match[2] and end == i + 1:
            return self._drop(i, end, "field")
        return self._block(i, end)

    def _table(self, i: int) -> int:
        """Note a table, and each of its rows as a block, for one that cannot be written anew."""
        is_grid = bool(_GRID_BORDER.fullmatch(self.lines[i].text))
        border = _GRID_BORDER if is_grid else _SIMPLE_BORDER
        end = self._grid_end(i) if is_grid else self._simple_end(i)
        self.tables.append((i, end, is_grid))
        first, has_words = i, False
        for j in range(i + 1, end):
            if border.fullmatch(self.lines[j].text):
                self._block(first, j + 1)
                first, has_words = j + 1, False
                continue
            if not is_grid and has_words and self.lines[j].indent == self.lines[i].indent:
                self._block(first, j)
                first = j
            has_words = True
        return self._block(first, end)

    def _grid_end(self, i: int) -> int:
        while i < len(self.lines) and self.lines[i].text.startswith(("+", "|")):
            i += 1
        return i

    def _simple_end(self, i: int) -> int:
        """Return the line after a simple table's last border, which has a blank line below it."""
        k = bisect_right(self._table_ends, i)
        is_table = k < len(self._table_ends) and self._table_ends[k] - i < _MOST_ROWS
        return self._table_ends[k] + 1 if is_table else i + 1

    def _paragraph(self, i: int) -> int:
        """Note a paragraph or list item, and the code below one that ends with two colons."""
        end = i + 1
        while end < len(self.lines) and not self.lines[end].is_blank:
            if _BULLET.match(self.lines[end].text) and _BULLET.match(self.lines[i].text):
                break
            if self.lines[end].text.startswith(".. "):
                break
            end += 1
        self._block(i, end)
        if not self.lines[end - 1].text.endswith("::"):
            return end
        indent = min(line.indent for line in self.lines[i:end])
        code = self._body_end(end - 1, indent)
        self._block(end, code)
        return code

    def _body_end(self, i: int, indent: int | None = None) -> int:
        """Return the line after what is indented below a line."""
        least = self.lines[i].indent if indent is None else indent
        end = last = i + 1
        while end < len(self.lines) and end not in self.rows:
            if not self.lines[end].is_blank:
                if self.lines[end].indent <= least:
                    break
                last = end + 1
            end += 1
        return last

    def _block(self, first: int, end: int) -> int:
        return self._span(first, end, SpanKind.BLOCK, "")

    def _drop(self, first: int, end: int, reason: str) -> int:
        return self._span(first, end, SpanKind.DROPPED, reason)

    def _span(self, first: int, end: int, kind: SpanKind, label: str) -> int:
        lines = [i for i in range(first, end) if not self.lines[i].is_blank]
        if lines:
            start, stop = self._start(lines[0]), self.lines[lines[-1]].end
            self.spans.append(Span(kind=kind, start=start, end=stop, label=label))
        return end

    def _start(self, i: int) -> int:
        return self.lines[i].start + self.lines[i].indent


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text."""
    lines = []
    for match in LINE.finditer(text):
        content = match.group().strip()
        indent = len(match.group()) - len(match.group().lstrip()) if content else 0
        start = match.start()
        lines.append(Line(start, start + indent + len(content), content, indent))
    return lines


def _plain(line: str) -> str:
    """Return a line without the marks of roles, links and emphasis."""
    plain = _INTERPRETED.sub(r"\1", _ROLE.sub("", line))
    return " ".join(_EMPHASIS.sub(r"\2", plain).split())
