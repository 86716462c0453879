import numpy as np
import pytest

from index.row_places import NO_ROW, RowPlaces


@pytest.fixture
def numbers() -> np.ndarray:
    return np.array([7, 3, NO_ROW, 12], dtype=np.int64)


@pytest.fixture
def places(numbers: np.ndarray) -> RowPlaces:
    return RowPlaces(lambda: numbers)


def test_rows_are_found_where_they_stand(places: RowPlaces) -> None:
    assert [3, 0, 1] == places.of([12, 7, 5, 3]).tolist()
    assert [3, 7, 12] == places.rows
    assert [12, NO_ROW, NO_ROW] == places.at(np.array([3, 2, -1])).tolist()
    assert 1 == places.n_idle


def test_a_forgotten_row_is_gone_once(places: RowPlaces, numbers: np.ndarray) -> None:
    assert [1] == places.forget([3, 3, 5]).tolist()

    assert [7, NO_ROW, NO_ROW, 12] == numbers.tolist()
    assert 2 == places.n_idle
    assert [] == places.of([3]).tolist()


def test_a_place_is_given_to_another_row(places: RowPlaces) -> None:
    assert 7 == places.give(0, 20)
    places.changed()

    assert [0] == places.of([20, 7]).tolist()


def test_an_index_without_places_has_no_rows() -> None:
    empty = RowPlaces(lambda: np.empty(0, dtype=np.int64))

    assert [] == empty.of([1]).tolist()
    assert [] == empty.forget([1]).tolist()
