"""Fixtures every test may use, and the rule that no test reaches outside this machine."""

import os

# Before anything imports huggingface_hub, which reads it once; subprocesses inherit it.
os.environ["HF_HUB_OFFLINE"] = "1"

from collections.abc import Iterator

import pytest

from index.embedding import open_embedder
from index.types import Embedder
from tests.network_guard import NetworkGuard
from tests.word_embedder import WordEmbedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled model, opened once for all tests."""
    return open_embedder()


@pytest.fixture
def word_embedder() -> WordEmbedder:
    """A fresh embedder that counts words of `tests.word_embedder.VOCABULARY`."""
    return WordEmbedder()


@pytest.fixture(scope="session", autouse=True)
def network_guard() -> Iterator[NetworkGuard]:
    """Guard sockets from before the first fixture to after the last test."""
    guard = NetworkGuard()
    with pytest.MonkeyPatch.context() as patch:
        guard.install(patch)
        yield guard


@pytest.fixture(autouse=True)
def no_outside_network(network_guard: NetworkGuard) -> Iterator[None]:
    """Fail a test that tried to leave the machine, even if the refusal was swallowed."""
    network_guard.attempts.clear()
    yield
    if network_guard.attempts:
        pytest.fail("; ".join(network_guard.attempts))
