"""Finds the cell of a table's row that is asked for, by the name of its column.

A network that learnt from running text marks any cell of a row, often that of the neighbour column.
"""

import math
from collections.abc import Iterator

from index.types import Lexicon, Range
from qa.variants import CELLS

_NAMED = ": "
"""Between the name of a column and the value."""


def asked_cell(question: str, row: str, lexicon: Lexicon) -> Range | None:
    """Return where the value stands whose column a question names; None if it names no one column.

    A value that the question has itself is what the row is found by, not what is asked.
    """
    asked = frozenset(lexicon.terms(question))
    found: list[tuple[float, Range]] = []
    for name, value, start in _cells(row):
        told = frozenset(lexicon.terms(value))
        if told and not told <= asked:
            shared = asked.intersection(lexicon.terms(name))
            weight = math.fsum(
                map(lexicon.weight, shared)
            )  # the same for the same words in any order
            found.append((weight, (start, start + len(value))))
    most = max((weight for weight, _ in found), default=0.0)
    best = [place for weight, place in found if weight == most > 0]
    return best[0] if len(best) == 1 else None


def _cells(row: str) -> Iterator[tuple[str, str, int]]:
    """Yield the column, the value and where it begins, of each cell of a row that has several."""
    cells, start = row.split(CELLS), 0
    for cell in cells if len(cells) > 1 else ():
        name, _, value = cell.partition(_NAMED)
        if value:
            yield name, value, start + len(name) + len(_NAMED)
        start += len(cell) + len(CELLS)
