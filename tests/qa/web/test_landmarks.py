"""What divides a document, for real files of each kind: labels, ranks, no character more."""

import dataclasses
import io
import json

import docx
import openpyxl
import pptx
import pytest
from lxml import html

from index.loading import load_bytes
from index.types import Document, SpanKind
from qa.web.landmarks import outline, section_at
from qa.web.links import Reference
from qa.web.render import Card, document_view
from tests.index.pdf_files import laid_out
from tests.qa.web.payloads import ALL
from tests.qa.web.samples import FIRST, passage

WATER = "On day {day} the crew measured the water beside the eastern quay and wrote it down."
MARKDOWN = """# Harbour

## Boats

Twelve boats lie at the quay.

### Old boats

The Heron was built in 1901.

## Lamps

The lamp was lit in 1874.
"""


def saved(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def word_file() -> bytes:
    made = docx.Document()
    made.add_heading("Harbour", 0)
    made.add_heading("Boats", 1)
    made.add_paragraph("Twelve boats lie at the quay.")
    made.add_heading("Old boats", 2)
    made.add_paragraph("The Heron was built in 1901.")
    made.add_heading("Lamps", 1)
    made.add_paragraph("The lamp was lit in 1874.")
    return saved(made)


def workbook() -> bytes:
    made = openpyxl.Workbook()
    for name in ("Costs", "<b>Sales"):
        sheet = made.create_sheet(name)
        sheet.append(["Boat", "Price"])
        sheet.append(["Heron", 461])
    del made["Sheet"]
    return saved(made)


def presentation() -> bytes:
    made = pptx.Presentation()
    for title in ("The quay", "The crane"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"{title} is old."
    return saved(made)


def notebook() -> bytes:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": text}
        for text in ("The quay is old.", "So is the crane.")
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def subtitles() -> bytes:
    starts = ("00:00:01", "00:00:09", "00:01:02")
    cues = (
        f"{n}\n{start},000 --> {start},900\nThe crane of {start} is old.\n"
        for n, start in enumerate(starts, start=1)
    )
    return "\n".join(cues).encode()


def told(document: Document) -> list[tuple[int, str]]:
    """Return the rank and the words of each heading and landmark, in order."""
    parts = outline(document, (0, len(document.text)))
    headings = [(h.start, h.end, h.rank, document.text[h.start : h.end]) for h in parts.headings]
    marks = [(m.at, m.at, m.rank, m.label) for m in parts.landmarks]
    return [(rank, words) for _, _, rank, words in sorted([*headings, *marks])]


@pytest.mark.parametrize(("name", "data"), [("a.md", MARKDOWN.encode()), ("a.docx", word_file())])
def test_headings_rank_below_what_they_stand_under(name: str, data: bytes) -> None:
    document = load_bytes(data, name)

    assert [
        (3, "Harbour"),
        (3, "Boats"),
        (4, "Old boats"),
        (3, "Lamps"),
    ] == [(rank, words.lstrip("# ")) for rank, words in told(document)]
    assert section_at(document, document.text.index("The Heron")) == "Boats › Old boats"
    assert section_at(document, document.text.index("The lamp")) == "Lamps"


def test_pages_of_a_pdf_are_landmarks_and_its_headings_below_them() -> None:
    paragraphs = ["# Water", *(WATER.format(day=day) for day in range(60))]
    document = load_bytes(laid_out(paragraphs, title="Report"), "report.pdf")
    found = told(document)

    assert found[0] == (3, "Page 1")
    assert (4, "Water") in found
    assert [(3, f"Page {n}") for n in range(1, len(found))] == [f for f in found if f[1] != "Water"]
    assert len(found) >= 3


def test_sheets_slides_cells_and_minutes_are_landmarks() -> None:
    assert [(2, "Sheet Costs"), (2, "Sheet <b>Sales")] == told(load_bytes(workbook(), "a.xlsx"))
    assert [(3, "Slide 1"), (4, "The quay"), (3, "Slide 2"), (4, "The crane")] == told(
        load_bytes(presentation(), "a.pptx")
    )
    assert [(2, "Cell 1"), (2, "Cell 2")] == told(load_bytes(notebook(), "a.ipynb"))
    assert [(2, "00:00:01"), (2, "00:01:02")] == told(load_bytes(subtitles(), "a.srt"))


def test_a_sheet_is_not_told_twice() -> None:
    document = load_bytes(workbook(), "a.xlsx")

    assert section_at(document, document.text.index("461")) == ""


def test_a_window_begins_with_what_goes_on_there_and_skips_no_rank() -> None:
    document = load_bytes(presentation(), "a.pptx")
    start = document.text.index("is old")
    parts = outline(document, (start, len(document.text)))

    assert [(start, "Slide 1", 3)] == [(m.at, m.label, m.rank) for m in parts.landmarks][:1]

    boats = load_bytes(MARKDOWN.encode(), "a.md")
    cut = outline(boats, (boats.text.index("### Old"), len(boats.text)))

    assert [3, 3] == [h.rank for h in cut.headings]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", MARKDOWN.encode()),
        ("a.docx", word_file()),
        ("a.xlsx", workbook()),
        ("a.pptx", presentation()),
        ("a.pdf", laid_out([WATER.format(day=day) for day in range(60)])),
    ],
)
def test_the_view_has_landmarks_and_headings_but_no_character_more(name: str, data: bytes) -> None:
    document = load_bytes(data, name)
    end = len(document.text)
    quote = (end // 3, end - end // 3)  # over borders of pages, sheets and slides
    reference = Reference(passage_id=FIRST, quote=quote, number=1)
    card = Card(
        document=document, passage=passage(FIRST, 0, end, document), references=(reference,)
    )
    view = html.fromstring(document_view(card, opening=1))
    (text,) = view.find_class("text")

    assert document.text == text.text_content()
    assert document.text[slice(*quote)].strip() in "".join(
        mark.text_content() for mark in view.iter("mark")
    )
    plain = html.fromstring(document_view(dataclasses.replace(card, references=()), opening=1))
    assert told(document) == [
        (int(element.get("aria-level")), element.get("aria-label") or element.text_content())
        for element in plain.xpath("//*[@role='heading']")
    ]


@pytest.mark.parametrize("payload", ALL)
def test_a_hostile_name_of_a_sheet_is_an_inert_label(payload: str) -> None:
    document = load_bytes(workbook(), "a.xlsx")
    spans = tuple(
        dataclasses.replace(s, label=payload) if s.kind is SpanKind.SHEET else s
        for s in document.spans
    )
    hostile = dataclasses.replace(document, spans=spans)
    card = Card(document=hostile, passage=passage(FIRST, 0, 10, hostile))
    view = html.fromstring(document_view(card, opening=1))

    assert {f"Sheet {payload}"} == {e.get("data-label") for e in view.find_class("landmark")}
    assert view.xpath("//script | //img | //svg | //iframe | //form | //style | //@onerror") == []
