"""Networks of BERT's kind made quicker on a processor, their results the same but for rounding.

Asked for a product, torch arranges the weight anew for the processor's bfloat16 units: for a
question that takes as long as the product itself. Here each weight is arranged once. Torch's fused
attention is slow for heads of 32 numbers, where two products of all heads at once are not. And for
a question, what transformers does between the products takes a quarter of the time.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel

KINDS = {"bert", "roberta", "xlm-roberta"}
"""The models, as their configuration names them, that are made of the same layers."""


def quickened(network: "PreTrainedModel") -> "PreTrainedModel":
    """Return a network that is only to be run, changed in place where this machine gains by it.

    Args:
        network: On the device and in the precision it will run in.
    """
    # imported here: opening a library must not wait for it (4 s)
    import torch

    if network.config.model_type not in KINDS or not _has_units_for(network, torch):
        return network
    network.set_attn_implementation("eager")  # for its masks, which are added to the scores
    encoder: Any = network.base_model.encoder
    layers = [_Layer(layer, torch, network.config.hidden_act) for layer in encoder.layer]
    del encoder.layer  # modules, which hold the weights a second time; it calls whatever is there
    encoder.layer = layers
    return network


def _has_units_for(network: "PreTrainedModel", torch: Any) -> bool:
    """Whether the processor itself multiplies what a network is made of."""
    if network.device.type != "cpu" or network.dtype != torch.bfloat16:
        return False
    able = torch.cpu.get_capabilities()
    return torch.backends.mkldnn.is_available() and bool(
        able.get("avx512_bf16", False) or able.get("amx_bf16", False)
    )


class _Layer:
    """One layer, its weights as the products want them."""

    def __init__(self, layer: Any, torch: Any, function: str) -> None:
        attention, asking = layer.attention, layer.attention.self
        fused = "gelu" if function == "gelu" else "none"
        self._torch = torch
        self._n_heads = asking.num_attention_heads
        self._apart = _product(torch, [asking.query, asking.key, asking.value])
        self._together = _product(torch, [attention.output.dense])
        self._after_attention = attention.output.LayerNorm
        self._widened = _product(torch, [layer.intermediate.dense], then=fused)
        self._function = None if fused == "gelu" else layer.intermediate.intermediate_act_fn
        self._narrowed = _product(torch, [layer.output.dense])
        self._after_all = layer.output.LayerNorm

    def __call__(self, states: "Tensor", mask: "Tensor | None", *_: Any, **__: Any) -> "Tensor":
        """Return the states that follow, shape (n_texts, n_tokens, width) as those before.

        Args:
            states: One of each token.
            mask: What is added to the scores, shape (n_texts, 1, n_tokens, n_tokens).
        """
        states = self._after_attention(states + self._together(self._attended(states, mask)))
        widened = self._widened(states)
        if self._function:
            widened = self._function(widened)
        after: Tensor = self._after_all(states + self._narrowed(widened))
        return after

    def _attended(self, states: "Tensor", mask: "Tensor | None") -> "Tensor":
        """Return what each token takes from all of its text."""
        n_texts, n_tokens, width = states.shape
        head = width // self._n_heads
        parts = self._apart(states).view(n_texts, n_tokens, 3, self._n_heads, head)
        query, key, value = parts.permute(2, 0, 3, 1, 4).reshape(3, -1, n_tokens, head)
        scores = query.new_empty(1).baddbmm(query, key.mT, beta=0, alpha=head**-0.5)
        if mask is not None:
            scores.view(n_texts, self._n_heads, n_tokens, n_tokens).add_(mask)
        # in place: new memory of that size would be cleared by the system first
        shares = self._torch.softmax(scores, -1, out=scores)
        taken = shares.bmm(value).view(n_texts, self._n_heads, n_tokens, head)
        found: Tensor = taken.transpose(1, 2).reshape(states.shape)
        return found


def _product(
    torch: Any, linears: Sequence[Any], *, then: str = "none"
) -> "Callable[[Tensor], Tensor]":
    """Return the product with linear layers' weights, side by side, and a function after it."""
    product = torch.ops.mkldnn._linear_pointwise
    weight = torch.cat([linear.weight.detach() for linear in linears])
    bias = torch.cat([linear.bias.detach() for linear in linears])
    arranged = torch.ops.mkldnn._reorder_linear_weight(weight, None)
    return lambda states: product(states, arranged, bias, then, [], "none")
