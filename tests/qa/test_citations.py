"""A quote stands where its citation says, and other figures are announced with their file."""

from dataclasses import replace

import pytest

from qa.agreement import Difference
from qa.citations import cite, written_out
from qa.composition import Point
from qa.reader import Reading
from qa.types import Statement
from tests.qa.builders import library_of, reading_of

TWELVE = "China and France signed 12 agreements at the summit in Beijing."
TWELVE_AGAIN = "At the summit in Beijing, France and China signed 12 agreements."
EIGHTEEN = "China and France signed 18 agreements at the summit in Beijing."
PANDAS = "The pandas of Chengdu eat bamboo."

LIBRARY = library_of(
    {
        "a.txt": f"A first line.\r\n{TWELVE}\n{PANDAS}",
        "b.txt": f"{TWELVE_AGAIN}\n{TWELVE}",
        "c.txt": EIGHTEEN,
        "d.txt": EIGHTEEN,
    }
)


def reading(source: str, sentence: str, score: float) -> Reading:
    return reading_of(LIBRARY[source], sentence, score)


def test_citations_are_numbered_through_and_stand_at_their_own_place() -> None:
    twelve = (reading("a.txt", TWELVE, 0.5), reading("b.txt", TWELVE_AGAIN, 0.4))
    points = (
        Point(readings=twelve, differs=None),
        Point(readings=(reading("a.txt", PANDAS, 0.3),), differs=None),
    )

    statements, citations = cite(points, LIBRARY.get)

    assert statements == (
        Statement(remark="", text=TWELVE, span=None, numbers=(1, 2)),
        Statement(remark="", text=PANDAS, span=None, numbers=(3,)),
    )
    assert [(c.number, c.source, c.line, c.quote) for c in citations] == [
        (1, "a.txt", 2, TWELVE),
        (2, "b.txt", 1, TWELVE_AGAIN),
        (3, "a.txt", 3, PANDAS),
    ]
    for c in citations:
        assert c.quote == LIBRARY[c.source].text[c.start : c.end]
        assert c.digest == LIBRARY[c.source].digest


def test_an_answer_in_words_carries_its_remarks_and_numbers() -> None:
    statements = (
        Statement(remark="", text="One.", span=None, numbers=(1, 2)),
        Statement(
            remark="b.txt gives other figures than a.txt:", text="Two.", span=None, numbers=(3,)
        ),
    )

    assert written_out(statements) == "One. [1][2] b.txt gives other figures than a.txt: Two. [3]"


@pytest.mark.parametrize(
    ("sources", "head", "expected"),
    [
        (("a.txt", "b.txt"), "", "b.txt gives other figures than a.txt:"),
        (("a-2024-03-05.txt", "b.txt"), "", "b.txt gives other figures than a-2024-03-05.txt:"),
        (
            ("a_20240305.txt", "b.txt"),
            "",
            "b.txt gives other figures than a_20240305.txt (2024-03-05):",
        ),
        (
            ("a.txt", "b.txt"),
            "Date: 5 December 2025",
            "b.txt (5 December 2025) gives other figures than a.txt:",
        ),
        (("a.txt", "b.txt"), "Founded in 1984", "b.txt gives other figures than a.txt:"),
        (("a.txt", "b\x1b[1m.txt"), "", "b\\x1b[1m.txt gives other figures than a.txt:"),
    ],
)
def test_a_remark_names_the_files_and_the_dates_they_give_themselves(
    sources: tuple[str, str], head: str, expected: str
) -> None:
    one, other = sources
    library = library_of({one: TWELVE, other: f"{head}\n{EIGHTEEN}" if head else EIGHTEEN})
    points = (
        Point(readings=(reading_of(library[one], TWELVE, 0.5),), differs=None),
        Point(readings=(reading_of(library[other], EIGHTEEN, 0.5),), differs=Difference.FIGURES),
    )

    statements, _ = cite(points, library.get)

    assert [s.remark for s in statements] == ["", expected]


def test_the_date_a_document_is_known_to_have_comes_first() -> None:
    library = library_of({"a.txt": TWELVE, "b.txt": f"Date: 5 December 2025\n{EIGHTEEN}"})
    library["b.txt"] = replace(library["b.txt"], date="2025-12-04")
    points = (
        Point(readings=(reading_of(library["a.txt"], TWELVE, 0.5),), differs=None),
        Point(readings=(reading_of(library["b.txt"], EIGHTEEN, 0.5),), differs=Difference.FIGURES),
    )

    statements, citations = cite(points, library.get)

    assert statements[1].remark == "b.txt (2025-12-04) gives other figures than a.txt:"
    assert [citation.date for citation in citations] == ["", "2025-12-04"]


def test_a_remark_names_every_file_of_both_sides() -> None:
    twelve = (reading("a.txt", TWELVE, 0.5), reading("b.txt", TWELVE, 0.4))
    eighteen = (reading("c.txt", EIGHTEEN, 0.3), reading("d.txt", EIGHTEEN, 0.2))
    points = (
        Point(readings=twelve, differs=None),
        Point(readings=eighteen, differs=Difference.DATES),
    )

    statements, _ = cite(points, LIBRARY.get)

    assert statements[1].remark == "c.txt and d.txt give other dates than a.txt and b.txt:"
