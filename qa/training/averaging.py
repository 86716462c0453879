"""Average readers of which each was trained from the one before.

    python -m qa.training.averaging FIRST:0.4 SECOND:0.6 --out BOTH.safetensors

Such readers lie near each other, and what each learnt too well of its own examples cancels out: the
mean of their weights reads better than any of them, at the cost of one.
"""

import argparse
import math
import sys
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from index.embedding import BUNDLED_DIGEST
from qa.reader.trained_network import BASE, base_weights, reader_weights
from qa.reader.weight_difference import SCALE, difference


def average(shares: Mapping[Path, float], to: Path) -> None:
    """Write the weighted mean of readers, as a difference to the installed weights.

    Args:
        shares: How much each reader's difference counts; together 1.
        to: The safetensors file to write.
    """
    if not math.isclose(sum(shares.values()), 1.0):
        raise ValueError(f"expected shares that are 1 together, found {sum(shares.values()):g}")
    parts = [
        {name: share * weight for name, weight in _trained(path).items()}
        for path, share in shares.items()
    ]
    mean = {name: torch.stack([part[name] for part in parts]).sum(0) for name in parts[0]}
    save_file(difference(mean, base_weights()), to, {BASE: BUNDLED_DIGEST})


def _trained(reader: Path) -> dict[str, Tensor]:
    """Return the weights that training changed, whole."""
    whole = reader_weights(reader)
    names = (name.removesuffix(SCALE) for name in load_file(reader))
    return {name: whole[name] for name in names}


def _share(text: str) -> tuple[Path, float]:
    path, _, share = text.rpartition(":")
    return Path(path), float(share)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Average readers.")
    parser.add_argument("readers", nargs="+", type=_share, metavar="FILE:SHARE")
    parser.add_argument("--out", type=Path, required=True, help="the difference to write")
    chosen = parser.parse_args()
    average(dict(chosen.readers), chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
