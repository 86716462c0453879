"""Measure reading and splitting: megabytes a second by format, and the memory a large file takes.

    python -m tests.benchmarks.loading speed
    python -m tests.benchmarks.loading memory

The texts are made of words drawn by a seed. Nothing is embedded: an embedder that only counts
tokens, as the real one does, stands in.
"""

import argparse
import io
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from index.embedding import open_embedder
from index.loading import load_bytes
from index.splitting import split
from index.store import PassageStore
from index.syncing import sync
from index.types import Embedder, EmbedderIdentity, EmbeddingMatrix

N_BYTES = 4_000_000
N_PAGES = 500
REPEATS = 3

LEAST_MB_PER_S = 5.0
LEAST_PAGES_PER_S = 30.0
MOST_MB = 700.0

_SYLLABLES = "ba den fi gor hal ki lum mer no pra qui ros sten tu ven wil".split()


class CountingEmbedder:
    """Counts tokens as the real embedder does, and gives every text the same row."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def identity(self) -> EmbedderIdentity:
        """That of the embedder behind it."""
        return self._embedder.identity

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of word pieces."""
        return self._embedder.count_tokens(texts)

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per query."""
        return self.embed_passages(queries)

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per text."""
        rows = np.zeros((len(texts), self.identity.dim), dtype=np.float32)
        rows[:, 0] = 1.0
        return rows


def paragraphs(n_bytes: int, seed: int = 0) -> Iterator[str]:
    """Yield paragraphs of sentences, about so many bytes together."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 3))) for _ in range(5_000)]
    n_left = n_bytes
    while n_left > 0:
        sentences = (
            " ".join(rng.choices(words, k=rng.randint(6, 24))).capitalize() + "."
            for _ in range(rng.randint(2, 7))
        )
        text = " ".join(sentences)
        n_left -= len(text) + 2
        yield text


def as_text(n_bytes: int) -> bytes:
    """Return a plain text."""
    return "\n\n".join(paragraphs(n_bytes)).encode()


def as_markdown(n_bytes: int) -> bytes:
    """Return Markdown with a heading above every fifth paragraph."""
    parts = [
        f"## Part {i}\n\n{text}" if i % 5 == 0 else text
        for i, text in enumerate(paragraphs(n_bytes))
    ]
    return "\n\n".join(parts).encode()


def as_html(n_bytes: int) -> bytes:
    """Return a page with a menu, headings and paragraphs."""
    parts = [
        f"<h2>Part {i}</h2><p>{text}</p>" if i % 5 == 0 else f"<p>{text}</p>"
        for i, text in enumerate(paragraphs(n_bytes))
    ]
    menu = "<nav><a href='/'>Home</a> <a href='/about'>About</a></nav>"
    body = "\n".join(parts)
    return f"<html><body>{menu}<article><h1>All</h1>{body}</article></body></html>".encode()


def as_pdf(n_pages: int) -> bytes:
    """Return pages of 45 lines."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    texts = paragraphs(n_pages * 5_000)
    for number in range(1, n_pages + 1):
        words = " ".join(next(texts) for _ in range(10)).split()
        for i in range(45):
            canvas.drawString(60, 780 - 15 * i, " ".join(words[i * 12 : i * 12 + 12]))
        canvas.drawString(300, 30, str(number))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def seconds(work: Callable[[], object]) -> float:
    """Return the least time of several runs: what the machine does beside it only adds."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def read_and_split(data: bytes, source: str, embedder: Embedder) -> int:
    """Read and split one file; return how many passages it gives."""
    document = load_bytes(data, source)
    return sum(1 for _ in split(document, embedder, max_tokens=embedder.identity.max_tokens))


def measure_speed() -> bool:
    """Print how fast each format is read and split; return whether all are fast enough."""
    embedder = open_embedder()
    held = True
    for source, data in (
        ("a.txt", as_text(N_BYTES)),
        ("a.md", as_markdown(N_BYTES)),
        ("a.html", as_html(N_BYTES)),
    ):
        speed = len(data) / 1e6 / seconds(lambda d=data, s=source: read_and_split(d, s, embedder))
        held = held and speed >= LEAST_MB_PER_S
        print(f"{source}: {speed:.1f} MB/s (at least {LEAST_MB_PER_S})")
    pdf = as_pdf(N_PAGES)
    speed = N_PAGES / seconds(lambda: read_and_split(pdf, "a.pdf", embedder))
    print(f"a.pdf: {speed:.0f} pages/s (at least {LEAST_PAGES_PER_S})")
    return held and speed >= LEAST_PAGES_PER_S


def measure_memory() -> bool:
    """Print how much memory syncing large files takes beyond the model; return if it is little."""
    embedder = open_embedder()
    embedder.embed_passages(["The model is loaded."])
    before = peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder) / "docs"
        docs.mkdir()
        (docs / "large.txt").write_bytes(as_text(100_000_000))
        (docs / "pages.pdf").write_bytes(as_pdf(N_PAGES))
        made = peak_mb()
        store = PassageStore.open_or_create(Path(folder) / "store", embedder.identity)
        report = sync(docs, store, CountingEmbedder(embedder))
        store.close()
    print(f"{len(report.added)} files, {report.n_embedded:,} passages")
    print(f"peak before: {before:.0f} MB, making the files: {made:.0f} MB")
    used = peak_mb() - before
    print(f"syncing: {used:.0f} MB beyond the loaded model (at most {MOST_MB:.0f})")
    return used <= MOST_MB


def peak_mb() -> float:
    """Return the most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Measure reading and splitting.")
    parser.add_argument("what", choices=("speed", "memory"))
    chosen = parser.parse_args()
    return 0 if (measure_speed if chosen.what == "speed" else measure_memory)() else 1


if __name__ == "__main__":
    sys.exit(main())
