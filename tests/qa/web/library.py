"""The files the page is tested with, each there for one thing a reader or an attacker does."""

import io
from pathlib import Path

import docx
import openpyxl
import pptx

from tests.index.pdf_files import laid_out
from tests.qa.web.payloads import MARKDOWN, MARKUP, TEMPLATES

LEAVE = """# Leave policy of {year}

## How many days of annual leave do employees get?

Every full-time employee receives 25 days of paid annual leave in each calendar year. Part-time
employees receive a share that matches their hours.

## Notes of {year}

{notes}
"""
NOTES = {
    2024: "A doctor's note is needed from the fourth day of sickness on.",
    2025: "Parents are free to bring children to the summer party.",
}
PUMPS = """# Pumps

Date: 2 May 2024

The old pump cost $461 and the new pump cost $219 [3], says the *final* report of pump_x200.
"""

HOSTILE_NAME = "plan <img src=x onerror=ran('name')> \"q\" 'n'\n${1}.md"
HOSTILE_SENTENCES = {
    "copper": "The copper plan for the cellar hides " + " and ".join(MARKUP[:5]) + " today.",
    "silver": "The silver plan for the attic hides " + " and ".join(MARKUP[5:]) + " today.",
    "golden": "The golden plan for the garden hides " + " and ".join(MARKDOWN) + " today.",
    "amber": "The amber plan for the kitchen hides " + " and ".join(TEMPLATES) + " today.",
}
HOSTILE = "# <b>Plans</b> ${ran('title')}\n\n" + "\n\n".join(HOSTILE_SENTENCES.values())

LIGHTHOUSE_SENTENCE = "The lamp of the lighthouse was lit for the first time in 1871."
LIGHTHOUSE = "\n\n".join(
    LIGHTHOUSE_SENTENCE
    if day == 40
    else f"On day {day} the keeper wrote about the weather, the tide and the ships that passed."
    for day in range(80)
)
LONG_NAME = "lighthouse-keepers-diary-" + "volume-" * 20 + "one.txt"


HARBOUR_SENTENCE = "The steam crane on the western quay was bought in 1911 for 12,400 crowns."
HARBOUR_TITLE = "Harbour <b>report</b>"
HARBOUR = [
    HARBOUR_SENTENCE
    if day == 45
    else f"On day {day} the crew measured the water beside the eastern quay and wrote it down."
    for day in range(90)
]
HARBOUR_PAGE = 2
"""The page on which the sentence about the crane stands."""

FERRY_SHEET = "<img src=x onerror=ran('tab')>"
FERRY_CELL = "The ferry <b>Cormorant</b> <svg onload=ran('cell')></svg> ${ran('cell')}"
FERRIES = [
    ("Ferry", "Home port", "Passengers"),
    (FERRY_CELL, "Ostermouth", 340),
    ("The ferry Gannet", "Westerhaven", 210),
]
ROOFS = {
    "Thatch of the barns": "The thatch of the barns was laid by the brothers Okonkwo.",
    "Slate <i>of</i> the church": "The slate of the church came from a quarry near Penmaen.",
}
N_FILES = 9

BAKERY = "The oven of the old bakery was fired with beech wood until 1962."


def workbook() -> bytes:
    """Return a workbook whose second sheet has a hostile name and a hostile cell."""
    made = openpyxl.Workbook()
    made.worksheets[0].title = "Ports"
    made.worksheets[0].append(["Ostermouth", "has two piers"])
    sheet = made.create_sheet(FERRY_SHEET)
    for row in FERRIES:
        sheet.append(row)
    return _saved(made)


def presentation() -> bytes:
    """Return a presentation of one slide per roof."""
    made = pptx.Presentation()
    for title, text in ROOFS.items():
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    return _saved(made)


def word_file() -> bytes:
    """Return a text file with headings below one another."""
    made = docx.Document()
    made.add_heading("The old town", 0)
    for level, name in enumerate(("Trades", "Baking"), start=1):
        made.add_heading(name, level)
        made.add_paragraph(f"A list of what is known of {name.lower()} in the town follows.")
    made.add_paragraph(BAKERY)
    return _saved(made)


def _saved(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def write_library(folder: Path) -> None:
    """Write every file, and the folders they lie in."""
    files = {
        **{
            f"policies/leave-{year}.md": LEAVE.format(year=year, notes=notes)
            for year, notes in NOTES.items()
        },
        "machines/pumps.md": PUMPS,
        f"town/{LONG_NAME}": LIGHTHOUSE,
        HOSTILE_NAME: HOSTILE,
    }
    for source, text in files.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "harbour.pdf").write_bytes(laid_out(HARBOUR, title=HARBOUR_TITLE))
    (folder / "ferries.xlsx").write_bytes(workbook())
    (folder / "roofs.pptx").write_bytes(presentation())
    (folder / "trades.docx").write_bytes(word_file())
