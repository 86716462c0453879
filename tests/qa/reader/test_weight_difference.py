"""A difference gives the trained weights back to within half a step of its rounding."""

import torch

from qa.reader.weight_difference import SCALE, difference, with_difference

BASE = {"a": torch.tensor([[1.0, 2.0], [3.0, 4.0]]), "b": torch.tensor([1.0, 1.0])}


def test_what_changed_comes_back_within_half_a_step():
    changed = torch.tensor([[0.5, -0.25], [0.001, 0.002]])
    kept = difference({"a": BASE["a"] + changed}, BASE)

    found = with_difference(BASE, kept)["a"]

    steps = torch.tensor([[0.5], [0.002]]) / 127
    assert kept["a"].dtype == torch.int8
    assert torch.all((found - BASE["a"] - changed).abs() <= steps / 2 + 1e-6)


def test_each_row_has_the_scale_of_its_own_largest_change():
    kept = difference({"a": BASE["a"] + torch.tensor([[1.27, 0.0], [0.0, -0.127]])}, BASE)

    assert kept["a"].tolist() == [[127, 0], [0, -127]]
    assert torch.allclose(kept["a" + SCALE], torch.tensor([0.01, 0.001]), atol=1e-6)


def test_a_row_that_did_not_change_stays_as_it_is():
    assert torch.equal(with_difference(BASE, difference(BASE, BASE))["a"], BASE["a"])


def test_a_vector_is_kept_in_half_precision():
    kept = difference({"b": BASE["b"] + 0.125}, BASE)

    assert kept.keys() == {"b"}
    assert kept["b"].dtype == torch.float16
    assert with_difference(BASE, kept)["b"].tolist() == [1.125, 1.125]


def test_a_weight_the_base_lacks_is_kept_whole():
    kept = difference({"new": torch.tensor([[2.54, -1.0]])}, BASE)

    assert torch.allclose(
        with_difference(BASE, kept)["new"], torch.tensor([[2.54, -1.0]]), atol=0.01
    )
