"""How long a run trains, and how fast at each of its steps."""

import math
from dataclasses import dataclass

RATE = 1.5e-4
"""Learning rate of the plateau of a run that begins with the embedder's own weights."""

WARM_UP_STEPS = 150
DECAY_SHARE = 0.25
"""Share of the steps over which the rate falls to nothing; before, a longer plan may take over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long a run trains, and how fast."""

    n_steps: int
    batch_size: int = 32
    rate: float = RATE
    weight_decay: float = 0.01
    seed: int = 0
    start: str = ""
    """SHA-256 of the difference the run goes on from; empty: the embedder's own weights."""

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
