"""Rows of tables as texts that stand for themselves: `Country: France | Year: 2025`."""

import re
from collections.abc import Iterable, Iterator, Sequence

SEPARATOR = " | "

_MOST_HEADER_CHARACTERS = 80
_NUMBER = re.compile(r"[\W\d_]*")


def rows_in_words(rows: Iterable[Sequence[str]], *, is_headed: bool | None = None) -> Iterator[str]:
    """Yield what each row says by itself; a row without anything is empty.

    Args:
        rows: Cells of each row, without line breaks.
        is_headed: Whether the first row that is not empty names the columns; None to infer it.
    """
    header: Sequence[str] | None = None
    names: Sequence[str] = ()
    for row in rows:
        if header is None and any(row):
            header = row
            names = row if (looks_like_header(row) if is_headed is None else is_headed) else ()
            yield _in_words((), row)
        else:
            yield _in_words(names, row)


def looks_like_header(row: Sequence[str]) -> bool:
    """Whether a first row names the columns: short, different words in every one of them."""
    named = [cell for cell in row if cell]
    return (
        len(named) > 1
        and len(named) >= len(row) - 1
        and len({cell.casefold() for cell in named}) == len(named)
        and all(len(cell) <= _MOST_HEADER_CHARACTERS for cell in named)
        and not any(_NUMBER.fullmatch(cell) for cell in named)
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
