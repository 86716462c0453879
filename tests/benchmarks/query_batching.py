"""Measures how many queries a second threads get embedded, each for itself and in shared runs.

    python -m tests.benchmarks.query_batching [--threads 1 2 4 8 20] [--queries 400]

Each thread asks for its next query when it has the last one's row. Both ways are measured one after
the other, twice; the better of each counts.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from index.embedding import open_embedder

SUBJECTS = "the ferry", "a bridge of oak", "the harbour's second lighthouse", "bread and salt"
FORMS = (
    "When was {} built?",
    "How many people use {} in a year, and who counts them?",
    "Why is {} more expensive than it was ten years ago?",
    "What does {} have to do with number {}?",
)
REPEATS = 2


def rate(embed: Callable[[list[str]], Any], queries: Sequence[str], n_threads: int) -> float:
    """Return how many queries a second all threads together get embedded."""

    def ask(thread: int) -> None:
        for query in queries[thread::n_threads]:
            embed([query])

    with ThreadPoolExecutor(n_threads) as pool:
        start = time.perf_counter()
        for asked in [pool.submit(ask, thread) for thread in range(n_threads)]:
            asked.result()
        return len(queries) / (time.perf_counter() - start)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 4, 8, 20])
    parser.add_argument("--queries", type=int, default=400)
    options = parser.parse_args()
    queries = [
        FORMS[n % len(FORMS)].format(SUBJECTS[n // len(FORMS) % len(SUBJECTS)], n)
        for n in range(options.queries)
    ]
    embedder = open_embedder()
    rate(embedder.embed_queries, queries, 1)
    print("| threads | alone, queries/s | shared runs, queries/s | ratio |\n|--:|--:|--:|--:|")
    for n_threads in options.threads:
        # passages are embedded without waiting for other threads
        alone, shared = (
            max(rate(embed, queries, n_threads) for _ in range(REPEATS))
            for embed in (embedder.embed_passages, embedder.embed_queries)
        )
        print(f"| {n_threads} | {alone:.0f} | {shared:.0f} | {shared / alone:.2f} |", flush=True)


if __name__ == "__main__":
    main()
