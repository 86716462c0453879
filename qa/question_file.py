"""Questions with known answers, from a file of one JSON object a line."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ReportableError


class QuestionFileError(ReportableError):
    """A file of questions that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestion:
    """A question and what is known of its answer."""

    question_id: str
    question: str
    answers: tuple[str, ...]
    """Texts of which any counts; empty if there is no answer or only documents are known."""
    answerable: bool
    sources: tuple[str, ...]
    """Files that answer; empty if they are not known."""
    passage: str
    """The paragraph that answers; empty if it is not known."""
    grades: Mapping[str, float]
    """How relevant each judged file is; empty if none was judged."""
    refused: str | None = None
    """A first quote that a reader refused, empty for an abstention; None if none was refused."""


def load_questions(path: Path) -> list[KnownQuestion]:
    """Return the questions of a file; those that lean on earlier turns are left out.

    Raises:
        QuestionFileError: If the file or one of its lines is not what it should be.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise QuestionFileError(
            f"Expected a file of questions at '{path}', which cannot be read: {error}."
            " Name a UTF-8 file with one JSON object a line"
        ) from error
    questions = [
        _question(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    return [question for question in questions if question is not None]


def drawn(questions: list[KnownQuestion], n_questions: int | None) -> list[KnownQuestion]:
    """Return so many questions drawn by a fixed seed, or all."""
    if n_questions is None or n_questions >= len(questions):
        return questions
    return random.Random(0).sample(questions, n_questions)


def _question(path: Path, number: int, line: str) -> KnownQuestion | None:
    try:
        fields = json.loads(line)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not isinstance(fields.get("question"), str):
        raise QuestionFileError(
            f"Expected a JSON object with a `question` in line {number} of '{path}', found"
            f" {line[:60]!r}. Mend the line, or take it out"
        )
    if fields.get("history"):
        return None
    answers = _texts(path, number, fields, "answers")
    relevant = _texts(path, number, fields, "relevant")
    return KnownQuestion(
        question_id=str(fields.get("id", number)),
        question=fields["question"],
        answers=answers,
        answerable=bool(fields.get("answerable", True)),
        sources=_texts(path, number, fields, "source"),
        passage=str(fields.get("passage") or ""),
        grades=dict(zip(relevant, fields.get("grades") or [1.0] * len(relevant), strict=False)),
    )


def _texts(path: Path, number: int, fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = fields.get(name) or []
    texts = [found] if isinstance(found, str) else found
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise QuestionFileError(
            f"Expected a text or a list of texts as `{name}` in line {number} of '{path}', found"
            f" {found!r:.60}. Mend the line, or take it out"
        )
    return tuple(texts)
