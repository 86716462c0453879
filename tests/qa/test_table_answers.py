"""Tables are asked like prose, and a neighbouring row, column or day is no answer."""

from collections.abc import Iterator

import pytest

from qa.assistant import Assistant
from tests.index.builders import library

REPORT = """# Yearly report of the Marlow clinic

The clinic had a quiet year. Its new wing was opened in May.

## Activity

| Measure | 2023 | 2024 |
|---|---|---|
| Admissions | 4,310 | 4,905 |
| Births | 412 | 398 |
| X-rays | 9,120 | 8,730 |
| Average stay (days) | 5.4 | 4.9 |
"""

BUSES = """Line,From,To,Days,First bus,Last bus
2,Town hall,Quarry,Saturday,07:05,21:40
2,Town hall,Quarry,Sunday,09:10,18:20
4,Station,Clinic,Saturday,05:45,23:50
4,Station,Clinic,Sunday,06:15,22:30
"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    files = {"report.md": REPORT, "buses.csv": BUSES}
    assistant = Assistant.open(library(tmp_path_factory.mktemp("clinic"), files))
    assistant.sync()
    yield assistant
    assistant.close()


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("How many births were there in 2024?", "398"),
        ("How many births were there in 2023?", "412"),
        ("What was the average stay in 2024?", "4.9"),
        ("When does the last bus of line 4 leave on Sundays?", "22:30"),
        ("When does the last bus of line 2 leave on Saturday?", "21:40"),
    ],
)
def test_the_cell_that_is_asked_for_answers(clinic: Assistant, question: str, marked: str) -> None:
    answer = clinic.ask(question)

    assert answer.statements
    first = answer.statements[0]
    assert first.span is not None
    assert first.text[slice(*first.span)] == marked


@pytest.mark.parametrize(
    "question",
    [
        "How many births were there in 2022?",
        "How many operations were there in 2024?",
        "When does the last bus of line 7 leave on Sundays?",
        "When does the last bus of line 4 leave on Fridays?",
    ],
)
def test_what_no_cell_tells_is_not_answered(clinic: Assistant, question: str) -> None:
    assert clinic.ask(question).statements == ()
