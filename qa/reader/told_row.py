"""Tells a table's row as prose would: what it is about, the column that is asked for, its value.

A network that learnt from running text finds no answer in a table, or marks any cell of a row,
often that of the neighbour column; told so, it knows a row that answers from its neighbours.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.types import Lexicon, Range
from qa.variants import CELLS

_NAMED = ": "
"""Between the name of a column and the value."""

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """A row, told for a question that names one of its columns."""

    text: str
    cell: Range
    """Where the value of that column stands in the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    column: str
    value: str
    start: int
    """Of the value, in the row."""


def told_row(question: str, row: str, lexicon: Lexicon) -> ToldRow | None:
    """Tell a row for a question; None if it names no one column.

    A value that the question has itself is what the row is found by, not what is asked.
    """
    asked = frozenset(lexicon.terms(question))
    cells = list(_cells(row))
    values = [frozenset(lexicon.terms(cell.value)) for cell in cells]
    given = [cell for cell, value in zip(cells, values, strict=True) if value and value <= asked]
    wanted = [cell for cell, value in zip(cells, values, strict=True) if value and value - asked]
    weights = [
        math.fsum(map(lexicon.weight, asked.intersection(lexicon.terms(cell.column))))
        for cell in wanted
    ]
    most = max(weights, default=0.0)
    best = [cell for cell, weight in zip(wanted, weights, strict=True) if weight == most > 0]
    if len(best) != 1:
        return None
    [cell] = best
    return ToldRow(
        text=_told(given or [one for one in cells[:1] if one is not cell], cell),
        cell=(cell.start, cell.start + len(cell.value)),
    )


def _told(about: Sequence[_Cell], cell: _Cell) -> str:
    names = ", ".join(one.value for one in about)
    if names and _YEAR.fullmatch(cell.column):
        return f"The {names} in {cell.column} was {cell.value}."
    of_what = f" of {names}" if names else ""
    return f"The {cell.column}{of_what} is {cell.value}."


def _cells(row: str) -> Iterator[_Cell]:
    """Yield each cell with a column of a row that has several."""
    cells, start = row.split(CELLS), 0
    for cell in cells if len(cells) > 1 else ():
        column, _, value = cell.partition(_NAMED)
        if value:
            yield _Cell(column=column, value=value, start=start + len(column) + len(_NAMED))
        start += len(cell) + len(CELLS)
