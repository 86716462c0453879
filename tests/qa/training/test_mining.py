"""Mined passages are near to their question, do not answer it, and are found once."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from qa.training.examples import is_held_out
from qa.training.mining import MINED_SETS, mine

REST = " Many people walk there on Sundays to look at the water and at the hills around." * 9
"""Enough for every text to be a passage of its own."""

TEXTS = {
    "The dam of Marlow was built in 1931 by two hundred workers from the valley." + REST: "1931",
    "The dam of Marlow is forty metres high and closes the valley in the north."
    + REST: "forty metres",
    "The dam of Marlow was repaired after the flood, which came in spring." + REST: "spring",
}
QUESTIONS = [
    "When was the dam of Marlow built?",
    "How high is the dam of Marlow?",
    "When did the flood come to the dam of Marlow?",
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    title = next(t for t in map("Dam {}".format, range(50)) if not is_held_out({"title": t}))
    pairs: list[dict[str, Any]] = [
        {
            "question": question,
            "context": text,
            "title": title,
            "answerable": True,
            "answers": [{"text": answer, "start": text.index(answer)}],
        }
        for question, (text, answer) in zip(QUESTIONS, TEXTS.items(), strict=True)
    ]
    for name in MINED_SETS:
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(pair) + "\n" for pair in pairs)
    return tmp_path


def test_a_mined_passage_does_not_hold_the_answer(data, tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    found = mine(data, work, seed=0, n_questions=6)
    again = mine(data, work, seed=0, n_questions=6)

    assert {example.question for example in found} == set(QUESTIONS)
    answers = dict(zip(QUESTIONS, TEXTS.values(), strict=True))
    assert all(answers[example.question] not in example.text for example in found)
    assert all("Marlow" in example.text and not example.answerable for example in found)
    assert again == found
