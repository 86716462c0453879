"""Products in eight bits come near those of float32, whatever goes into them."""

import json
from pathlib import Path

import pytest
import torch

from index.eight_bits import BUNDLED_REACHES, EightBitProduct, Reach, reaches_in
from index.embedding import open_embedder

pytestmark = pytest.mark.skipif(
    not torch.cpu.get_capabilities().get("avx512_vnni", False),
    reason="this processor does not multiply bytes itself",
)

WIDTH = 64


def even(furthest: list[float]) -> Reach:
    """Return the reach of numbers that go as far on both sides of zero."""
    return Reach(least=[-f for f in furthest], most=furthest, mean=[0.0] * len(furthest))


FURTHEST = [4.0] * (WIDTH - 1) + [40.0]
"""One number goes ten times as far as the rest."""

FOUR = even([4.0] * WIDTH)


def made(n_rows: int, *, seed: int = 7) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(n_rows, WIDTH, generator=generator) * 2 - 1


def linear(n_columns: int) -> torch.nn.Linear:
    torch.manual_seed(7)
    return torch.nn.Linear(WIDTH, n_columns).requires_grad_(False)


def off(found: torch.Tensor, expected: torch.Tensor) -> float:
    return float((found.float() - expected).norm() / expected.norm())


def test_a_product_is_near_the_exact_one_though_one_number_reaches_far() -> None:
    layer = linear(96)
    states = made(20) * torch.tensor(FURTHEST)

    assert off(EightBitProduct(torch, [layer], even(FURTHEST))(states), layer(states)) < 0.02


def test_layers_side_by_side_are_one_product() -> None:
    one, other = linear(32), linear(48)
    states = made(20) * 4
    expected = torch.cat([one(states), other(states)], dim=1)

    assert off(EightBitProduct(torch, [one, other], FOUR)(states), expected) < 0.02


def test_the_function_follows_the_product() -> None:
    layer = linear(96)
    states = made(20) * 4
    product = EightBitProduct(torch, [layer], FOUR, then="gelu")

    assert off(product(states), torch.nn.functional.gelu(layer(states))) < 0.02


def test_other_states_are_added_as_they_are() -> None:
    layer = linear(WIDTH)
    states, others = made(20) * 4, made(20, seed=8) * 1_000
    product = EightBitProduct(torch, [layer], FOUR)

    assert off(product.plus(others, states) - others, layer(states)) < 0.02


@pytest.mark.parametrize("sign", [1, -1])
def test_what_goes_further_than_the_reach_is_cut_there(sign: int) -> None:
    layer = linear(96)
    layer.weight.fill_(0.1)  # alike, or a number that reaches less far is cut further out
    inside = torch.full((1, WIDTH), 4.0) * sign

    found = EightBitProduct(torch, [layer], FOUR)(inside * 1_000)

    assert off(found, layer(inside)) < 0.02


def test_a_result_is_in_the_precision_of_the_states() -> None:
    product = EightBitProduct(torch, [linear(WIDTH)], FOUR)
    states = made(3).bfloat16()

    assert product(states).dtype == product.plus(states, states).dtype == torch.bfloat16


def test_numbers_far_from_zero_have_all_steps_around_their_middle() -> None:
    layer = linear(96)
    moved = torch.full((WIDTH,), 400.0)
    reach = Reach(least=(moved - 4).tolist(), most=(moved + 4).tolist(), mean=moved.tolist())
    states = made(20) * 4

    found = EightBitProduct(torch, [layer], reach)(states + moved) - layer(moved)

    assert off(found, layer(states) - layer.bias) < 0.02


def test_what_rounding_the_weights_loses_on_average_is_added_again() -> None:
    layer = linear(96)
    mean = made(1)[0] * 4
    reach = FOUR._replace(mean=mean.tolist())

    kept = off(EightBitProduct(torch, [layer], reach)(mean[None]), layer(mean[None]))
    lost = off(EightBitProduct(torch, [layer], FOUR)(mean[None]), layer(mean[None]))

    assert kept < 0.8 * lost


def test_the_bundled_network_has_a_reach_for_every_number() -> None:
    width = open_embedder().identity.dim
    for layer in reaches_in(BUNDLED_REACHES):
        assert list(layer) == ["apart", "together", "widened"]
        for reach in layer.values():
            assert len(reach.least) == len(reach.most) == len(reach.mean) == width
            assert all(least <= mean <= most for least, most, mean in zip(*reach, strict=True))


def test_reaches_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "reaches.json"
    reach = Reach(least=[-1.5, 0], most=[2, 2], mean=[0.5, 1])
    path.write_text(json.dumps([{"apart": reach._asdict()}]), "utf-8")

    assert reaches_in(path) == [{"apart": reach}]
