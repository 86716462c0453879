"""Networks of BERT's kind made quicker on a processor, their results the same but for rounding.

Asked for a product, torch arranges the weight anew for the processor's bfloat16 units: for a
question that takes as long as the product itself. Here each weight is arranged once. And torch's
fused attention is slow for heads of 32 numbers, where two products of all heads at once are not.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel

KINDS = {"bert", "roberta", "xlm-roberta"}
"""The models, as their configuration names them, that are made of the same layers."""

ATTENTION = "products"
"""Under what transformers knows our attention."""


def quickened(network: "PreTrainedModel") -> "PreTrainedModel":
    """Return a network that is only to be run, changed in place where this machine gains by it.

    Args:
        network: On the device and in the precision it will run in.
    """
    # imported here: opening a library must not wait for it (4 s)
    import torch
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import eager_mask

    if network.config.model_type not in KINDS or not _has_units_for(network, torch):
        return network
    for module in network.modules():
        if hasattr(module, "intermediate_act_fn") and network.config.hidden_act == "gelu":
            _arrange(module.dense, torch, then="gelu")
            module.intermediate_act_fn = torch.nn.Identity()
    for module in network.modules():
        if isinstance(module, torch.nn.Linear) and not module.weight.is_mkldnn:
            _arrange(module, torch)
    AttentionInterface.register(ATTENTION, _attended)
    AttentionMaskInterface.register(ATTENTION, eager_mask)
    network.set_attn_implementation(ATTENTION)
    return network


def _has_units_for(network: "PreTrainedModel", torch: Any) -> bool:
    """Whether the processor itself multiplies what a network is made of."""
    if network.device.type != "cpu" or network.dtype != torch.bfloat16:
        return False
    able = torch.cpu.get_capabilities()
    return torch.backends.mkldnn.is_available() and bool(
        able.get("avx512_bf16", False) or able.get("amx_bf16", False)
    )


def _arrange(linear: Any, torch: Any, *, then: str = "none") -> None:
    """Keep a layer's weight as the product wants it, and apply a function to what comes out."""
    product = torch.ops.mkldnn._linear_pointwise
    arranged = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach(), None)
    linear.weight = torch.nn.Parameter(arranged, requires_grad=False)
    weight, bias = linear.weight.detach(), linear.bias
    linear.forward = lambda states: product(states, weight, bias, then, [], "none")


def _attended(
    module: Any,
    query: "Tensor",
    key: "Tensor",
    value: "Tensor",
    attention_mask: "Tensor | None",
    scaling: float | None = None,
    **_: Any,
) -> "tuple[Tensor, None]":
    """Return what each place takes from all others, as transformers asks its attentions.

    Args:
        module: The layer that asks.
        query: Shape (n_texts, n_heads, n_tokens, width), as key and value.
        key: As `query`.
        value: As `query`.
        attention_mask: What is added to the scores, shape (n_texts, 1, n_tokens, n_tokens).
        scaling: What the scores are multiplied by.
    """
    import torch

    n_texts, n_heads, n_tokens, width = query.shape
    rows, columns, values = (
        part.reshape(n_texts * n_heads, n_tokens, width) for part in (query, key, value)
    )
    scale = width**-0.5 if scaling is None else scaling
    scores = rows.new_empty(1).baddbmm(rows, columns.transpose(1, 2), beta=0, alpha=scale)
    if attention_mask is not None:
        scores.view(n_texts, n_heads, n_tokens, n_tokens).add_(attention_mask)
    # in place: new memory of that size would be cleared by the system first
    shares = torch.softmax(scores, -1, out=scores)
    taken = shares.bmm(values).view(query.shape)
    return taken.transpose(1, 2).contiguous(), None
