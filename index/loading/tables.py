"""Rows of tables as texts that stand for themselves: `Country: France | Year: 2025`."""

import re
from collections.abc import Iterable, Iterator, Sequence

SEPARATOR = " | "

_MOST_HEADER_CHARACTERS = 80
_NUMBER = re.compile(r"[\W\d_]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


def rows_in_words(rows: Iterable[Sequence[str]], *, is_headed: bool | None = None) -> Iterator[str]:
    """Yield what each row says by itself; a row without anything is empty.

    What stands alone in a row above the table is its title, not a name of a column.

    Args:
        rows: Cells of each row, without line breaks.
        is_headed: Whether the first row of several cells names the columns; None to infer it.
    """
    names: Sequence[str] | None = None
    n_cells = 1 if is_headed else 2
    for row in rows:
        if names is None and sum(map(bool, row)) >= n_cells:
            names = row if (looks_like_header(row) if is_headed is None else is_headed) else ()
            yield _in_words((), row)
        else:
            yield _in_words(names or (), row)


def looks_like_header(row: Sequence[str]) -> bool:
    """Whether a row names the columns: short, different words or years in nearly all of them."""
    named = [cell for cell in row if cell]
    n_columns = max((i for i, cell in enumerate(row, start=1) if cell), default=0)
    return (
        len(named) > 1
        and len(named) >= n_columns - 1
        and len({cell.casefold() for cell in named}) == len(named)
        and all(len(cell) <= _MOST_HEADER_CHARACTERS for cell in named)
        and all(_YEAR.fullmatch(cell) for cell in named if _NUMBER.fullmatch(cell))
        and not all(_NUMBER.fullmatch(cell) for cell in named)
    )


def one_line(text: str) -> str:
    """Return a cell's text without line breaks."""
    return " ".join(text.split())


def _in_words(names: Sequence[str], row: Sequence[str]) -> str:
    cells = []
    for i, cell in enumerate(row):
        if cell:
            name = names[i] if i < len(names) else ""
            cells.append(f"{name}: {cell}" if name else cell)
    return SEPARATOR.join(cells)
