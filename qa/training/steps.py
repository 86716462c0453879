"""One training step after the other, from a seed; a run that was cut goes on from its last save."""

import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from qa.reader.trained_network import base_weights, network_of
from qa.training.cropping import cropped
from qa.training.encoding import Batch, EncodedExample, collated, encoded
from qa.training.examples import SpanExample

POOL_BATCHES = 64
"""Batches made at a time: sorted by length within, so that little is padded."""

WARM_UP_STEPS = 150
DECAY_SHARE = 0.25
"""Share of the steps over which the rate falls to nothing; before, a longer plan may take over."""

LARGEST_GRADIENT = 1.0
STEPS_PER_LINE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long a run trains, and how fast."""

    n_steps: int
    batch_size: int = 32
    rate: float = 1.5e-4
    weight_decay: float = 0.01
    seed: int = 0

    @property
    def decay_from(self) -> int:
        """The step at which the rate begins to fall."""
        return round(self.n_steps * (1 - DECAY_SHARE))

    def rate_at(self, step: int) -> float:
        """Return the learning rate: warm-up, plateau, then a fall by one minus the root."""
        if step < WARM_UP_STEPS:
            return self.rate * (step + 1) / WARM_UP_STEPS
        if step < self.decay_from:
            return self.rate
        return self.rate * (
            1 - math.sqrt((step - self.decay_from) / (self.n_steps - self.decay_from))
        )


class Trainee:
    """A network in the device's quick precision, and its weights and moments in float32."""

    def __init__(self, plan: Plan, device: str) -> None:
        self.base = base_weights()
        start = self.base | _blank_marks(
            self.base["bert.embeddings.word_embeddings.weight"].shape[1]
        )
        self.network = network_of({n: w.to(device, torch.bfloat16) for n, w in start.items()})
        self.network.train().bert.embeddings.requires_grad_(False)
        self._quick = {n: w for n, w in self.network.named_parameters() if w.requires_grad}
        self.master = {name: start[name].clone().to(device) for name in self._quick}
        decayed = [w for w in self.master.values() if w.ndim > 1]
        rest = [w for w in self.master.values() if w.ndim == 1]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": plan.weight_decay},
                {"params": rest, "weight_decay": 0.0},
            ],
            lr=plan.rate,
            fused=True,
        )
        self.step = 0

    def learn(self, batch: Batch, rate: float) -> float:
        """Take one step on a batch; return its loss."""
        loss = self._loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        for name, weight in self.master.items():
            gradient = self._quick[name].grad
            assert gradient is not None
            weight.grad = gradient.float()
        torch.nn.utils.clip_grad_norm_(self.master.values(), LARGEST_GRADIENT)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.network.zero_grad(set_to_none=True)
        self._take_over()
        self.step += 1
        return float(loss.detach())

    def save(self, path: Path, plan: Plan) -> None:
        """Write everything the next step needs, whole or not at all."""
        tensors = {f"weight.{name}": weight for name, weight in self.master.items()}
        for name, weight in self.master.items():
            state = self.optimizer.state[weight]
            tensors |= {f"{key}.{name}": state[key] for key in ("exp_avg", "exp_avg_sq")}
        partial = path.with_suffix(".partial")
        metadata = {"step": str(self.step), "plan": json.dumps(asdict(plan))}
        save_file({n: t.cpu().contiguous() for n, t in tensors.items()}, partial, metadata)
        partial.replace(path)

    def restore(self, path: Path) -> None:
        """Go back to what was saved."""
        tensors = load_file(path)
        self.step = int(metadata_of(path)["step"])
        for name, weight in self.master.items():
            with torch.no_grad():
                weight.copy_(tensors[f"weight.{name}"])
            self.optimizer.state[weight] = {
                "step": torch.tensor(float(self.step)),
                "exp_avg": tensors[f"exp_avg.{name}"].to(weight.device),
                "exp_avg_sq": tensors[f"exp_avg_sq.{name}"].to(weight.device),
            }
        self._take_over()

    def _take_over(self) -> None:
        with torch.no_grad():
            for name, weight in self.master.items():
                self._quick[name].copy_(weight)

    def _loss(self, batch: Batch) -> Tensor:
        device = self.network.device
        ids, types, mask, allowed, starts, ends = (
            torch.from_numpy(array).to(device)
            for array in (
                batch.ids,
                batch.types,
                batch.mask,
                batch.allowed,
                batch.starts,
                batch.ends,
            )
        )
        marks = self.network(input_ids=ids, token_type_ids=types, attention_mask=mask)
        losses = [
            torch.nn.functional.cross_entropy(logits.float().masked_fill(~allowed, -1e4), places)
            for logits, places in ((marks.start_logits, starts), (marks.end_logits, ends))
        ]
        return torch.stack(losses).mean()


def train(
    examples: Sequence[SpanExample], tokenizer: Tokenizer, plan: Plan, work: Path, device: str
) -> Trainee:
    """Train a network on examples drawn by the plan's seed, saving it after every pool.

    Args:
        examples: What a round of training goes through once.
        tokenizer: The network's own, set to cut texts.
        plan: How long and how fast; a longer one takes over from the plateau of a shorter one.
        work: Where saves and the curve are kept.
        device: `cpu` or `cuda`.
    """
    torch.manual_seed(plan.seed)
    trainee = Trainee(plan, device)
    saved = _save_to_go_on_from(work, plan)
    if saved:
        trainee.restore(saved)
    began, losses = time.perf_counter(), []
    for batch in _batches(examples, tokenizer, plan, trainee.step):
        losses.append(trainee.learn(batch, plan.rate_at(trainee.step)))
        if trainee.step % STEPS_PER_LINE == 0:
            seconds = time.perf_counter() - began
            line = {
                "step": trainee.step,
                "loss": round(sum(losses) / len(losses), 4),
                "examples_per_s": round(len(losses) * plan.batch_size / seconds, 1),
            }
            with (work / "curve.jsonl").open("a", encoding="utf-8") as curve:
                curve.write(json.dumps(line) + "\n")
            began, losses = time.perf_counter(), []
        if trainee.step % POOL_BATCHES == 0 or trainee.step == plan.n_steps:
            trainee.save(work / "latest.safetensors", plan)
            if trainee.step <= plan.decay_from:
                trainee.save(work / "plateau.safetensors", plan)
    return trainee


def _blank_marks(width: int) -> dict[str, Tensor]:
    """Return the weights of two marks that know nothing yet."""
    drawn = torch.empty(2, width).normal_(std=0.02, generator=torch.Generator().manual_seed(0))
    return {"qa_outputs.weight": drawn, "qa_outputs.bias": torch.zeros(2)}


def metadata_of(path: Path) -> dict[str, str]:
    """Return what a safetensors file says of itself."""
    with safe_open(path, "np") as file:
        return dict(file.metadata())


def _save_to_go_on_from(work: Path, plan: Plan) -> Path | None:
    for path in (work / "latest.safetensors", work / "plateau.safetensors"):
        if path.exists():
            found = metadata_of(path)
            of_this_plan = json.loads(found["plan"]) == asdict(plan)
            if of_this_plan or int(found["step"]) <= plan.decay_from:
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
