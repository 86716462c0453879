"""The network that is being trained, and all that its next step needs, to save and to restore."""

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from qa.reader.trained_network import base_weights, network_of, reader_weights
from qa.training.encoding import Batch
from qa.training.plan import Plan

LARGEST_GRADIENT = 1.0


class Trainee:
    """A network in the device's quick precision, and its weights and moments in float32.

    It begins with the embedder's weights and blank marks, or with a reader trained before.
    """

    def __init__(self, plan: Plan, device: str, learnt: Path | None = None) -> None:
        start = reader_weights(learnt) if learnt else _blank_reader()
        quick = {name: weight.to(device, torch.bfloat16) for name, weight in start.items()}
        self.network = network_of(quick, training=True)
        self.network.bert.embeddings.requires_grad_(False)
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


def metadata_of(path: Path) -> dict[str, str]:
    """Return what a safetensors file says of itself."""
    with safe_open(path, "np") as file:
        return dict(file.metadata())


def _blank_reader() -> dict[str, Tensor]:
    """Return the embedder's weights and those of two marks that know nothing yet."""
    base = base_weights()
    width = base["bert.embeddings.word_embeddings.weight"].shape[1]
    drawn = torch.empty(2, width).normal_(std=0.02, generator=torch.Generator().manual_seed(0))
    return base | {"qa_outputs.weight": drawn, "qa_outputs.bias": torch.zeros(2)}
