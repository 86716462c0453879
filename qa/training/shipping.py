"""Turns a save of a training run into the difference that the product installs."""

from pathlib import Path

from safetensors.torch import load_file, save_file

from index.embedding import BUNDLED_DIGEST
from qa.reader.trained_network import BASE, base_weights
from qa.reader.weight_difference import difference
from qa.training.trainee import metadata_of

_WEIGHT = "weight."


def ship(save: Path, to: Path) -> None:
    """Write what a save changed of the installed weights.

    Args:
        save: A checkpoint of `qa.training.trainee`.
        to: The safetensors file to write.
    """
    tensors = load_file(save)
    trained = {
        name.removeprefix(_WEIGHT): weight
        for name, weight in tensors.items()
        if name.startswith(_WEIGHT)
    }
    metadata = {BASE: BUNDLED_DIGEST, "steps": metadata_of(save)["step"]}
    save_file(difference(trained, base_weights()), to, metadata)
