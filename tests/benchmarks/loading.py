"""Measure reading and splitting: megabytes a second by format, and the memory a large file takes.

    python -m tests.benchmarks.loading speed
    python -m tests.benchmarks.loading memory

The texts are made of words drawn by a seed. Nothing is embedded: an embedder that only counts
tokens, as the real one does, stands in. Speed is that of a few files after each other, as a sync
reads them: the next one is loaded while one is split.
"""

import argparse
import io
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from index.embedding import open_embedder
from index.loading import load_bytes
from index.reading_ahead import read_ahead
from index.splitting import split
from index.store import PassageStore
from index.syncing import sync
from index.types import Embedder, EmbedderIdentity, EmbeddingMatrix

N_FILES = 8
N_BYTES = 1_000_000
N_PAGES = 100
N_PAGES_TOGETHER = 500
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


def as_text(n_bytes: int, seed: int = 0) -> bytes:
    """Return a plain text."""
    return "\n\n".join(paragraphs(n_bytes, seed)).encode()


def as_markdown(n_bytes: int, seed: int = 0) -> bytes:
    """Return Markdown with a heading above every fifth paragraph."""
    parts = [
        f"## Part {i}\n\n{text}" if i % 5 == 0 else text
        for i, text in enumerate(paragraphs(n_bytes, seed))
    ]
    return "\n\n".join(parts).encode()


def as_html(n_bytes: int, seed: int = 0) -> bytes:
    """Return a page with a menu, headings and paragraphs."""
    parts = [
        f"<h2>Part {i}</h2><p>{text}</p>" if i % 5 == 0 else f"<p>{text}</p>"
        for i, text in enumerate(paragraphs(n_bytes, seed))
    ]
    menu = "<nav><a href='/'>Home</a> <a href='/about'>About</a></nav>"
    body = "\n".join(parts)
    return f"<html><body>{menu}<article><h1>All</h1>{body}</article></body></html>".encode()


def as_pdf(n_pages: int, seed: int = 0) -> bytes:
    """Return pages of 45 lines."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    texts = paragraphs(n_pages * 5_000, seed)
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


def read_and_split(files: Sequence[tuple[str, bytes]], embedder: Embedder) -> int:
    """Read and split files; return how many passages they give."""
    max_tokens = embedder.identity.max_tokens
    documents = read_ahead(load_bytes(data, source) for source, data in files)
    return sum(
        1 for document in documents for _ in split(document, embedder, max_tokens=max_tokens)
    )


def measure_speed() -> bool:
    """Print how fast each format is read and split; return whether all are fast enough."""
    embedder = open_embedder()
    speeds = {
        "txt": speed(".txt", as_text, N_BYTES, embedder) / 1e6,
        "md": speed(".md", as_markdown, N_BYTES, embedder) / 1e6,
        "html": speed(".html", as_html, N_BYTES, embedder) / 1e6,
    }
    for suffix, found in speeds.items():
        print(f"{suffix}: {found:.1f} MB/s (at least {LEAST_MB_PER_S})")
    pages = speed(".pdf", as_pdf, N_PAGES, embedder)
    print(f"pdf: {pages:.0f} pages/s (at least {LEAST_PAGES_PER_S})")
    return min(speeds.values()) >= LEAST_MB_PER_S and pages >= LEAST_PAGES_PER_S


def speed(suffix: str, write: Callable[[int, int], bytes], size: int, embedder: Embedder) -> float:
    """Return how much of files of a size, in its unit, is read and split in a second."""
    files = [(f"{i}{suffix}", write(size, i)) for i in range(N_FILES)]
    return N_FILES * size / seconds(lambda: read_and_split(files, embedder))


def measure_memory() -> bool:
    """Print how much memory syncing large files takes beyond the model; return if it is little."""
    embedder = open_embedder()
    embedder.embed_passages(["The model is loaded."])
    before = resident_mb()
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder) / "docs"
        docs.mkdir()
        (docs / "large.txt").write_bytes(as_text(100_000_000))
        (docs / "pages.pdf").write_bytes(as_pdf(N_PAGES_TOGETHER))
        store = PassageStore.open_or_create(Path(folder) / "store", embedder.identity)
        with ThreadPoolExecutor(1) as thread:
            syncing = thread.submit(sync, docs, store, CountingEmbedder(embedder))
            peak = max(iter(lambda: None if syncing.done() else seen_mb(), None))
        store.close()
    report = syncing.result()
    print(f"{len(report.added)} files, {report.n_embedded:,} passages")
    print(f"resident before: {before:.0f} MB")
    print(f"syncing: {peak - before:.0f} MB beyond the loaded model (at most {MOST_MB:.0f})")
    return peak - before <= MOST_MB


def seen_mb() -> float:
    """Return what is resident after a moment."""
    time.sleep(0.05)
    return resident_mb()


def resident_mb() -> float:
    """Return the memory that this process and those it started hold together, in megabytes."""
    children = " ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children"))
    n_kb = 0
    for pid in ("self", *children.split()):
        status = Path(f"/proc/{pid}/status").read_text()
        n_kb += sum(map(int, re.findall(r"VmRSS:\s+(\d+) kB", status)))
    return n_kb / 1_000


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Measure reading and splitting.")
    parser.add_argument("what", choices=("speed", "memory"))
    chosen = parser.parse_args()
    return 0 if (measure_speed if chosen.what == "speed" else measure_memory)() else 1


if __name__ == "__main__":
    sys.exit(main())
