"""Every figure is the share it is named for, over the questions it applies to."""

import json

import pytest

from qa.assistant import Assistant
from qa.evaluation import Report, evaluate, own_questions
from qa.question_file import KnownQuestion


def known(question: str, *answers: str, source: str = "energy/solar.md", **fields) -> KnownQuestion:
    defaults = {"question_id": question, "passage": "", "grades": {}, "answerable": bool(answers)}
    return KnownQuestion(
        question=question,
        answers=answers,
        sources=(source,) if source else (),
        **(defaults | fields),
    )


OPENED = known("When did the solar plant of Marlow open?", "May 2019")
WRONG = known("How many homes does the solar plant feed?", "twelve thousand homes")
NOWHERE = known("Who won the chess tournament in Reykjavik?", source="")


@pytest.fixture(scope="module")
def report(marlow: Assistant) -> Report:
    return evaluate(marlow, [OPENED, WRONG, NOWHERE])


def figure(report: Report, name: str) -> tuple[float, int]:
    return report.figures[name].value, report.figures[name].n


def test_a_first_quote_counts_where_answers_are_known(report):
    assert figure(report, "first quote holds an answer") == (1 / 2, 2)
    assert [o.figures.get("first quote holds an answer") for o in report.outcomes] == [1, 0, None]


def test_words_are_compared_with_the_span_that_is_marked(report):
    assert report.outcomes[0].figures["F1"] == 1.0
    assert report.outcomes[0].figures["exact match"] == 1.0


def test_every_quote_stands_in_its_file(report):
    assert figure(report, "quotes verbatim")[0] == 1.0


def test_an_unanswerable_question_is_told_from_the_others(report):
    assert not report.outcomes[2].answered
    assert figure(report, "AUROC of the answerable") == (1.0, 3)
    assert figure(report, "answered") == (2 / 3, 3)
    assert figure(report, "error of what is answered") == (1 / 2, 2)


def test_retrieval_is_judged_by_the_text_of_the_gold_paragraph(marlow):
    passage = "A battery stores power for the evening. It cost 1.3 million euros."
    found = evaluate(
        marlow, [known("What did the battery cost?", "1.3 million euros", passage=passage)]
    )

    assert figure(found, "recall@5") == (1.0, 1)
    assert figure(found, "MRR@10") == (1.0, 1)


def test_a_gold_paragraph_that_is_not_in_the_library_is_not_judged(marlow):
    found = evaluate(marlow, [known("What did it cost?", "1 euro", passage="It cost 1 euro.")])

    assert "recall@5" not in found.figures


def test_files_are_ranked_by_their_best_passage(marlow):
    grades = {"bread.html": 1.0, "nowhere.txt": 0.0}
    found = evaluate(marlow, [known("rye bread of the bakery", grades=grades, answerable=True)])

    assert figure(found, "files: nDCG@10") == (1.0, 1)
    assert figure(found, "files: recall@10") == (1.0, 1)
    assert "F1" not in found.figures


def test_a_report_is_plain_values(report):
    kept = json.loads(json.dumps(report.as_json()))

    assert kept["outcomes"][0]["question"] == OPENED.question
    assert kept["figures"]["F1"] == {"value": report.figures["F1"].value, "n": 2}
    assert kept["latency_ms"]["median"] > 0


def test_a_library_asks_itself(marlow):
    questions = own_questions(marlow, 4)
    found = evaluate(marlow, questions)

    assert len(questions) == 4
    assert figure(found, "first quote holds an answer")[1] == 4
    assert all(len(q.sources) == 1 for q in questions)


def test_no_questions_make_an_empty_report(marlow):
    assert evaluate(marlow, []).figures == {}
