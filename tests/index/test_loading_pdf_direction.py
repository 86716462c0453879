"""Words that are written from right to left come out of a PDF as they are read."""

from pathlib import Path

import pytest

from index.loading.pdf import load_pdf
from index.loading.pdf_direction import in_reading_order
from tests.index.pdf_files import printed

ARABIC = "اشترى يوسف المصباح من حلب في عام 1984 مقابل ثلاثة آلاف ليرة."
HEBREW = "הנפח יעקב לוי קנה פנס מחיפה בשנת 1984 תמורת שלושת אלפים שקל."


def test_a_browsers_print_is_read_from_right_to_left(tmp_path: Path) -> None:
    page = (
        f"<html dir=rtl><body style='font-family:DejaVu Sans'><p>{ARABIC}</p><p>{HEBREW}</p></html>"
    )

    assert load_pdf(printed(page, tmp_path), "a.pdf").text.splitlines()[:2] == [ARABIC, HEBREW]


@pytest.mark.parametrize(
    ("given", "edges", "expected"),
    [
        ("a (b) c", [], "a (b) c"),
        ("שלום", [(40, 50), (30, 40), (20, 30), (10, 20)], "שלום"),
        ("םולש", [(10, 20), (20, 30), (30, 40), (40, 50)], "שלום"),
        ("ثالثة", [(40, 50), (30, 40), (30, 40), (20, 30), (10, 20)], "ثلاثة"),
        ("אב )גד( הו", [(50 - i, 51 - i) for i in range(10)], "אב (גד) הו"),
    ],
)
def test_words_are_turned_as_their_signs_stand(
    given: str, edges: list[tuple[float, float]], expected: str
) -> None:
    assert in_reading_order(given, 7, lambda place: edges[place - 7]) == expected
