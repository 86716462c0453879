"""Queries of several threads share runs, and each thread gets its own rows or its own error."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from index.query_batching import N_RUNS, QueryBatching
from index.types import EmbeddingMatrix

SECONDS = 20
"""To wait for what happens at once, before a test fails."""


class Network:
    """Gives a text's length as its row; its runs wait until they are let go."""

    def __init__(self) -> None:
        self.runs: list[list[str]] = []
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()

    def embed(self, texts: list[str]) -> EmbeddingMatrix:
        self.runs.append(texts)
        self.begun.release()
        assert self.let_go.wait(SECONDS)
        if "bad" in texts:
            raise ValueError(texts)
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def asked_together(network: Network, asked: Sequence[list[str]]) -> list[Future[EmbeddingMatrix]]:
    """Ask while as many runs are going on as may be, and let them go when all wait."""
    batching = QueryBatching(network.embed)
    with ThreadPoolExecutor(N_RUNS + len(asked)) as pool:
        for _ in range(N_RUNS):
            pool.submit(batching.embed, ["first"])
        for _ in range(N_RUNS):
            assert network.begun.acquire(timeout=SECONDS)
        waiting = [pool.submit(batching.embed, texts) for texts in asked]
        for _ in range(1000 * SECONDS):
            if len(batching._waiting) == len(asked):
                break
            threading.Event().wait(0.001)
        network.let_go.set()
    return waiting


def test_who_is_alone_is_embedded_at_once() -> None:
    network = Network()
    network.let_go.set()
    batching = QueryBatching(network.embed)

    rows = [batching.embed(["ab"]), batching.embed(["c", "def"])]

    assert [row.tolist() for row in rows] == [[[2]], [[1], [3]]]
    assert network.runs == [["ab"], ["c", "def"]]


def test_threads_that_wait_share_a_run_and_get_their_own_rows() -> None:
    network = Network()
    asked = [["a"], ["bb", "ccc"], [], ["dddd"]]

    found = asked_together(network, asked)

    assert [rows.result().tolist() for rows in found] == [[[1]], [[2], [3]], [], [[4]]]
    assert [sorted(run) for run in network.runs[N_RUNS:]] == [["a", "bb", "ccc", "dddd"]]


def test_an_error_is_raised_where_its_text_was_asked_for() -> None:
    network = Network()

    good, bad, other = asked_together(network, [["a"], ["bad"], ["bb"]])

    with pytest.raises(ValueError, match="bad"):
        bad.result()
    assert [good.result().tolist(), other.result().tolist()] == [[[1]], [[2]]]
