"""While one item is worked on the next one is made, and no more than that."""

import threading
from collections.abc import Iterator

import pytest

from index.reading_ahead import read_ahead

PATIENCE_S = 30.0


def test_items_come_in_order() -> None:
    assert list(read_ahead(range(50))) == list(range(50))
    assert list(read_ahead([None, None])) == [None, None]
    assert list(read_ahead([])) == []


def test_the_next_item_is_made_while_one_is_out_and_the_one_after_it_is_not() -> None:
    made = [threading.Event() for _ in range(3)]

    def items() -> Iterator[int]:
        for i, event in enumerate(made):
            event.set()
            yield i

    ahead = read_ahead(items())

    assert next(ahead) == 0
    assert made[1].wait(PATIENCE_S)
    assert not made[2].is_set()
    assert list(ahead) == [1, 2]


def test_items_are_made_in_another_thread() -> None:
    def items() -> Iterator[int]:
        yield threading.get_ident()

    assert list(read_ahead(items())) != [threading.get_ident()]


def test_an_error_in_making_an_item_is_raised_when_its_turn_comes() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second")

    ahead = read_ahead(items())

    assert next(ahead) == 1
    with pytest.raises(ValueError, match="the second"):
        next(ahead)


def test_who_stops_early_leaves_no_thread_behind() -> None:
    ahead = read_ahead(iter(range(10)))
    next(ahead)

    ahead.close()  # type: ignore[attr-defined]

    assert not [t for t in threading.enumerate() if t.name.startswith("read-ahead")]
