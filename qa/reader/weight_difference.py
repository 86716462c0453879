"""What training changed of a network's weights, rounded to eight bits with a scale per row."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

SCALE = ".scale"
"""Ends the name of the scales of a weight's rows."""

_STEPS = 127
"""Steps of the rounding on either side of zero."""


def difference(
    trained: "Mapping[str, Tensor]", base: "Mapping[str, Tensor]"
) -> "dict[str, Tensor]":
    """Return what to keep: rounded matrices with their scales, vectors in float16.

    Args:
        trained: Weights by name, float32.
        base: The weights training began with; those of the same names are subtracted.
    """
    import torch

    kept: dict[str, Tensor] = {}
    for name, weight in trained.items():
        changed = weight - base[name] if name in base else weight
        if changed.ndim == 1:
            kept[name] = changed.half()
            continue
        scale = changed.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / _STEPS
        kept[name] = (changed / scale).round().to(torch.int8)
        kept[name + SCALE] = scale.squeeze(1)
    return kept


def with_difference(
    base: "Mapping[str, Tensor]", kept: "Mapping[str, Tensor]"
) -> "dict[str, Tensor]":
    """Return the trained weights of what `difference` kept, float32."""
    weights: dict[str, Tensor] = {}
    for name, value in kept.items():
        if name.endswith(SCALE):
            continue
        changed = value.float()
        if name + SCALE in kept:
            changed *= kept[name + SCALE].float().unsqueeze(1)
        weights[name] = base[name].float() + changed if name in base else changed
    return weights
