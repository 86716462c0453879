"""Which reader answers: the one that comes with the product, another model, or none."""

import json
from pathlib import Path

from index.errors import ModelUnavailableError
from index.model_files import folder_of_model
from index.types import Embedder
from qa.reader.passage_reader import PassageReader
from qa.reader.reading import Reader
from qa.reader.sentence_reader import SentenceReader
from qa.reader.span_network import named_network
from qa.reader.span_reader import SpanReader
from qa.reader.trained_network import trained_network

NO_READER = "none"
"""Names the reader of words and embeddings, which needs no network of its own."""


def open_reader(name: str | None, embedder: Embedder) -> Reader:
    """Open a reader without loading its network.

    Args:
        name: The folder or Hugging Face id of a question-answering model or a cross-encoder;
            `none` for no network, None for the one that comes with the installation.
        embedder: What the reader without a network compares sentences with.

    Raises:
        ModelUnavailableError: If the model is missing or of a kind that cannot read.
    """
    if name is None:
        return SpanReader(trained_network())
    if name == NO_READER:
        return SentenceReader(embedder)
    folder = folder_of_model(name)
    kind = _architecture(folder)
    if kind.endswith("ForQuestionAnswering"):
        return SpanReader(named_network(name, folder))
    if kind.endswith("ForSequenceClassification"):
        return PassageReader(name, folder)
    raise ModelUnavailableError(
        f"Expected a question-answering model or a cross-encoder in {folder}; found "
        f"{kind or 'no architecture in its config.json'}. Name another, or `none` for no reader."
    )


def _architecture(folder: Path) -> str:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return str((config.get("architectures") or [""])[0])
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(
            f"Expected a Hugging Face model in {folder}; config.json cannot be read: {error}. "
            "Name another model, or `none` for no reader."
        ) from error
