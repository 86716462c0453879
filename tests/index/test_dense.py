"""Cosines in exact order, and FAISS's edges kept from the callers."""

import math
from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex
from index.errors import EmbedderMismatchError, StoreDamagedError
from index.types import EmbeddingMatrix


def unit(*rows: tuple[float, ...]) -> EmbeddingMatrix:
    matrix = np.asarray(rows, dtype=np.float32)
    found: EmbeddingMatrix = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return found


@pytest.fixture
def index() -> DenseIndex:
    dense = DenseIndex.exact(2)
    dense.add([7, 3, 9], unit((1, 0), (1, 1), (0, 1)))
    return dense


def test_rows_come_by_cosine_best_first(index: DenseIndex) -> None:
    found = index.search(unit((1, 0)), 3)

    assert [row for row, _ in found] == [7, 3, 9]
    assert [score for _, score in found] == pytest.approx([1, math.sqrt(0.5), 0], abs=1e-3)


def test_equal_scores_come_by_row() -> None:
    dense = DenseIndex.exact(2)
    dense.add([5, 2, 8], unit((1, 0), (1, 0), (1, 0)))

    assert [row for row, _ in dense.search(unit((1, 0)), 3)] == [2, 5, 8]


def test_fewer_rows_than_asked_for_are_not_filled_up(index: DenseIndex) -> None:
    assert [row for row, _ in index.search(unit((1, 0)), 50)] == [7, 3, 9]
    assert DenseIndex.exact(2).search(unit((1, 0)), 5) == []


def test_a_search_within_rows_finds_only_those(index: DenseIndex) -> None:
    assert [row for row, _ in index.search(unit((1, 0)), 5, within=[9, 3, 100])] == [3, 9]
    assert index.search(unit((1, 0)), 5, within=[]) == []


def test_removed_rows_are_gone(index: DenseIndex) -> None:
    index.remove([3, 1000])

    assert [row for row, _ in index.search(unit((1, 0)), 5)] == [7, 9]
    assert len(index) == 2


def test_vectors_are_those_that_were_added(index: DenseIndex) -> None:
    np.testing.assert_allclose(index.vectors([9, 7]), unit((0, 1), (1, 0)), atol=1e-3)
    assert index.vectors([]).shape == (0, 2)


@pytest.mark.parametrize("shape", [(1, 3), (1, 1), (2,)])
def test_vectors_of_another_width_are_refused(index: DenseIndex, shape: tuple[int, ...]) -> None:
    with pytest.raises(EmbedderMismatchError, match="Expected vectors of 2 dimensions"):
        index.search(np.ones(shape, dtype=np.float32), 1)


def test_a_saved_index_answers_the_same(index: DenseIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "dense.faiss")

    again = DenseIndex.open(tmp_path / "dense.faiss")

    assert again.search(unit((2, 1)), 3) == index.search(unit((2, 1)), 3)


@pytest.mark.parametrize("content", [None, b"", b"no index"])
def test_a_file_that_is_no_index_is_damage(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "dense.faiss").write_bytes(content)

    with pytest.raises(StoreDamagedError):
        DenseIndex.open(tmp_path / "dense.faiss")


def scattered(n_rows: int) -> EmbeddingMatrix:
    return unit(*np.random.default_rng(5).normal(size=(n_rows, 16)).tolist())


@pytest.fixture
def clustered() -> DenseIndex:
    """500 vectors under the rows 3, 5, 7 and so on, in ten clusters of which two are compared."""
    vectors = scattered(500)
    dense = DenseIndex.clustered(vectors, 10)
    dense.add(range(3, 1003, 2), vectors)
    dense.probe(2)
    return dense


def test_a_clustered_index_finds_a_vector_by_itself(clustered: DenseIndex) -> None:
    vectors = scattered(500)

    nearest = [clustered.search(vectors[n : n + 1], 1)[0] for n in range(0, 500, 50)]

    assert [row for row, _ in nearest] == list(range(3, 1003, 100))
    assert [score for _, score in nearest] == pytest.approx([1.0] * 10, abs=0.02)
    assert clustered.rows == list(range(3, 1003, 2))
    assert (len(clustered), clustered.is_exact) == (500, False)


def test_a_clustered_index_within_rows_compares_all_of_them(clustered: DenseIndex) -> None:
    within = list(range(3, 1003, 20))
    query = scattered(500)[77:78]

    found = clustered.search(query, 100, within=[*within, 5000])

    assert sorted(row for row, _ in found) == within
    assert len(clustered.search(query, 100)) == 100


def test_a_clustered_index_is_saved_with_what_it_compares(
    clustered: DenseIndex, tmp_path: Path
) -> None:
    path = tmp_path / "dense.faiss"
    clustered.save(path)
    query = scattered(500)[8:9]

    for again in DenseIndex.open(path), DenseIndex.open_to_search(path):
        assert again.search(query, 20) == clustered.search(query, 20)
        assert (again.n_clusters, again.n_probed) == (10, 2)
        assert again.rows == clustered.rows


def test_codes_tell_which_vectors_a_clustered_index_has(
    clustered: DenseIndex, tmp_path: Path
) -> None:
    path = tmp_path / "dense.faiss"
    vectors = scattered(500)
    clustered.save(path)
    mapped = DenseIndex.open_to_search(path)

    known = mapped.vectors(mapped.rows)

    np.testing.assert_allclose(known, vectors, atol=0.01)
    np.testing.assert_array_equal(mapped.codes(known), mapped.codes(vectors))


def test_a_removed_vector_leaves_the_clusters_file(clustered: DenseIndex, tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    codes = clustered.codes(scattered(500)[:3])
    clustered.remove([3, 7, 4])
    clustered.save(path)

    assert [code.tobytes() in path.read_bytes() for code in codes] == [False, True, False]
    assert len(DenseIndex.open_to_search(path)) == 498
