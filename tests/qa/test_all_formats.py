"""One folder of every format: each planted sentence is found at its place, and all is proved."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from index.loading import supported_suffixes
from index.types import SyncReport
from qa.assistant import Assistant
from qa.verification import Verdict
from tests.index.pdf_files import laid_out
from tests.index.test_loading_epub import packed

FILLER = (
    "The harbour board met in the old customs house and spoke about the price of rope. Nobody"
    " could say why the gulls had left the eastern mole, and the minutes do not tell."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A file, the sentence planted in it, and where a person would find it."""

    data: bytes
    sentence: str
    place: dict[str, object] = field(default_factory=dict)


def sentence(name: str) -> str:
    return f"The keeper of lamp {name} was called {name.capitalize()}son Vennerby."


def paragraphs(planted: str, n_before: int = 6, n_after: int = 6) -> list[str]:
    return [
        *(f"{n}. {FILLER}" for n in range(n_before)),
        f"{FILLER} {planted} {FILLER}",
        *(f"{n}. {FILLER}" for n in range(n_before, n_before + n_after)),
    ]


def text_file(planted: str) -> bytes:
    return "\n\n".join(paragraphs(planted)).encode()


def page(planted: str) -> bytes:
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs(planted))
    return f"<html><body>\n<article>\n{body}\n</article></body></html>".encode()


def saved(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def word(planted: str) -> bytes:
    made = docx.Document()
    for text in paragraphs(FILLER):
        made.add_paragraph(text)
    table = made.add_table(rows=3, cols=2)
    cells = ("Lamp", "Note", "first", FILLER, "second", planted)
    for i, text in enumerate(cells):
        table.cell(i // 2, i % 2).text = text
    return saved(made)


def slides(planted: str) -> bytes:
    made = pptx.Presentation()
    for number in range(1, 6):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Lamp {number}"
        slide.placeholders[1].text = FILLER
        slide.notes_slide.notes_text_frame.text = planted if number == 4 else FILLER
    return saved(made)


def sheets(planted: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Prices"
    book.active.append(["Rope", "Price"])
    lamps = book.create_sheet("Lamps")
    lamps.append(["Lamp", "Note"])
    for number in range(2, 12):
        lamps.append([f"Lamp {number}", planted if number == 7 else f"Nothing of {number}"])
    return saved(book)


def separated(delimiter: str) -> Callable[[str], bytes]:
    def made(planted: str) -> bytes:
        rows = [f"Lamp{delimiter}Note"]
        rows += [
            f"Lamp {n}{delimiter}{planted if n == 5 else 'Nothing of it'}" for n in range(2, 9)
        ]
        return "\n".join(rows).encode()

    return made


def notebook(planted: str) -> bytes:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": [planted if n == 3 else FILLER]}
        for n in range(1, 6)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def mail(planted: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "venn@example.org", "bell@example.org"
    message["Subject"], message["Date"] = "Lamps", "Thu, 04 Dec 2025 09:30:00 +0000"
    message.set_content("\n\n".join(paragraphs(planted, 2, 2)))
    return message.as_bytes()


def values(planted: str) -> bytes:
    items = [{"lamp": n, "note": planted if n == 3 else "Nothing of it"} for n in range(6)]
    return json.dumps(items, indent=1).encode()


def lines(planted: str) -> bytes:
    return "\n".join(
        json.dumps({"n": n, "note": planted if n == 3 else "x"}) for n in range(6)
    ).encode()


def subtitles(head: str, mark: str) -> Callable[[str], bytes]:
    def made(planted: str) -> bytes:
        cues = [
            f"{n}\n00:0{n}:00{mark}000 --> 00:0{n}:04{mark}000\n"
            f"{planted if n == 5 else f'Nothing is said in minute {n}.'}\n"
            for n in range(1, 9)
        ]
        return (head + "\n".join(cues)).encode()

    return made


def book(planted: str) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs(planted))
    return packed(**{"OEBPS/a.xhtml": f"<html><body><h1>Lamps</h1>{body}</body></html>"})


def pages(planted: str) -> bytes:
    return laid_out(paragraphs(planted, 40, 20))


MADE: dict[str, tuple[Callable[[str], bytes], dict[str, object]]] = {
    ".txt": (text_file, {"line": 13}),
    ".md": (text_file, {"line": 13}),
    ".markdown": (text_file, {"line": 13}),
    ".rst": (text_file, {"line": 13}),
    ".html": (page, {"line": 9}),
    ".htm": (page, {"line": 9}),
    ".xhtml": (page, {"line": 9}),
    ".pdf": (pages, {"page": 2}),
    ".docx": (word, {"row": 3}),
    ".pptx": (slides, {"slide": 4}),
    ".xlsx": (sheets, {"sheet": "Lamps", "row": 7}),
    ".xlsm": (sheets, {"sheet": "Lamps", "row": 7}),
    ".csv": (separated(","), {"row": 5, "line": 5}),
    ".tsv": (separated("\t"), {"row": 5, "line": 5}),
    ".epub": (book, {}),
    ".ipynb": (notebook, {"cell": 3}),
    ".eml": (mail, {}),
    ".json": (values, {"line": 16}),
    ".jsonl": (lines, {"line": 4}),
    ".ndjson": (lines, {"line": 4}),
    ".srt": (subtitles("", ","), {"time": "00:05:00"}),
    ".vtt": (subtitles("WEBVTT\n\n", "."), {"time": "00:05:00"}),
}


def name_of(suffix: str) -> str:
    return f"{suffix[1:]}file{suffix}"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assistant, SyncReport]:
    folder = tmp_path_factory.mktemp("formats") / "docs"
    folder.mkdir()
    for suffix, (make, _) in MADE.items():
        (folder / name_of(suffix)).write_bytes(make(sentence(suffix[1:])))
    assistant = Assistant.open(folder)
    return assistant, assistant.sync()


def test_every_format_is_here(library: tuple[Assistant, SyncReport]) -> None:
    assert set(MADE) == set(supported_suffixes())


def test_every_file_is_indexed(library: tuple[Assistant, SyncReport]) -> None:
    _, report = library

    assert report.skipped == ()
    assert set(report.added) == set(map(name_of, MADE))


@pytest.mark.parametrize("suffix", MADE)
def test_a_planted_sentence_is_found_at_its_place(
    library: tuple[Assistant, SyncReport], suffix: str
) -> None:
    assistant, _ = library

    hits = assistant.search(sentence(suffix[1:]))

    [best] = [hit for hit in hits if hit.passage.source == name_of(suffix)]
    assert best.nearest is not None
    start = best.passage.start
    quote = best.passage.text[best.nearest.start - start : best.nearest.end - start]
    assert sentence(suffix[1:]) in quote
    expected = MADE[suffix][1]
    assert {name: getattr(best.nearest.place, name) for name in expected} == expected


def test_every_character_is_kept_or_dropped(library: tuple[Assistant, SyncReport]) -> None:
    assistant, _ = library

    files = list(assistant.accounts())

    assert len(files) == len(MADE)
    assert {file.source: file.n_found - file.n_kept - file.n_dropped for file in files} == (
        dict.fromkeys(map(name_of, MADE), 0)
    )


def test_all_is_proved_until_a_byte_changes(library: tuple[Assistant, SyncReport]) -> None:
    assistant, _ = library
    before = {proof.verdict for proof in assistant.verify()}

    path: Path = assistant.folder / name_of(".md")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"rope", b"ripe", 1))
    after = {p.claim.source for p in assistant.verify() if p.verdict is not Verdict.PROVED}
    path.write_bytes(data)

    assert before == {Verdict.PROVED}
    assert after == {name_of(".md")}
