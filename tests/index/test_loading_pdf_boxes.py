"""Boxes lie around the words of a quote, whichever way these are written on the page."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from index.loading import Box
from index.loading.pdf_boxes import boxes_of
from tests.index.pdf_files import printed

SENTENCE = "The harbour wall was built of granite in 1871."


def boxes(data: bytes, quote: str) -> list[Box]:
    return boxes_of(pypdfium2.PdfDocument(data)[0], quote, 0.0)


def painted(paint: Callable[[Canvas], None]) -> bytes:
    """Return a page of what a function paints."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    paint(canvas)
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("turn", [90, 270])
def test_a_line_that_is_written_sideways_gets_one_box_that_is_high(turn: int) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(0, 0, SENTENCE)

    [box] = boxes(painted(paint), SENTENCE)

    length = Canvas(io.BytesIO()).stringWidth(SENTENCE) / A4[1]
    top = 1 - 400 / A4[1] - (length if turn == 90 else 0)
    assert abs(box.height - length) < 0.005
    assert abs(box.top - top) < 0.005
    assert box.width < 0.03
    assert box.left < 300 / A4[0] < box.left + box.width + 0.01


def test_a_raised_number_does_not_break_a_line() -> None:
    def paint(canvas: Canvas) -> None:
        text = canvas.beginText(60, 780)
        text.setFont("Helvetica", 12)
        text.textOut("The harbour wall")
        text.setFont("Helvetica", 7)
        text.setRise(5)
        text.textOut("12")
        text.setFont("Helvetica", 12)
        text.setRise(0)
        text.textOut(" was built of granite.")
        canvas.drawText(text)

    found = boxes(painted(paint), "The harbour wall12 was built of granite.")

    assert len(found) == 1


def test_words_written_from_the_right_get_a_box_a_line(tmp_path: Path) -> None:
    first, second = "הנמל הישן נבנה מאבן לפני זמן רב.", "הקיר עוצר את הגאות של המפרץ."
    data = printed(f"<meta charset=utf-8><div dir=rtl>{first}<br>{second}</div>", tmp_path)

    upper, lower = boxes(data, f"{first} {second}")
    [alone] = boxes(data, second)

    assert lower == alone
    assert upper.top + upper.height * 0.8 < lower.top
    assert abs(upper.left + upper.width - lower.left - lower.width) < 0.01
    assert upper.width > lower.width


def test_signs_beyond_sixteen_bits_do_not_hide_a_quote(tmp_path: Path) -> None:
    quote = "Let 𝒳 be the set of harbours."
    data = printed(f"<meta charset=utf-8><p>{quote} It is finite.</p>", tmp_path)

    [box] = boxes(data, quote)
    [whole] = boxes(data, f"{quote} It is finite.")

    assert box.left == whole.left
    assert whole.width * 0.6 < box.width < whole.width * 0.85


def test_a_page_without_words_has_no_boxes() -> None:
    assert boxes(painted(lambda canvas: canvas.circle(300, 400, 50)), SENTENCE) == []
