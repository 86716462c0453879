"""A file of questions is read as it is meant, and a bad line is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from qa.question_file import QuestionFileError, drawn, load_questions


def write(path: Path, *questions: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, questions)) + "\n", encoding="utf-8")
    return path


def test_what_is_known_of_an_answer_is_read(tmp_path):
    [found] = load_questions(
        write(
            tmp_path / "q.jsonl",
            {
                "id": "a",
                "question": "When?",
                "answers": ["1931"],
                "answerable": True,
                "source": "dam.txt",
                "passage": "It was built in 1931.",
                "relevant": ["dam.txt", "mill.txt"],
                "grades": [2, 1],
            },
        )
    )

    assert found.question_id == "a"
    assert found.answers == ("1931",)
    assert found.sources == ("dam.txt",)
    assert found.passage == "It was built in 1931."
    assert found.grades == {"dam.txt": 2, "mill.txt": 1}


def test_a_question_alone_is_enough(tmp_path):
    [found] = load_questions(write(tmp_path / "q.jsonl", {"question": "When?"}))

    assert (found.question_id, found.answerable, found.passage) == ("1", True, "")
    assert (found.answers, found.sources, dict(found.grades)) == ((), (), {})


def test_relevant_files_without_grades_are_equally_relevant(tmp_path):
    [found] = load_questions(
        write(tmp_path / "q.jsonl", {"question": "When?", "relevant": ["a.txt", "b.txt"]})
    )

    assert found.grades == {"a.txt": 1.0, "b.txt": 1.0}


def test_a_question_that_leans_on_earlier_turns_is_left_out(tmp_path):
    path = write(
        tmp_path / "q.jsonl", {"question": "And then?", "history": ["When?"]}, {"question": "Who?"}
    )

    assert [question.question for question in load_questions(path)] == ["Who?"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{broken", "Expected a JSON object with a `question` in line 2"),
        ('["When?"]', "Expected a JSON object with a `question` in line 2"),
        ('{"answers": []}', "Expected a JSON object with a `question` in line 2"),
        ('{"question": "When?", "answers": {"a": 1}}', "as `answers` in line 2"),
        ('{"question": "When?", "source": [7]}', "as `source` in line 2"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, expected):
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"question": "Who?"}}\n{line}\n')

    with pytest.raises(QuestionFileError, match=expected):
        load_questions(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(QuestionFileError, match="which cannot be read"):
        load_questions(tmp_path / "none.jsonl")


def test_the_same_questions_are_drawn_each_time(tmp_path):
    path = write(tmp_path / "q.jsonl", *({"question": f"Number {i}?"} for i in range(50)))
    questions = load_questions(path)

    assert drawn(questions, 5) == drawn(questions, 5)
    assert len(drawn(questions, 5)) == 5
    assert drawn(questions, None) == drawn(questions, 60) == questions
