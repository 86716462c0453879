"""Floors under the answers' quality, over a sample of one evaluation set as one library.

A floor is what was measured less two questions, for processors that round otherwise; it is raised
with the product and never lowered without a reason. The whole set is measured by
`python -m tests.benchmarks.quality`.
"""

import hashlib
from pathlib import Path

import pytest

from qa.assistant import Assistant
from tests.benchmarks.quality import Tally, load_questions, measure, sampled

SET = Path(__file__).parents[2].parent / "shared" / "eval" / "squad2-dev"
DIGEST = "9bcf601d72dc3456fae10e44987c03feee1b69648d242c6720d574c32c7da2d6"
"""SHA-256 of the questions file, then of each document, in order of their names."""

N_ANSWERABLE = 120
N_UNANSWERABLE = 40

pytestmark = pytest.mark.skipif(
    not SET.is_dir(), reason=f"the evaluation set is not at {SET.parent.name}/{SET.name}"
)


def digest_of(folder: Path) -> str:
    """Return one digest of a set's questions and documents."""
    whole = hashlib.sha256((folder / "questions.jsonl").read_bytes())
    for path in sorted((folder / "corpus").iterdir()):
        whole.update(path.read_bytes())
    return whole.hexdigest()


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    """What was counted over the sample."""
    assistant = Assistant.open(SET / "corpus", store=tmp_path_factory.mktemp("store"))
    assistant.sync()
    questions = load_questions(SET / "questions.jsonl")
    answerable = [question for question in questions if question["answerable"]]
    others = [question for question in questions if not question["answerable"]]
    counted = measure(
        assistant, sampled(answerable, N_ANSWERABLE) + sampled(others, N_UNANSWERABLE)
    )
    assistant.close()
    return counted


def test_the_set_is_the_one_the_floors_were_measured_on() -> None:
    assert digest_of(SET) == DIGEST


def test_the_first_five_passages_hold_the_answering_sentence(tally: Tally) -> None:
    assert sum(tally.gold_found) >= 111


def test_the_first_quoted_sentence_holds_an_answer(tally: Tally) -> None:
    assert sum(tally.first_holds) >= 85


def test_the_right_file_is_cited_first(tally: Tally) -> None:
    assert sum(tally.source_first) >= 109


def test_hardly_any_question_with_an_answer_is_turned_down(tally: Tally) -> None:
    assert sum(tally.abstained) <= 8


def test_every_quote_stands_word_for_word_in_its_file(tally: Tally) -> None:
    assert tally.verbatim
    assert all(tally.verbatim)
