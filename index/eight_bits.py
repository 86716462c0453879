"""Products in eight bits: half the time of bfloat16's on a processor that multiplies bytes.

The numbers that go into a product are kept in 127 steps on both sides of the middle of their
*reach*, the least and the most each was in texts read for that. A few of them reach ten times as
far as the rest, which would be left with a handful of steps: so each is first divided by a measure
of its own, and the weights it meets are multiplied by it (Xiao et al. 2023, "SmoothQuant"). What is
lost by rounding the weights is added again, as much as it is on average (Nagel et al. 2019).
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

BUNDLED_REACHES = Path(__file__).with_name("bundled_reaches.json")
"""Of the model that comes with the installation; `tests/benchmarks/eight_bits.py` writes it."""


class Reach(NamedTuple):
    """How far the numbers go that go into a product, each of them."""

    least: Sequence[float]
    most: Sequence[float]
    mean: Sequence[float]


Reaches = Mapping[str, Reach]
"""Of a layer: of what goes into its products, by the product's name."""

_STEPS = 127
_MIDDLE = 128
"""The byte that stands for the middle of a reach."""

_UNSCALED = 1.0, 0
"""Step and middle of what is no bytes."""

_SHARE_OF_REACH = 0.7
"""How much of the reach is evened out at the weights' cost, which have their own steps a row."""

_LEAST = 1e-5
"""Taken for what is next to nothing, to divide by."""


def reaches_in(path: Path) -> list[Reaches]:
    """Read the reaches of a network, a layer each."""
    layers = json.loads(path.read_text("utf-8"))
    return [{name: Reach(**its) for name, its in layer.items()} for layer in layers]


class EightBitProduct:
    """The product with linear layers' weights, side by side, and a function after it."""

    def __init__(
        self, torch: Any, linears: Sequence[Any], reach: Reach, *, then: str = "none"
    ) -> None:
        weight = torch.cat([linear.weight.detach().float() for linear in linears])
        least, most, mean = map(torch.tensor, reach)
        middle, furthest = (most + least) / 2, ((most - least) / 2).clamp(min=_LEAST)
        heaviest = weight.abs().amax(0).clamp(min=_LEAST)
        measure = furthest**_SHARE_OF_REACH / heaviest ** (1 - _SHARE_OF_REACH)
        self._step = float((furthest / measure).max()) / _STEPS
        self._to_steps = 1 / (measure * self._step)
        self._rounded = _MIDDLE + 0.5 - middle * self._to_steps
        measured = weight * measure
        self._weight_steps = measured.abs().amax(1).clamp(min=_LEAST) / _STEPS
        steps = (measured / self._weight_steps[:, None]).round()
        self._weight = torch.ops.onednn.qlinear_prepack(steps.to(torch.int8), None)
        self._weight_middles = torch.zeros(len(weight), dtype=torch.int32)
        lost = weight - steps * self._weight_steps[:, None] / measure
        bias = torch.cat([linear.bias.detach().float() for linear in linears])
        self._bias = bias + weight @ middle + lost @ (mean - middle)
        self._function = then
        self._torch = torch
        self._product = torch.ops.onednn.qlinear_pointwise.default
        self._sum = torch.ops.onednn.qlinear_pointwise.binary

    def __call__(self, states: "Tensor") -> "Tensor":
        """Return the product in the precision of the states, which have a number a column."""
        found: Tensor = self._product(
            *self._factors(states), self._bias, *_UNSCALED, states.dtype, self._function, [], "none"
        )
        return found

    def plus(self, others: "Tensor", states: "Tensor") -> "Tensor":
        """Return other states with those of the product added, without a function."""
        to: Any = (*_UNSCALED, states.dtype, *_UNSCALED, "add", 1.0, "none", [], "none")
        found: Tensor = self._sum(*self._factors(states), others, self._bias, *to)
        return found

    def _factors(self, states: "Tensor") -> "tuple[Tensor, float, int, Tensor, Tensor, Tensor]":
        """Return the states as bytes and the weights, each with its steps and its middle."""
        steps = self._torch.addcmul(self._rounded, states, self._to_steps).clamp_(0, 255)
        # torch's own conversion to bytes takes seven times as long
        as_bytes = self._torch.from_numpy(steps.numpy().astype(np.uint8))
        weights = self._weight, self._weight_steps, self._weight_middles
        return as_bytes, self._step, _MIDDLE, *weights
