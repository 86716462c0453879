"""Tables of reStructuredText as rows that name their columns, each on the line it begins on."""

from collections import Counter
from collections.abc import Iterator, Sequence

from docutils.parsers.rst.tableparser import (
    GridTableParser,
    SimpleTableParser,
    TableMarkupError,
    TableParser,
)
from docutils.statemachine import StringList

from index.loading.tables import one_line, rows_in_words

_WITHOUT_MARKS = str.maketrans("", "", "+-=| \t")
_Row = tuple[int, list[str]]
"""The line a row begins on and its cells."""


def rows_of(lines: Sequence[str], *, is_grid: bool) -> dict[int, str]:
    """Return what each row says by itself, by the line of the table it begins on.

    Args:
        lines: Of the table, from border to border, without line ends.
        is_grid: Whether each row stands between borders; otherwise it is a simple table.

    Returns:
        An empty dict for a table whose cells cannot be told apart.
    """
    try:
        head, body = _cells(lines, is_grid)
    except (TableMarkupError, IndexError, ValueError, AssertionError):
        return {}  # docutils asserts where borders do not meet
    if not _are_whole([*head, *body], lines):
        return {}
    rows = [_joined(head), *body] if head else body
    told = rows_in_words([cells for _, cells in rows], is_headed=True if head else None)
    return {line: text for (line, _), text in zip(rows, told, strict=True) if text}


def _cells(lines: Sequence[str], is_grid: bool) -> tuple[list[_Row], list[_Row]]:
    indent = min(len(line) - len(line.lstrip()) for line in lines)
    width = max(map(len, lines)) - indent
    block = StringList([line[indent:].rstrip().ljust(width if is_grid else 0) for line in lines])
    block.pad_double_width(TableParser.double_width_pad_char)
    _, head, body = (GridTableParser() if is_grid else SimpleTableParser()).parse(block)
    return list(_rows(head)), list(_rows(body))


def _rows(parsed: list[list[tuple[int, int, int, StringList] | None]]) -> Iterator[_Row]:
    """Yield the rows docutils found; a cell that another one reaches into is empty."""
    for row in parsed:
        lines = [cell[2] for cell in row if cell]
        if lines:
            yield min(lines), [one_line("\n".join(cell[3])) if cell else "" for cell in row]


def _are_whole(rows: Sequence[_Row], lines: Sequence[str]) -> bool:
    """Return whether the rows hold all that the lines say; docutils drops what no row begins."""
    said = Counter("".join(lines).translate(_WITHOUT_MARKS))
    return not said - Counter("".join(cell for _, row in rows for cell in row))


def _joined(head: Sequence[_Row]) -> _Row:
    """Return a header of several rows as one, which names a column by all that stands above it."""
    columns = zip(*(cells for _, cells in head), strict=True)
    return head[0][0], [" ".join(filter(None, column)) for column in columns]
