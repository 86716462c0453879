"""Marks where in a text an answer begins and ends; loads torch at the first text it reads.

The network that comes with the product is the embedder's own plus a difference, which adds a tenth
of what a second model would. Any question-answering model in a folder may stand in its place.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.devices import quickest_device, quickest_dtype
from index.errors import ModelUnavailableError
from index.quick_network import quickened
from index.quiet_loading import loading_quietly

if TYPE_CHECKING:
    from transformers import PreTrainedModel

MAX_TOKENS = 512
"""Question and text together; a passage and its titles take at most 256."""

TEXTS_PER_BATCH = 2
"""With torch's own layers, two threads read eight texts in pairs of like length in 120 ms; in one
batch they took 161 ms."""

PAD_TO_MULTIPLE = 16
"""Each new shape makes oneDNN prepare its kernels, so widths come in few sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How well an answer begins and ends at each word piece of a text."""

    begins: NDArray[np.float32]
    """One value per word piece, as `ends`."""
    ends: NDArray[np.float32]
    places: NDArray[np.int64]
    """First and last character (exclusive) of each word piece in the text, shape (n_pieces, 2)."""
    none: float
    """How well it scores that nothing answers, to compare a beginning and its end with."""


class SpanNetwork:
    """A question-answering network; safe to share between threads."""

    def __init__(
        self,
        name: str,
        tokenizer: Tokenizer,
        load: "Callable[[], PreTrainedModel]",
        *,
        none_bonus: float = 0.0,
    ) -> None:
        """Keep what is needed to load the network.

        Args:
            name: What the network is called.
            tokenizer: Its own.
            load: Loads it.
            none_bonus: Added to the score of there being no answer.
        """
        self.name = name
        self._none_bonus = none_bonus
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        self._load_network = load
        self._loading = threading.Lock()
        self._network: _Loaded | None = None

    def mark(self, question: str, texts: Sequence[str]) -> list[Marks]:
        """Return the marks of each text, in order; what it cannot read to the end has fewer."""
        if not texts:
            return []
        encodings = self._tokenizer.encode_batch([(question, text) for text in texts])
        loaded = self._loaded()
        by_length = sorted(range(len(texts)), key=lambda row: len(encodings[row].ids))
        batches = [
            by_length[first : first + TEXTS_PER_BATCH]
            for first in range(0, len(texts), TEXTS_PER_BATCH)
        ]
        work = [[encodings[row] for row in batch] for batch in reversed(batches)]
        found: dict[int, Marks] = {}
        for batch, marks in zip(reversed(batches), loaded.run(work), strict=True):
            found.update(zip(batch, marks, strict=True))
        return [found[row] for row in range(len(texts))]

    def _loaded(self) -> "_Loaded":
        with self._loading:
            if self._network is None:
                self._network = _Loaded(self._load_network(), self._none_bonus)
            return self._network


class _Loaded:
    """A network and the threads that feed it, one a core, as they feed the embedder."""

    def __init__(self, network: "PreTrainedModel", none_bonus: float) -> None:
        import torch  # here: opening a library must not wait for it (4 s)

        self._torch = torch
        self._none_bonus = none_bonus
        self._network = network
        self._takes = signature(network.forward).parameters
        n_threads = torch.get_num_threads() if network.device.type == "cpu" else 1
        self._pool = ThreadPoolExecutor(n_threads, initializer=lambda: torch.set_num_threads(1))

    def run(self, batches: Sequence[Sequence[Encoding]]) -> Iterator[list[Marks]]:
        """Yield the marks of each batch, in order; a single batch has all cores."""
        return (map if len(batches) == 1 else self._pool.map)(self._marks, batches)

    def _marks(self, encodings: Sequence[Encoding]) -> list[Marks]:
        arrays = _padded(encodings, self._network.config.pad_token_id or 0)
        inputs = {
            name: self._torch.from_numpy(array).to(self._network.device)
            for name, array in arrays.items()
            if name in self._takes
        }
        with self._torch.inference_mode():
            found = self._network(**inputs)
            logits = self._torch.stack((found.start_logits, found.end_logits))
            values = logits.float().cpu().numpy()
        return [
            _marks(encoding, values[:, row], self._none_bonus)
            for row, encoding in enumerate(encodings)
        ]


def named_network(name: str, folder: Path) -> SpanNetwork:
    """Return the question-answering model of a folder, which loads at the first text it reads.

    Raises:
        ModelUnavailableError: If the folder has no tokenizer that can be read.
    """
    path = folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no narrower class
        raise ModelUnavailableError(
            f"Expected a tokenizer in {path}, which cannot be read: {error}. "
            "Name a model that has one, or copy this one again."
        ) from error
    return SpanNetwork(name, tokenizer, lambda: _load_named(folder))


def _load_named(folder: Path) -> "PreTrainedModel":
    import torch
    from transformers import AutoModelForQuestionAnswering

    device = quickest_device(torch)
    try:
        with loading_quietly():
            network = AutoModelForQuestionAnswering.from_pretrained(
                folder, local_files_only=True, dtype=quickest_dtype(torch, device)
            )
    except Exception as error:  # two libraries, each with its own errors for a broken model
        raise ModelUnavailableError(
            f"Expected a question-answering model that transformers can load in {folder}; it "
            f"failed with {type(error).__name__}: {error}. Name another, or copy this one again."
        ) from error
    return quickened(network.to(device).eval())


def _padded(encodings: Sequence[Encoding], pad_id: int) -> dict[str, Any]:
    """Return the network's input, shape (n_texts, n_tokens)."""
    longest = max(len(encoding.ids) for encoding in encodings)
    shape = len(encodings), -(-longest // PAD_TO_MULTIPLE) * PAD_TO_MULTIPLE
    arrays = {
        "input_ids": np.full(shape, pad_id, dtype=np.int64),
        "token_type_ids": np.zeros(shape, dtype=np.int64),
        "attention_mask": np.zeros(shape, dtype=np.int64),
    }
    for row, encoding in enumerate(encodings):
        for name, values in zip(
            arrays, (encoding.ids, encoding.type_ids, encoding.attention_mask), strict=True
        ):
            arrays[name][row, : len(values)] = values
    return arrays


def _marks(encoding: Encoding, logits: NDArray[np.float32], none_bonus: float) -> Marks:
    of_text = np.array([part == 1 for part in encoding.sequence_ids])
    begins, ends = logits[:, : len(of_text)]
    return Marks(
        begins=begins[of_text],
        ends=ends[of_text],
        places=np.array(encoding.offsets, dtype=np.int64)[of_text].reshape(-1, 2),
        none=float(begins[0] + ends[0]) + none_bonus,
    )
