"""A run learns, goes on exactly where it was cut, and gives a longer plan its plateau."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from index.model_files import ModelFiles
from qa.reader.trained_network import BASE_FOLDER, trained_network
from qa.training import steps
from qa.training.examples import SpanExample
from qa.training.plan import Plan
from qa.training.shipping import ship
from qa.training.steps import LATEST, PLATEAU, train

YEARS = {"dam": 1931, "mill": 1874, "bridge": 1902, "school": 1955}
EXAMPLES = [
    SpanExample(
        question=f"When was the {thing} built?",
        title="",
        text=(text := f"The {thing} was built in {year}."),
        start=text.index(str(year)),
        end=text.index(str(year)) + 4,
    )
    for thing, year in YEARS.items()
]


class PowerError(Exception):
    """The power fails."""


@pytest.fixture(autouse=True)
def small_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "POOL_BATCHES", 2)
    monkeypatch.setattr(steps, "STEPS_PER_LINE", 2)
    monkeypatch.setattr("qa.training.plan.WARM_UP_STEPS", 2)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return ModelFiles(BASE_FOLDER).tokenizer(64)


def plan(n_steps: int) -> Plan:
    return Plan(n_steps=n_steps, batch_size=4, rate=5e-4)


def run(tokenizer: Tokenizer, n_steps: int, work: Path) -> None:
    work.mkdir(exist_ok=True)
    train(EXAMPLES, tokenizer, plan(n_steps), work, "cpu")


def test_a_cut_run_ends_as_one_that_was_not_cut(tokenizer, tmp_path, monkeypatch):
    run(tokenizer, 6, tmp_path / "whole")

    learn, taken = steps.Trainee.learn, []

    def learn_until_the_cut(self, batch, rate):
        if len(taken) == 3:
            raise PowerError
        taken.append(rate)
        return learn(self, batch, rate)

    with monkeypatch.context() as patched:
        patched.setattr(steps.Trainee, "learn", learn_until_the_cut)
        with pytest.raises(PowerError):
            run(tokenizer, 6, tmp_path / "cut")
    run(tokenizer, 6, tmp_path / "cut")

    whole, cut = (load_file(tmp_path / name / LATEST) for name in ("whole", "cut"))
    assert whole.keys() == cut.keys()
    assert all(torch.equal(whole[name], cut[name]) for name in whole)


def test_a_longer_plan_goes_on_from_the_plateau(tokenizer, tmp_path):
    run(tokenizer, 4, tmp_path)
    plateau = steps.metadata_of(tmp_path / PLATEAU)["step"]
    run(tokenizer, 8, tmp_path)

    lines = [json.loads(line) for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert plateau == "2"
    assert [line["step"] for line in lines] == [2, 4, 4, 6, 8]


def test_what_was_learnt_is_in_the_difference_that_is_shipped(tokenizer, tmp_path):
    run(tokenizer, 24, tmp_path)
    ship(tmp_path / LATEST, tmp_path / "difference.safetensors")

    lines = [json.loads(line) for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    network = trained_network(tmp_path / "difference.safetensors")
    text = "The tower was built in 1788."
    marks = network.mark("When was the tower built?", [text])[0]
    best = marks.places[marks.begins.argmax()][0], marks.places[marks.ends.argmax()][1]

    assert lines[-1]["loss"] < lines[0]["loss"] / 2
    assert text[slice(*best)] == "1788"


def test_a_run_goes_on_from_a_difference_and_from_no_other_runs_saves(tokenizer, tmp_path):
    run(tokenizer, 24, tmp_path)
    learnt = tmp_path / "difference.safetensors"
    ship(tmp_path / LATEST, learnt)

    further = replace(plan(28), start="the digest of what was learnt")
    trainee = train(EXAMPLES, tokenizer, further, tmp_path, "cpu", learnt)

    lines = [json.loads(line) for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert trainee.step == 28
    assert [line["step"] for line in lines][12:14] == [2, 4]
    assert lines[12]["loss"] < lines[0]["loss"] / 2


def test_the_rate_warms_up_stays_and_falls_to_nothing():
    whole = Plan(n_steps=1000, rate=1.0)

    assert whole.decay_from == 750
    assert [whole.rate_at(step) for step in (0, 1, 2, 749)] == [0.5, 1.0, 1.0, 1.0]
    assert whole.rate_at(750) == 1.0
    assert whole.rate_at(999) == pytest.approx(0.0, abs=0.01)
