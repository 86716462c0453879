"""Ends or disturbs syncs at many moments and counts what is wrong afterwards.

    python -m tests.benchmarks.crashes [--moments 100] [--seed 1]

At random times by the clock, at every kind of call before and after it, and at random calls; then
with a disk that is full from one call on, and with one call that fails. Prints a line for each way,
and every finding. The exit status is 1 if there is any.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.index.crashes import (
    Journey,
    SyncingProcess,
    boundaries,
    journeys,
    syncing_process,
    try_once,
)

Moments = list[tuple[str, dict[str, Any]]]
"""What is printed of a moment, and the order that meets it."""


def ways(
    process: SyncingProcess, journey: Journey, n_moments: int, seed: int
) -> Iterator[tuple[str, Moments]]:
    """Yield each way to disturb a sync, with its moments."""
    drawn = random.Random(seed)
    calls, took_s = process.calls(journey)
    times = [drawn.uniform(0, took_s) for _ in range(n_moments)]
    yield "SIGKILL at random times", [(f"{t:.4f} s", {"after_s": t}) for t in times]

    def at(mode: str, numbers: list[int]) -> Moments:
        return [(f"{n} {calls[n - 1]}", {"mode": mode, "n": n}) for n in numbers]

    def random_calls() -> list[int]:
        return drawn.sample(range(1, len(calls) + 1), min(n_moments, len(calls)))

    yield "SIGKILL before each kind of call", at("kill before", boundaries(calls))
    yield "SIGKILL after each kind of call", at("kill after", boundaries(calls))
    yield "SIGKILL before random calls", at("kill before", random_calls())
    yield "disk full from a random call on", at("ENOSPC", random_calls())
    yield "EIO at a random call", at("EIO", random_calls())


def attempt(process: SyncingProcess, journey: Journey, moments: Moments) -> tuple[str, int]:
    """Try all moments; return the outcomes in words and the number of moments with findings."""
    outcomes: Counter[str] = Counter()
    n_wrong = 0
    for name, order in moments:
        outcome, wrong = try_once(process, journey, **order)
        outcomes[outcome] += 1
        n_wrong += bool(wrong)
        for finding in wrong:
            print(f"    at {name}: {finding}", flush=True)
    return ", ".join(f"{n} {outcome}" for outcome, n in outcomes.most_common()), n_wrong


def main() -> int:
    """Try every way on both journeys."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--moments", type=int, default=100, help="of each way and journey")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    n_wrong = n_tried = 0
    with tempfile.TemporaryDirectory() as work, syncing_process(Path(work)) as process:
        for name, journey in journeys(Path(work)).items():
            for way, moments in ways(process, journey, options.moments, options.seed):
                outcomes, found = attempt(process, journey, moments)
                n_wrong, n_tried = n_wrong + found, n_tried + len(moments)
                print(f"{name}: {way}: {len(moments)} moments, {found} wrong ({outcomes})")
    print(f"{n_tried} moments, {n_wrong} wrong")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
