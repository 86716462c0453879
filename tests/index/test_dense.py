"""Cosines in exact order, and FAISS's edges kept from the callers."""

import math
from pathlib import Path
from typing import Any

import faiss
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


def test_a_vector_that_is_not_there_is_damage(index: DenseIndex) -> None:
    with pytest.raises(StoreDamagedError, match="Expected 2 vectors, found 1"):
        index.vectors([9, 8])
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
    return unit(*np.random.default_rng(5).normal(size=(n_rows, 96)).tolist())


@pytest.fixture
def graph() -> DenseIndex:
    """500 vectors under the rows 3, 5, 7 and so on, of which a search has 40 in view."""
    vectors = scattered(500)
    dense = DenseIndex.graph(vectors)
    dense.add(range(3, 1003, 2), vectors)
    dense.look_at(40)
    return dense


def test_a_graph_finds_a_vector_by_itself(graph: DenseIndex) -> None:
    vectors = scattered(500)

    nearest = [graph.search(vectors[n : n + 1], 1)[0] for n in range(0, 500, 50)]

    assert [row for row, _ in nearest] == list(range(3, 1003, 100))
    assert [score for _, score in nearest] == pytest.approx([1.0] * 10, abs=0.05)
    assert graph.rows == list(range(3, 1003, 2))
    assert (len(graph), graph.is_exact) == (500, False)


def test_a_graph_within_rows_compares_all_of_them(graph: DenseIndex) -> None:
    within = list(range(3, 1003, 20))
    query = scattered(500)[77:78]

    found = graph.search(query, 100, within=[*within, 5000])

    assert sorted(row for row, _ in found) == within
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert len(graph.search(query, 100)) == 100


def test_the_candidates_of_a_whole_search_are_fewer_where_each_is_read_from_the_catalog(
    graph: DenseIndex,
) -> None:
    vectors = scattered(500)
    exact = DenseIndex.exact(96)
    exact.add(range(500), vectors)

    assert graph.search(vectors[:1]) == graph.search(vectors[:1], 50)
    assert exact.search(vectors[:1]) == exact.search(vectors[:1], 100)


def test_a_graph_is_saved_with_how_far_it_looks(graph: DenseIndex, tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    graph.remove([5, 7])
    graph.save(path)
    query = scattered(500)[8:9]

    for again in DenseIndex.open(path), DenseIndex.open_to_search(path):
        assert again.search(query, 20) == graph.search(query, 20)
        assert (again.breadth, again.n_idle, len(again)) == (40, 2, 498)
        assert again.rows == graph.rows


def test_codes_tell_which_vectors_a_graph_has(graph: DenseIndex, tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    vectors = scattered(500)
    graph.save(path)
    mapped = DenseIndex.open_to_search(path)

    known = mapped.vectors(mapped.rows)

    np.testing.assert_allclose(known, vectors, atol=0.03)
    np.testing.assert_array_equal(mapped.codes(known), mapped.codes(vectors))


def test_a_removed_vector_leaves_the_graphs_file(graph: DenseIndex, tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    codes = graph.codes(scattered(500)[:3])
    graph.remove([3, 7, 4])
    graph.save(path)

    assert [code.tobytes() in path.read_bytes() for code in codes] == [False, True, False]
    assert len(DenseIndex.open_to_search(path)) == 498
    assert {3, 7}.isdisjoint(DenseIndex.open_to_search(path).rows)


def test_what_is_left_is_found_where_most_around_it_was_removed(graph: DenseIndex) -> None:
    vectors = scattered(500)
    nearest_100 = np.argsort(-(vectors @ vectors[0]))[:100]
    removed = nearest_100[nearest_100 % 4 != 0]
    left = np.setdiff1d(np.arange(500), removed)
    graph.look_at(100)

    graph.remove([3 + 2 * int(number) for number in removed])

    known = graph.vectors((3 + 2 * left).tolist())
    exact = left[np.argsort(-(known @ vectors[0]))[:50]]
    found = {row for row, _ in graph.search(vectors[:1], 50)}
    assert len(found) == 50
    assert len(found.intersection(3 + 2 * exact)) >= 48


def test_a_file_edited_again_and_again_hides_nothing(graph: DenseIndex) -> None:
    vectors = scattered(500)
    by_nearness = np.argsort(-(vectors @ vectors[0]))
    edited = by_nearness[:5]
    current = [3 + 2 * int(number) for number in edited]
    for edit in range(24):
        graph.remove(current)
        current = list(range(2000 + 5 * edit, 2005 + 5 * edit))
        graph.add(current, vectors[edited])

    found = [row for row, _ in graph.search(vectors[:1], 60)]

    assert (60, current) == (len(found), sorted(found[:5]))
    assert len(set(found).intersection(3 + 2 * by_nearness[5:60])) >= 44


def test_a_row_added_again_is_the_new_vector(graph: DenseIndex) -> None:
    vectors = scattered(500)
    graph.remove([3])

    graph.add([3], vectors[9:10])

    assert [3, 21] == [row for row, _ in graph.search(vectors[9:10], 2)]
    np.testing.assert_allclose(graph.vectors([21, 3]), vectors[[9, 9]], atol=0.03)


def test_a_graph_with_longer_codes_and_more_links_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    vectors = scattered(500)
    codes: Any = faiss.ScalarQuantizer.QT_8bit  # as versions before made it
    links = faiss.IndexHNSWSQ(96, codes, 32, faiss.METRIC_INNER_PRODUCT)
    links.train(vectors)
    older = faiss.IndexIDMap(links)
    older.add_with_ids(vectors, np.arange(500))
    faiss.write_index(older, str(path))
    code = DenseIndex.open(path).codes(vectors[:1]).tobytes()

    graph = DenseIndex.open(path)
    graph.remove([0])
    graph.add([500], vectors[1:2])
    graph.save(path)

    mapped = DenseIndex.open_to_search(path)
    assert {row for row, _ in mapped.search(vectors[1:2], 2)} == {1, 500}
    assert mapped.rows == list(range(1, 501))
    assert len(code) == 96
    assert code not in path.read_bytes()


def test_an_index_of_an_older_kind_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    faiss.write_index(faiss.IndexFlatIP(96), str(path))

    with pytest.raises(StoreDamagedError, match="of this version"):
        DenseIndex.open(path)
