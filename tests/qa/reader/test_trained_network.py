"""The shipped difference belongs to the installed weights, and its card to it."""

import hashlib
import re
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from index.embedding import BUNDLED_DIGEST
from index.errors import ModelUnavailableError
from qa.reader.trained_network import BASE, DIFFERENCE, base_weights, trained_network

MOST_BYTES = 11_000_000


def test_the_card_names_the_digests_of_the_difference_and_of_its_base():
    card = (DIFFERENCE.parent / "card.md").read_text(encoding="utf-8")

    digests = re.findall(r"\b[0-9a-f]{64}\b", card)

    assert digests == [hashlib.sha256(DIFFERENCE.read_bytes()).hexdigest(), BUNDLED_DIGEST]


def test_the_difference_is_a_tenth_of_a_model():
    assert DIFFERENCE.stat().st_size <= MOST_BYTES


def test_the_token_embeddings_are_not_in_it():
    assert not any("embeddings" in name for name in load_file(DIFFERENCE))


def test_a_difference_to_other_weights_is_refused(tmp_path: Path):
    other = tmp_path / "difference.safetensors"
    save_file(load_file(DIFFERENCE), other, {BASE: "0" * 64})

    with pytest.raises(ModelUnavailableError, match="which the reader is a difference to"):
        trained_network(other).mark("Who?", ["Ann."])


def test_the_base_is_the_embedding_network_without_its_pooling():
    names = base_weights().keys()

    assert all(name.startswith("bert.") for name in names)
    assert "bert.encoder.layer.5.output.dense.weight" in names
    assert not any("pooler" in name for name in names)
    assert base_weights()["bert.embeddings.word_embeddings.weight"].dtype == torch.float32
