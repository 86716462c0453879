"""The blocks of a page laid out, with rows of data that name their columns."""

from collections.abc import Sequence
from itertools import groupby

from index.loading.html_blocks import PageBlock
from index.loading.layout import Layout
from index.loading.tables import one_line, rows_in_words
from index.types import SpanKind


def tell_rows(blocks: Sequence[PageBlock]) -> None:
    """Let every row of data name its columns; its lines are then that of its beginning."""
    rows = [block for block in blocks if block.row]
    for _, group in groupby(rows, key=lambda block: block.row and block.row.table):
        table = list(group)
        cells = [[one_line(cell) for cell in block.row.cells] for block in table if block.row]
        first = table[0].row
        is_headed = True if first and first.is_header else None
        for block, told in zip(table, rows_in_words(cells, is_headed=is_headed), strict=True):
            block.text, block.lines = told, block.lines[:1]


def add_blocks(layout: Layout, blocks: Sequence[PageBlock], *, below: int = 0) -> None:
    """Add all blocks of a page that is part of a document.

    Args:
        layout: What they are added to.
        blocks: As the page has them.
        below: Level of the heading that they stand under.
    """
    tell_rows(blocks)
    for block in blocks:
        if block.level:
            layout.add_heading(block.text, block.level + below)
        elif block.row:
            layout.add(block.text, SpanKind.ROW, str(block.row.number))
        else:
            layout.add(block.text)
