"""Words written from right to left, in the order they are read.

pdfium turns round lines that a page has from left to right. It errs in words of Arabic that a
browser's print has so, in two letters that are drawn as one sign, and in which way brackets open.
"""

import re
from collections.abc import Callable

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RUN = re.compile(f"[{_LETTERS}]+")
_OPENING = re.compile(rf"(?<!\S)\)(?=[{_LETTERS}])")
_CLOSING = re.compile(rf"(?<=[{_LETTERS}])\((?!\w)")

Edges = tuple[float, float]
"""Left and right edge of a sign."""


def in_reading_order(text: str, first: int, edges_of: Callable[[int], Edges]) -> str:
    """Return a line with each of its words as it is read.

    Args:
        text: As pdfium gives it.
        first: The place of its first sign among those of the page.
        edges_of: Where the sign of such a place stands.
    """
    if not _RUN.search(text):
        return text
    turned = _RUN.sub(lambda run: _word(run, first, edges_of), text)
    return _CLOSING.sub(")", _OPENING.sub("(", turned))


def _word(run: re.Match[str], first: int, edges_of: Callable[[int], Edges]) -> str:
    letters = run.group()
    edges = [edges_of(first + place) for place in range(*run.span())]
    if edges[0][0] < edges[-1][0]:
        return letters[::-1]
    read: list[str] = []
    for i, letter in enumerate(letters):
        if i and edges[i] == edges[i - 1]:  # of one sign, whose letters come in reverse
            read.insert(-1, letter)
        else:
            read.append(letter)
    return "".join(read)
