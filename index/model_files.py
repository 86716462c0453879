"""What a sentence-transformers folder says of its model, read without loading the network.

The files are JSON and safetensors; weights that are pickled are not read.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from index.errors import ModelUnavailableError


class ModelFiles:
    """A model's folder; a missing or broken file is a ModelUnavailableError when it is read."""

    def __init__(self, folder: Path) -> None:
        modules = _read(folder, "modules.json")
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
        if kinds[:2] != ["Transformer", "Pooling"]:
            raise ModelUnavailableError(
                f"Expected a model of Transformer and Pooling modules in {folder}; found "
                f"{', '.join(kinds)}. Name another sentence-transformers model."
            )
        pooling = _read(folder, f"{modules[1]['path']}/config.json")
        modes = _pooling_modes(pooling)
        prompts = _read(folder, "config_sentence_transformers.json", required=False)
        self.folder = folder
        self.network: Mapping[str, Any] = _read(folder, "config.json")
        self.pooling = "+".join(modes)
        self.max_tokens = _max_tokens(folder, self.network)
        self.query_prompt = _prompt(prompts, "query")
        self.passage_prompt = _prompt(prompts, "document", "passage", "corpus")
        width = pooling.get("embedding_dimension") or pooling["word_embedding_dimension"]
        self.dim = _last_dim(folder, modules[2:], len(modes) * int(width))

    def tokenizer(self, max_tokens: int | None = None) -> Tokenizer:
        """Load `tokenizer.json`, set to cut texts at `max_tokens` and never to pad."""
        path = self.folder / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises no narrower class
            raise ModelUnavailableError(
                f"Expected a tokenizer in {path}, which cannot be read: {error}. "
                "Name a model that has one, or copy this one again."
            ) from error
        tokenizer.no_padding()
        if max_tokens is None:
            tokenizer.no_truncation()
        else:
            tokenizer.enable_truncation(max_tokens)
        return tokenizer

    def weights_digest(self) -> str:
        """Return the SHA-256 of the weights, or of their digests' list when in several files."""
        paths = sorted(self.folder.rglob("*.safetensors"))
        if not paths:
            raise ModelUnavailableError(
                f"Expected model.safetensors in {self.folder}; found no such file. "
                "Name a model whose weights are safetensors, or install it again."
            )
        digests = [_file_digest(path) for path in paths]
        if len(digests) == 1:
            return digests[0]
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def folder_of_model(name: str) -> Path:
    """Return the folder of a model; one named by its id is downloaded if this machine lacks it.

    Args:
        name: A folder, or an id as `owner/model`.

    Raises:
        ModelUnavailableError: If it is neither here nor to be had.
    """
    if Path(name).is_dir():
        return Path(name)
    # Only models named by id need it; it takes a noticeable time to import.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except LocalEntryNotFoundError:
            patterns = ["*.json", "*.txt", "*.model", "*.safetensors"]
            return Path(snapshot_download(name, allow_patterns=patterns))
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(
            f"Expected the folder or the Hugging Face id of a model; found {name!r}, which is "
            f"neither here nor to be had: {error}. "
            "Name a folder, or nothing for the model that comes with the installation."
        ) from error


def _read(folder: Path, name: str, *, required: bool = True) -> Any:
    path = folder / name
    if not required and not path.exists():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(
            f"Expected a sentence-transformers model in {folder}; {name} cannot be read: {error}. "
            "Name another model, or copy this one again."
        ) from error


def _pooling_modes(config: Mapping[str, Any]) -> list[str]:
    if "pooling_mode" in config:
        mode = config["pooling_mode"]
        return [mode] if isinstance(mode, str) else list(mode)
    # The form before sentence-transformers 6: one switch per mode.
    chosen = [key for key, on in config.items() if key.startswith("pooling_mode_") and on is True]
    return [_mode_name(key) for key in chosen] or ["mean"]


def _mode_name(switch: str) -> str:
    mode = switch.removeprefix("pooling_mode_")
    return mode if mode.startswith("mean_sqrt") else mode.rpartition("_")[0]


def _last_dim(folder: Path, modules: list[dict[str, Any]], dim: int) -> int:
    for module in modules:
        if str(module["type"]).endswith(".Dense"):
            dim = int(_read(folder, f"{module['path']}/config.json")["out_features"])
    return dim


def _max_tokens(folder: Path, network: Mapping[str, Any]) -> int:
    settings = _read(folder, "sentence_bert_config.json", required=False)
    tokenizer = _read(folder, "tokenizer_config.json", required=False)
    said = settings.get("max_seq_length") or tokenizer.get("model_max_length")
    limits = [limit for limit in (said, network.get("max_position_embeddings")) if limit]
    if not limits:
        raise ModelUnavailableError(
            f"Expected max_seq_length in {folder / 'sentence_bert_config.json'}; no file says how "
            "many tokens the model reads. Name another model, or write it there."
        )
    return int(min(limits))


def _prompt(config: Mapping[str, Any], *names: str) -> str:
    prompts = config.get("prompts") or {}
    for name in (*names, config.get("default_prompt_name")):
        if prompts.get(name):
            return str(prompts[name])
    return ""


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
