"""What a reader sees of an HTML page, block by block, with the source line of every word.

The tree is walked without recursion. Where nesting is deeper than the parser keeps (2,048 levels),
all tags are taken for paragraph borders instead: structure is lost then, text is not.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from index.loading.html_date import published_date
from index.loading.tables import SEPARATOR

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu"
    " nav ol optgroup option p pre search section select summary table tbody td textarea tfoot th"
    " thead tr ul".split()
)
_SKIPPED_TAGS = frozenset("head script style template noscript iframe object svg".split())
_CELL_TAGS = frozenset({"td", "th"})
_MOST_COLUMNS = 100
_HEADING_TAGS = {f"h{level}": level for level in range(1, 7)}
_LAYOUT_TAGS = ("table", "h1", "h2", "h3", "h4", "form", "ul", "ol")
"""A table with one of these inside arranges a page; its rows are not rows of data."""

_NAMING = ("class", "id", "role", "epub:type")
_NOTES = re.compile(r"(?<![a-z])(?:foot|end)notes?(?![a-z])", re.I)

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UNSHOWN = re.compile(r"<!--.*?-->|<(script|style|template|noscript)\b.*?</\1\s*>", re.S | re.I)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")

_LAST_LINE = 65_535
"""The parser counts no further; beyond it, line ends are counted in the text."""


@dataclass(slots=True)
class TableRow:
    """A row of a table of data."""

    table: int
    """The same for all rows of one table."""
    number: int
    """Counted from 1 within the table, the header too."""
    is_header: bool
    """Whether every cell is marked as one."""
    cells: list[str]


@dataclass(slots=True)
class PageBlock:
    """One paragraph, heading, list item or table row, white space collapsed."""

    text: str
    lines: list[tuple[int, int]]
    """Pairs of an offset in the text and the file's line from there on."""
    level: int = 0
    """1 to 6 for a heading."""
    row: TableRow | None = None
    """What it is a row of; None for what is no row of data."""
    is_note: bool = False
    """Whether the page calls it a footnote."""


@dataclass(slots=True)
class Page:
    """An HTML file as a reader sees it."""

    title: str
    blocks: list[PageBlock]
    date: str = ""
    """When it says it was published, `2025-12-04`."""


def read_page(html: str) -> Page:
    """Return the visible blocks of a page in order, and what its title element says."""
    root, is_cut = _parse(html)
    if is_cut:
        root, _ = _parse(_TAG.sub("<p>", _UNSHOWN.sub("", html)))
    if root is None:
        return Page("", [])
    title = root.find(".//title")
    return Page(
        " ".join("".join(title.itertext()).split()) if title is not None else "",
        _Layout().lay_out(root),
        published_date(root),
    )


def _parse(html: str) -> tuple[etree._Element | None, bool]:
    """Return the root of the page, None for one without content, and whether it was cut off."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(html.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        root = None
    return root, any(error.level_name == "FATAL" for error in parser.error_log)


@dataclass(slots=True)
class _Layout:
    """Gathers text until a block ends."""

    blocks: list[PageBlock] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _lines: list[tuple[int, int]] = field(default_factory=list)
    _line: int = 1
    _gap: str = ""
    """What separates the text gathered so far from what comes next."""
    _after_break: bool = False
    _level: int = 0
    _in_pre: int = 0
    _data_tables: list[bool] = field(default_factory=list)
    _row: TableRow | None = None
    _cell_starts: list[int | None] = field(default_factory=list)
    """Where in the row each cell begins; None for one without text so far."""
    _cell: int = 0
    """Which of them is being read."""
    _n_tables: int = 0
    _n_rows: int = 0
    _notes: etree._Element | None = None
    """The outermost element of footnotes that is being read."""

    def lay_out(self, root: etree._Element) -> list[PageBlock]:
        """Return the blocks below an element."""
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walker:
            if event == "start":
                if _is_hidden(element):
                    skipped = element
                    walker.skip_subtree()
                else:
                    self._open(element)
            else:
                if element is not skipped:
                    self._close(element.tag)
                if element is self._notes:
                    self._notes = None
                if element is not root:
                    self._add(element.tail)
        self._flush()
        return self.blocks

    def _open(self, element: etree._Element) -> None:
        tag = element.tag
        if self._notes is None and _holds_notes(element):
            self._notes = element
        if (line := element.sourceline or 0) < _LAST_LINE:
            self._line = line or self._line
        if tag == "table":
            self._data_tables.append(next(element.iterdescendants(*_LAYOUT_TAGS), None) is None)
            self._n_tables, self._n_rows = self._n_tables + 1, 0
        if tag == "br":
            self._break()
        elif tag in _BLOCK_TAGS:
            self._end_block(tag)
            if tag == "tr" and self._is_data():
                self._begin_row()
            elif tag in _CELL_TAGS and self._row:
                self._begin_cell(element)
            self._in_pre += tag == "pre"
            self._level = _HEADING_TAGS.get(tag, self._level)
        self._add(element.text)

    def _close(self, tag: str) -> None:
        if tag == "tr" and self._row:
            self._end_row()
        if tag in _BLOCK_TAGS:
            self._end_block("")
            self._in_pre -= tag == "pre"
        if tag in _HEADING_TAGS:
            self._level = 0
        if tag == "table":
            self._data_tables.pop()

    def _begin_row(self) -> None:
        self._n_rows += 1
        self._row = TableRow(self._n_tables, self._n_rows, is_header=True, cells=[])
        self._cell_starts = []

    def _begin_cell(self, cell: etree._Element) -> None:
        assert self._row is not None, "a cell begins within a row"
        self._row.is_header = self._row.is_header and cell.tag == "th"
        span = cell.get("colspan", "1")
        n_columns = int(span) if span.isdecimal() and 0 < int(span) <= _MOST_COLUMNS else 1
        self._cell = len(self._cell_starts)
        self._cell_starts += [None] * n_columns

    def _end_row(self) -> None:
        """End the row: from now on its text is a block, with its cells beside it."""
        row, self._row = self._row, None
        assert row is not None, "a row ends after it has begun"
        text = "".join(self._pieces)
        starts = [start for start in self._cell_starts if start is not None]
        if not starts or starts[0] > 0:  # a broken page has text before its cells
            row.cells.append(text[: starts[0] - len(SEPARATOR)] if starts else text)
        ends = [*(start - len(SEPARATOR) for start in starts[1:]), len(text)]
        pieces = iter([text[start:end] for start, end in zip(starts, ends, strict=False)])
        row.cells += ["" if start is None else next(pieces) for start in self._cell_starts]
        n_blocks = len(self.blocks)
        self._flush()
        if len(self.blocks) > n_blocks:
            self.blocks[-1].row = row

    def _is_data(self) -> bool:
        return bool(self._data_tables) and self._data_tables[-1]

    def _end_block(self, tag: str) -> None:
        """End the block, or, within a row of data, the cell."""
        if not self._row:
            self._flush()
        elif self._pieces:
            self._gap = SEPARATOR if tag in _CELL_TAGS else self._gap or " "

    def _break(self) -> None:
        """Take one line break for a space and two in a row for the end of a paragraph."""
        if self._in_pre:
            self._gap = "\n"
        elif self._after_break and not self._row:
            self._flush()
        else:
            self._gap = self._gap or " "
            self._after_break = True

    def _add(self, text: str | None) -> None:
        if not text:
            return
        for i, part in enumerate(text.split("\n")):
            if i:
                self._line += 1
                self._gap = "\n" if self._in_pre else self._gap or " "
            if not part or part.isspace():
                self._gap = self._gap or (" " if part else "")
            elif self._in_pre:
                self._append(part.rstrip())
            else:
                self._gap = self._gap or (" " if part[0].isspace() else "")
                self._append(" ".join(part.split()))
                self._gap = " " if part[-1].isspace() else ""

    def _append(self, text: str) -> None:
        if self._pieces:
            self._pieces.append(self._gap)
            self._length += len(self._gap)
        if self._row and self._cell_starts and self._cell_starts[self._cell] is None:
            self._cell_starts[self._cell] = self._length
        if not self._lines or self._lines[-1][1] != self._line:
            self._lines.append((self._length, self._line))
        self._pieces.append(text)
        self._length += len(text)
        self._gap, self._after_break = "", False

    def _flush(self) -> None:
        if self._pieces:
            text, is_note = "".join(self._pieces), self._notes is not None
            self.blocks.append(PageBlock(text, self._lines, self._level, is_note=is_note))
        self._pieces, self._lines, self._length = [], [], 0
        self._gap, self._after_break = "", False


def _holds_notes(element: etree._Element) -> bool:
    """Whether an element is one of footnotes, by what a page calls it."""
    if not element.attrib or element.tag not in _BLOCK_TAGS:
        return False
    return any(_NOTES.search(element.get(name, "")) for name in _NAMING)


def _is_hidden(element: etree._Element) -> bool:
    """Whether a browser shows nothing of an element; a page hidden until its script runs counts."""
    if element.tag in _SKIPPED_TAGS:
        return True
    if element.tag in {"html", "body"} or not element.attrib:
        return False
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
    )
