"""Lets four processes ask without pause while a writer publishes, and compares every answer.

    python -m tests.benchmarks.asking [--generations 50]

An answer is right if a store made from scratch of the generation it names gives it, too.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.index.asking import N_READERS, ask_while_writing


def main() -> int:
    """Ask through all generations; return 1 if an answer is wrong."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--generations", type=int, default=50)
    with tempfile.TemporaryDirectory() as work:
        asked = ask_while_writing(Path(work), parser.parse_args().generations)
    for wrong in asked.wrong:
        print(wrong)
    print(
        f"{asked.n_answers:,} answers to {N_READERS} readers from"
        f" {len(asked.generations_seen)} generations, {len(asked.wrong)} wrong;"
        f" removed text was still being read after {asked.n_unchecked} of them"
    )
    return 1 if asked.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
