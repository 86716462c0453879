"""Floors under the answers' quality, over a sample of one evaluation set as one library.

A floor is what was measured less two questions, for processors that round otherwise; it is raised
with the product and never lowered without a reason. The whole set is measured by `qa evaluate`.
"""

import hashlib
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.evaluation import Report, evaluate
from qa.question_file import drawn, load_questions

SET = Path(__file__).parents[2].parent / "shared" / "eval" / "squad2-dev"
DIGEST = "9bcf601d72dc3456fae10e44987c03feee1b69648d242c6720d574c32c7da2d6"
"""SHA-256 of the questions file, then of each document, in order of their names."""

N_ANSWERABLE = 120
N_UNANSWERABLE = 60

FLOORS = {
    "recall@5": 112 / N_ANSWERABLE,
    "first quote holds an answer": 102 / N_ANSWERABLE,
    "right file first": 112 / N_ANSWERABLE,
    "F1": 0.75,
    "AUROC of the answerable": 0.76,
}

pytestmark = pytest.mark.skipif(
    not SET.is_dir(), reason=f"the evaluation set is not at {SET.parent.name}/{SET.name}"
)


def digest_of(folder: Path) -> str:
    """Return one digest of a set's questions and documents."""
    whole = hashlib.sha256((folder / "questions.jsonl").read_bytes())
    for path in sorted((folder / "corpus").glob("*.txt")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What was counted over the sample."""
    assistant = Assistant.open(SET / "corpus", store=tmp_path_factory.mktemp("store"))
    assistant.sync()
    questions = load_questions(SET / "questions.jsonl")
    answerable = [question for question in questions if question.answerable]
    others = [question for question in questions if not question.answerable]
    found = evaluate(assistant, drawn(answerable, N_ANSWERABLE) + drawn(others, N_UNANSWERABLE))
    assistant.close()
    return found


def test_the_set_is_the_one_the_floors_were_measured_on() -> None:
    assert digest_of(SET) == DIGEST


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_a_figure_does_not_fall_below_its_floor(report: Report, name: str, floor: float) -> None:
    assert report.figures[name].value >= floor


def test_every_quote_stands_word_for_word_in_its_file(report: Report) -> None:
    assert report.figures["quotes verbatim"].value == 1.0
