"""Networks of BERT's kind made quicker on a processor, their results the same but for rounding.

Asked for a product, torch arranges the weight anew for the processor's bfloat16 units: for a
question that takes as long as the product itself. Here each weight is arranged once. Torch's fused
attention is slow for heads of 32 numbers, where two products of all heads at once are not. And for
a question, what transformers does around the products takes a third of the time.

A network whose reaches are known also runs in eight bits where it is asked to: for many tokens, as
turning those of a question into bytes would take what is gained. Only the product that narrows the
states again stays as it is; what goes into it reaches too far for bytes.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from index.devices import multiplies_bytes
from index.eight_bits import EightBitProduct, Reaches

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel
    from transformers.modeling_outputs import BaseModelOutputWithPooling

KINDS = {"bert", "roberta", "xlm-roberta"}
"""The models, as their configuration names them, that are made of the same layers."""


def quickened(
    network: "PreTrainedModel", reaches: Sequence[Reaches] | None = None
) -> "PreTrainedModel":
    """Return a network that is only to be run, changed in place where this machine gains by it.

    Args:
        network: On the device and in the precision it will run in.
        reaches: Of each layer, if it is to run in eight bits as well.
    """
    # imported here: opening a library must not wait for them (4 s)
    import torch
    from transformers.modeling_outputs import BaseModelOutputWithPooling

    is_alike = network.config.model_type in KINDS and not network.config.is_decoder
    if not is_alike or not _has_units_for(network, torch):
        return network
    base: Any = network.base_model
    if not multiplies_bytes(torch, network.device.type):
        reaches = None
    has_head = base is not network
    base.forward = _Network(base, torch, BaseModelOutputWithPooling, reaches, has_head=has_head)
    del base.encoder  # modules, which hold the weights a second time
    return network


def runs_in_eight_bits(network: "PreTrainedModel") -> bool:
    """Whether a network takes `in_eight_bits`."""
    forward = network.base_model.forward
    return isinstance(forward, _Network) and forward.has_eight_bits


def _has_units_for(network: "PreTrainedModel", torch: Any) -> bool:
    """Whether the processor itself multiplies what a network is made of."""
    if network.device.type != "cpu" or network.dtype != torch.bfloat16:
        return False
    able = torch.cpu.get_capabilities()
    return torch.backends.mkldnn.is_available() and bool(
        able.get("avx512_bf16", False) or able.get("amx_bf16", False)
    )


_FEW_TOKENS = 48
"""Up to so many in a text alone, attention is quicker in float32: torch takes the share of each in
bfloat16 one by one but for multiples of 32, which is half of the time of 29 tokens."""


class _Network:
    """A network up to its head; it tells the states after the last layer, and no others."""

    def __init__(
        self,
        base: Any,
        torch: Any,
        told: "type[BaseModelOutputWithPooling]",
        reaches: Sequence[Reaches] | None,
        *,
        has_head: bool,
    ) -> None:
        self._torch = torch
        self._told = told
        self._embeddings = base.embeddings
        self._n_heads = base.config.num_attention_heads
        self.has_eight_bits = reaches is not None
        self._layers = [
            _Layer(layer, torch, base.config.hidden_act, its)
            for layer, its in zip(
                base.encoder.layer, reaches or repeat(None, len(base.encoder.layer)), strict=True
            )
        ]
        self._pooler = base.pooler if has_head else None  # it pools for the head alone

    def __call__(
        self,
        input_ids: "Tensor",
        attention_mask: "Tensor | None" = None,
        token_type_ids: "Tensor | None" = None,
        position_ids: "Tensor | None" = None,
        *,
        in_eight_bits: bool = False,
        return_dict: bool = True,
        **others: Any,
    ) -> "BaseModelOutputWithPooling":
        """Return the states of tokens, their ids and what belongs to them in rows, one a text.

        Raises:
            TypeError: If anything else is asked for, which transformers' own `forward` tells.
        """
        asked = [name for name, value in others.items() if value is not None and value is not False]
        if asked or not return_dict:
            raise TypeError(f"Expected ids, mask, types and positions alone, found {asked}")
        states = self._embeddings(
            input_ids=input_ids, token_type_ids=token_type_ids, position_ids=position_ids
        )
        mask = None if attention_mask is None else self._added(attention_mask, states)
        for layer in self._layers:
            states = layer(states, mask, in_eight_bits=in_eight_bits)
        return self._told(
            last_hidden_state=states,
            pooler_output=self._pooler(states) if self._pooler else None,
        )

    def _added(self, mask: "Tensor", states: "Tensor") -> "Tensor | None":
        """Return what is added to the scores of each head, shape (n_texts * n_heads, 1, n_tokens).

        Returns:
            None if nothing is masked, as in a text alone.
        """
        if mask.all():
            return None
        least = self._torch.finfo(states.dtype).min
        by_text: Tensor = (1 - mask.to(states.dtype))[:, None] * least
        return by_text.repeat_interleave(self._n_heads, 0)


class _Products(NamedTuple):
    """Those of a layer that may be in eight bits."""

    apart: "_Product | EightBitProduct"
    """Query, key and value."""
    together: "_Product | EightBitProduct"
    widened: "_Product | EightBitProduct"


def _products(layer: Any, torch: Any, fused: str, reaches: Reaches | None = None) -> _Products:
    """Return a layer's products, in eight bits if the reaches are known."""

    def product(name: str, *linears: Any, then: str = "none") -> "_Product | EightBitProduct":
        """Return the product of that name, of layers side by side."""
        if reaches is None:
            return _Product(torch, linears, then=then)
        return EightBitProduct(torch, linears, reaches[name], then=then)

    asking = layer.attention.self
    return _Products(
        apart=product("apart", asking.query, asking.key, asking.value),
        together=product("together", layer.attention.output.dense),
        widened=product("widened", layer.intermediate.dense, then=fused),
    )


class _Layer:
    """One layer, its weights as the products want them."""

    def __init__(self, layer: Any, torch: Any, function: str, reaches: Reaches | None) -> None:
        fused = "gelu" if function == "gelu" else "none"
        self._torch = torch
        self._n_heads = layer.attention.self.num_attention_heads
        self._products = {False: _products(layer, torch, fused)}
        """Whether they are in eight bits, and the products."""
        if reaches:
            self._products[True] = _products(layer, torch, fused, reaches)
        self._after_attention = layer.attention.output.LayerNorm
        self._function = None if fused == "gelu" else layer.intermediate.intermediate_act_fn
        self._narrowed = _Product(torch, [layer.output.dense])
        self._after_all = layer.output.LayerNorm

    def __call__(self, states: "Tensor", mask: "Tensor | None", *, in_eight_bits: bool) -> "Tensor":
        """Return the states that follow, shape (n_texts, n_tokens, width) as those before.

        Args:
            states: One of each token.
            mask: What is added to the scores, shape (n_texts * n_heads, 1, n_tokens).
            in_eight_bits: Whether what can be is to be computed so.
        """
        apart, together, widened = self._products[in_eight_bits]
        attended = self._attended(apart(states), mask)
        states = self._after_attention(together.plus(states, attended))
        wide = widened(states)
        if self._function:
            wide = self._function(wide)
        after: Tensor = self._after_all(self._narrowed.plus(states, wide))
        return after

    def _attended(self, apart: "Tensor", mask: "Tensor | None") -> "Tensor":
        """Return what each token takes from all of its text.

        Args:
            apart: Query, key and value of each token, side by side.
            mask: What is added to the scores.
        """
        n_texts, n_tokens, width = apart.shape
        head = width // 3 // self._n_heads
        parts = apart.view(n_texts, n_tokens, 3, self._n_heads, head).permute(2, 0, 3, 1, 4)
        if mask is None and n_tokens <= _FEW_TOKENS:
            parts = parts.float()
        query, key, value = parts.reshape(3, -1, n_tokens, head)
        added = query.new_empty(1) if mask is None else mask
        scores = added.baddbmm(query, key.mT, beta=int(mask is not None), alpha=head**-0.5)
        # in place: new memory of that size would be cleared by the system first
        shares = self._torch.softmax(scores, -1, out=scores)
        taken = shares.bmm(value).view(n_texts, self._n_heads, n_tokens, head)
        found: Tensor = taken.transpose(1, 2).reshape(n_texts, n_tokens, width // 3)
        return found.to(apart.dtype)


class _Product:
    """The product with linear layers' weights, side by side, and a function after it."""

    def __init__(self, torch: Any, linears: Sequence[Any], *, then: str = "none") -> None:
        weight = torch.cat([linear.weight.detach() for linear in linears])
        self._bias = torch.cat([linear.bias.detach() for linear in linears])
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight, None)
        self._function = then
        self._product = torch.ops.mkldnn._linear_pointwise.default
        self._sum = torch.ops.mkldnn._linear_pointwise.binary

    def __call__(self, states: "Tensor") -> "Tensor":
        found: Tensor = self._product(states, self._weight, self._bias, self._function, [], "none")
        return found

    def plus(self, others: "Tensor", states: "Tensor") -> "Tensor":
        """Return other states with those of the product added, without a function."""
        found: Tensor = self._sum(states, others, self._weight, self._bias, "add")
        return found
