"""The files the page is tested with, each there for one thing a reader or an attacker does."""

from pathlib import Path

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
