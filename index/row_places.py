"""At which place of a dense index each catalog row stands; some places stand for none any more."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

NO_ROW = -1
"""In place of a removed row; FAISS gives the same number for "nothing found"."""

Places = NDArray[np.int64]


class RowPlaces:
    """Rows and their places, kept in the index's own memory."""

    def __init__(self, numbers: Callable[[], NDArray[np.int64]]) -> None:
        """Keep where to look.

        Args:
            numbers: Returns the row of each place where the index has it, which moves as it grows.
        """
        self._numbers = numbers
        self.n_idle = 0
        """Places that stand for no row."""
        self.changed()

    def changed(self) -> None:
        """Look anew after the index has changed."""
        self._order: Places | None = None
        self.n_idle = int(np.count_nonzero(self._numbers() == NO_ROW))

    @property
    def rows(self) -> list[int]:
        """All rows, ascending."""
        numbers = self._numbers()
        return sorted(numbers[numbers != NO_ROW].tolist())

    def of(self, rows: Sequence[int]) -> Places:
        """Return where rows stand, in the order asked for, without those that are not there."""
        numbers = self._numbers()
        if not len(numbers):
            return np.empty(0, dtype=np.int64)
        if self._order is None:
            self._order = np.argsort(numbers, kind="stable")
        wanted = np.asarray(rows, dtype=np.int64)
        at = np.searchsorted(numbers, wanted, sorter=self._order).clip(max=len(numbers) - 1)
        likely = self._order[at]
        places: Places = likely[numbers[likely] == wanted]
        return places

    def at(self, places: Places) -> NDArray[np.int64]:
        """Return the row of each place; that of a place below 0 is none."""
        found: NDArray[np.int64] = np.where(places < 0, NO_ROW, self._numbers()[places])
        return found

    def give(self, place: int, row: int) -> int:
        """Let a place stand for another row, and return the one it stood for."""
        before = int(self._numbers()[place])
        self._numbers()[place] = row
        return before

    def forget(self, rows: Sequence[int]) -> Places:
        """Let the places of rows stand for none, and return them."""
        places = np.unique(self.of(rows))
        self._numbers()[places] = NO_ROW
        self.changed()
        return places
