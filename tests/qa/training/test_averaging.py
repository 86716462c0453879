"""The mean of readers lies between them, and is a reader like any other."""

from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from qa.reader.trained_network import DIFFERENCE, reader_weights
from qa.training.averaging import average

NAME = "qa_outputs.bias"


def shifted(to: Path, by: float) -> Path:
    """Write the reader that is installed with one of its vectors shifted."""
    kept = load_file(DIFFERENCE)
    kept[NAME] = kept[NAME] + by

    with safe_open(DIFFERENCE, "np") as file:
        save_file(kept, to, file.metadata())
    return to


def test_a_mean_lies_where_the_shares_say(tmp_path):
    one, other = shifted(tmp_path / "one", 0.0), shifted(tmp_path / "other", 4.0)

    average({one: 0.75, other: 0.25}, tmp_path / "mean")

    before, mean = reader_weights(one), reader_weights(tmp_path / "mean")
    assert mean.keys() == before.keys()
    assert torch.allclose(mean[NAME], before[NAME] + 1.0, atol=0.01)
    name = "bert.encoder.layer.0.output.dense.weight"
    assert torch.allclose(mean[name], before[name], atol=1e-3)


def test_a_mean_is_no_larger_than_one_reader(tmp_path):
    average({DIFFERENCE: 0.4, shifted(tmp_path / "other", 1.0): 0.6}, tmp_path / "mean")

    assert (tmp_path / "mean").stat().st_size == pytest.approx(DIFFERENCE.stat().st_size, rel=0.01)


def test_shares_that_are_not_a_whole_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"found 0\.9"):
        average({DIFFERENCE: 0.9}, tmp_path / "mean")
