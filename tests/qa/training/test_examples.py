"""Pairs become examples with the usual answer, and whole titles are held out."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from qa.training.examples import SPAN_SETS, is_held_out, load_examples


def pair(title: str, *answers: tuple[str, int], **fields: Any) -> dict[str, Any]:
    return {
        "question": " When? ",
        "context": "It was built in 1931 and 1932.",
        "answers": [{"text": text, "start": start} for text, start in answers],
        "answerable": bool(answers),
        "title": title,
    } | fields


@pytest.fixture
def kept_title() -> str:
    return next(t for t in map("Town_{}".format, range(50)) if not is_held_out(pair(t)))


def write(folder: Path, **pairs: list[dict[str, Any]]) -> Path:
    for name in SPAN_SETS:
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            for one in pairs.get(name, []):
                file.write(json.dumps(one) + "\n")
    return folder


def test_the_answer_most_people_marked_is_the_answer(tmp_path, kept_title):
    marked = pair(kept_title, ("1931", 16), ("1932", 25), ("1932", 25))
    [found] = load_examples(write(tmp_path, squad1=[marked]))

    assert found.text[found.start : found.end] == "1932"
    assert found.question == "When?"
    assert found.title == kept_title.replace("_", " ")


def test_a_pair_without_an_answer_is_an_example_without_one(tmp_path, kept_title):
    [found] = load_examples(write(tmp_path, **{"squad2-unanswerable": [pair(kept_title)]}))

    assert not found.answerable


def test_about_one_title_in_seventeen_is_held_out_and_with_it_all_its_pairs(tmp_path):
    titles = [f"Article {i}" for i in range(2000)]
    held = [title for title in titles if is_held_out(pair(title))]
    pairs = [pair(title, ("1931", 16)) for title in titles for _ in range(2)]

    found = [example.title for example in load_examples(write(tmp_path, squad1=pairs))]

    assert 80 < len(held) < 160
    assert set(found).isdisjoint(held)
    assert len(found) == 2 * (len(titles) - len(held))
