"""One training step after the other, from a seed; a run that was cut goes on from its last save."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tokenizers import Tokenizer

from qa.training.cropping import cropped
from qa.training.encoding import Batch, EncodedExample, collated, encoded
from qa.training.examples import SpanExample
from qa.training.plan import Plan
from qa.training.trainee import Trainee, metadata_of

POOL_BATCHES = 64
"""Batches made at a time: sorted by length within, so that little is padded."""

STEPS_PER_LINE = 50

LATEST = "latest.safetensors"
PLATEAU = "plateau.safetensors"
"""The last save before the rate fell, from which a longer plan goes on."""


def train(
    examples: Sequence[SpanExample],
    tokenizer: Tokenizer,
    plan: Plan,
    work: Path,
    device: str,
    learnt: Path | None = None,
) -> Trainee:
    """Train a network on examples drawn by the plan's seed, saving it after every pool.

    Args:
        examples: What a round of training goes through once.
        tokenizer: The network's own, set to cut texts.
        plan: How long and how fast; a longer one takes over from the plateau of a shorter one.
        work: Where saves and the curve are kept.
        device: `cpu` or `cuda`.
        learnt: The difference that the plan starts from, if it starts from one.
    """
    trainee = Trainee(plan, device, learnt)
    saved = _save_to_go_on_from(work, plan)
    if saved:
        trainee.restore(saved)
    curve = Curve(work / "curve.jsonl", plan.batch_size)
    for batch in _batches(examples, tokenizer, plan, trainee.step):
        loss = trainee.learn(batch, plan.rate_at(trainee.step))
        curve.add(trainee.step, loss)
        if trainee.step % POOL_BATCHES == 0 or trainee.step == plan.n_steps:
            trainee.save(work / LATEST, plan)
            if trainee.step <= plan.decay_from:
                trainee.save(work / PLATEAU, plan)
    return trainee


class Curve:
    """Writes how the loss falls and how many examples a second are learnt from."""

    def __init__(self, path: Path, batch_size: int) -> None:
        self._path = path
        self._batch_size = batch_size
        self._losses: list[float] = []
        self._began = time.perf_counter()

    def add(self, step: int, loss: float) -> None:
        """Take note of a step's loss; every so many steps, write their mean."""
        self._losses.append(loss)
        if step % STEPS_PER_LINE:
            return
        seconds = time.perf_counter() - self._began
        line = {
            "step": step,
            "loss": round(sum(self._losses) / len(self._losses), 4),
            "examples_per_s": round(len(self._losses) * self._batch_size / seconds, 1),
        }
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._losses, self._began = [], time.perf_counter()


def _save_to_go_on_from(work: Path, plan: Plan) -> Path | None:
    """Return the newest save that this plan would have come by, too."""
    for path in (work / LATEST, work / PLATEAU):
        if path.exists():
            found = metadata_of(path)
            other = Plan(**json.loads(found["plan"]))
            before_decay = int(found["step"]) <= min(other.decay_from, plan.decay_from)
            if other == plan or (other.start == plan.start and before_decay):
                return path
    return None


def _batches(
    examples: Sequence[SpanExample], tokenizer: Tokenizer, plan: Plan, done: int
) -> Iterator[Batch]:
    """Yield the plan's batches from step `done`, which begins a pool, to its last."""
    per_pool = POOL_BATCHES * plan.batch_size
    step = done
    while step < plan.n_steps:
        pool = step // POOL_BATCHES
        rng = random.Random(f"{plan.seed} {pool}")
        drawn = [examples[i] for i in _rows(len(examples), pool * per_pool, per_pool, plan.seed)]
        ready = encoded([cropped(example, rng) for example in drawn], tokenizer, rng)
        for batch in _by_length(ready, plan.batch_size, rng)[: plan.n_steps - step]:
            yield batch
            step += 1
        step = min((pool + 1) * POOL_BATCHES, plan.n_steps)


def _rows(n_examples: int, begin: int, count: int, seed: int) -> list[int]:
    """Return part of an endless stream of rows that goes through all of them in every round."""
    found: list[int] = []
    while len(found) < count:
        turn, place = divmod(begin + len(found), n_examples)
        order = list(range(n_examples))
        random.Random(f"{seed} round {turn}").shuffle(order)
        found += order[place : place + count - len(found)]
    return found


def _by_length(examples: list[EncodedExample], batch_size: int, rng: random.Random) -> list[Batch]:
    """Return batches of examples of like length, in random order."""
    rng.shuffle(examples)
    examples.sort(key=lambda example: len(example.ids))
    parts = [examples[i : i + batch_size] for i in range(0, len(examples), batch_size)]
    rng.shuffle(parts)
    return [collated(part) for part in parts]
