"""Office files: whatever a person sees in Word, Excel or PowerPoint is found, at its place."""

import datetime
import io
import shutil
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.comments import Comment
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from index.errors import UnreadableDocumentError
from index.loading import archives, load_bytes
from index.places import Places
from index.types import Document, Place, SpanKind

FORMATS = ("docx", "pptx", "xlsx")


def saved(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def place_of(document: Document, words: str) -> Place:
    return Places(document).at(document.text.index(words))


def of_kind(document: Document, kind: SpanKind) -> list[tuple[str, str]]:
    return [(s.label, document.text[s.start : s.end]) for s in document.spans if s.kind is kind]


def word_file() -> docx.document.Document:
    made = docx.Document()
    made.core_properties.title = ""
    made.add_heading("The harbour of Marlow", 0)
    made.add_paragraph("The first lamp was lit in 1874.")
    made.add_heading("Boats", 1)
    made.add_paragraph("Twelve boats lie at the quay.", style="List Bullet")
    table = made.add_table(rows=0, cols=3)
    for cells in (("Boat", "Owner", "Built"), ("Heron", "Venn", "1901"), ("Tern", "Bell", "1911")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    made.sections[0].header.paragraphs[0].text = "Harbour board, confidential"
    made.sections[0].footer.paragraphs[0].text = "Printed on paper"
    made.add_paragraph("The last lamp was lit in 1902.")
    return made


def test_a_word_file_is_read_in_its_order_with_headings_and_rows() -> None:
    document = load_bytes(saved(word_file()), "a.docx")

    assert document.title == "The harbour of Marlow"
    assert of_kind(document, SpanKind.ROW) == [
        ("1", "Boat | Owner | Built"),
        ("2", "Boat: Heron | Owner: Venn | Built: 1901"),
        ("3", "Boat: Tern | Owner: Bell | Built: 1911"),
    ]
    assert [label for label, _ in of_kind(document, SpanKind.SECTION)] == ["Boats"]
    assert place_of(document, "Tern").row == 3
    words = ["1874", "Boats", "Twelve", "Heron", "1902"]
    assert [document.text.index(w) for w in words] == sorted(map(document.text.index, words))


def test_headers_and_footers_are_dropped_with_what_they_are() -> None:
    document = load_bytes(saved(word_file()), "a.docx")

    assert set(of_kind(document, SpanKind.DROPPED)) == {
        ("running header", "Harbour board, confidential"),
        ("running footer", "Printed on paper"),
    }


def test_what_a_word_file_holds_beside_its_paragraphs_is_found() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Seen ")
    run = f"<w:r {nsdecls('w')}><w:t>%s</w:t></w:r>"
    changes = (("w:ins", "inserted ", "t"), ("w:del", "removed ", "delText"))
    for tag, text, own in (*changes, ("w:moveFrom", "moved", "t")):
        change = OxmlElement(tag)
        change.append(parse_xml((run % text).replace("w:t>", f"w:{own}>")))
        paragraph._p.append(change)
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    control[0].append(parse_xml(run % "controlled "))
    paragraph._p.append(control)
    box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p>%s</w:p></w:txbxContent></w:pict></w:r>"
    paragraph._p.append(parse_xml(box % (run % "A text in a box.")))
    merged = made.add_table(rows=3, cols=2)
    for row, name in zip(merged.rows, ("Quay", "North", ""), strict=True):
        row.cells[0].text, row.cells[1].text = name, f"{name} lamp"
    merged.cell(1, 0).merge(merged.cell(2, 0))
    inner = made.add_table(rows=1, cols=1).rows[0].cells[0].add_table(rows=1, cols=1)
    inner.rows[0].cells[0].text = "A table in a table."

    document = load_bytes(saved(made), "a.docx")

    assert "Seen inserted controlled" in document.text
    assert "A text in a box." in document.text
    assert of_kind(document, SpanKind.DROPPED) == [("deleted text", "removed moved")]
    assert document.text.count("A table in a table.") == 1
    assert ("3", "Quay: North | Quay lamp: lamp") in of_kind(document, SpanKind.ROW)


def test_notes_and_comments_of_a_word_file_are_found() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("A sentence with a note.")
    reference = parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
    paragraph._p.append(reference)
    made.add_paragraph("What comes after.")
    made.add_comment(paragraph.runs[0], text="Is this so?", author="V")
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>The note names the keeper.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    data = with_part(
        saved(made),
        "word/footnotes.xml",
        notes,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
    )

    document = load_bytes(data, "a.docx")

    assert document.text.startswith(
        "A sentence with a note.\nThe note names the keeper.\nWhat comes after.\n"
    )
    assert of_kind(document, SpanKind.DROPPED) == [("comment", "Is this so?")]


def with_part(data: bytes, name: str, content: str, reltype: str, content_type: str) -> bytes:
    """Add a part that python-docx cannot write, related to the document."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            if member == "word/_rels/document.xml.rels":
                relation = f'<Relationship Id="rId99" Type="{reltype}" Target="{Path(name).name}"/>'
                text = text.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
            if member == "[Content_Types].xml":
                override = f'<Override PartName="/{name}" ContentType="{content_type}"/>'
                text = text.replace(b"</Types>", override.encode() + b"</Types>")
            new.writestr(member, text)
        new.writestr(name, content)
    return file.getvalue()


def test_a_sheet_is_cited_by_its_name_and_row() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Boats"
    sheet.append(["Boat", "Price", "Bought", "Share", "Sold"])
    sheet.append(["Heron", 3000.0, datetime.date(2025, 12, 4), 0.25, True])
    sheet.append(["Tern", 0.1 + 0.2, datetime.datetime(2025, 12, 4, 9, 30), 1, False])
    sheet["D2"].number_format = "0%"
    sheet["A9"] = "A note far below."
    sheet["B2"].comment = Comment("Paid in gold.", "V")
    hidden = book.create_sheet("Keepers")
    hidden.sheet_state = "hidden"
    hidden.append(["Name", "Lamp"])
    hidden.append(["Venn", "seventh"])

    document = load_bytes(saved(book), "a.xlsx")

    assert of_kind(document, SpanKind.ROW) == [
        ("1", "Boat | Price | Bought | Share | Sold"),
        ("2", "Boat: Heron | Price: 3000 | Bought: 2025-12-04 | Share: 25% | Sold: TRUE"),
        ("3", "Boat: Tern | Price: 0.3 | Bought: 2025-12-04 09:30 | Share: 1 | Sold: FALSE"),
        ("9", "Boat: A note far below."),
        ("1", "Name | Lamp"),
        ("2", "Name: Venn | Lamp: seventh"),
    ]
    place = place_of(document, "seventh")
    assert (place.sheet, place.row) == ("Keepers", 2)
    assert of_kind(document, SpanKind.DROPPED) == [("comment", "Paid in gold.")]


def test_formulas_that_nobody_computed_are_remarked() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Sum", "=1+1", "=2+2"])

    document = load_bytes(saved(book), "a.xlsx")

    assert document.remarks == (
        "2 formulas have no value yet; open and save it in a spreadsheet program",
    )


def test_slides_are_cited_with_their_notes_tables_and_charts() -> None:
    made = pptx.Presentation()
    for number in (1, 2, 3):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Quay {number}"
        slide.placeholders[1].text = f"First point {number}\nSecond point {number}"
        slide.notes_slide.notes_text_frame.text = f"Tell the story of keeper {number}."
    group = made.slides[1].shapes.add_group_shape()
    box = group.shapes.add_textbox(0, 0, Inches(2), Inches(1))
    box.text_frame.text = "A box in a group."
    table = made.slides[1].shapes.add_table(2, 2, 0, 0, Inches(3), Inches(1)).table
    for i, text in enumerate(("Boat", "Owner", "Heron", "Venn")):
        table.cell(i // 2, i % 2).text = text
    data = CategoryChartData()
    data.categories = ["1901", "1902"]
    data.add_series("Catch", (1200.5, 1300))
    size = (0, 0, Inches(3), Inches(3))
    made.slides[2].shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data)

    document = load_bytes(saved(made), "a.pptx")

    assert document.title == "Quay 1"
    expected = {
        "Second point 1": 1,
        "the story of keeper 1": 1,
        "A box in a group": 2,
        "Boat: Heron | Owner: Venn": 2,
        "1901 | Catch: 1200.5": 3,
        "the story of keeper 3": 3,
    }
    assert {words: place_of(document, words).slide for words in expected} == expected


MADE = {
    "docx": lambda: saved(word_file()),
    "pptx": lambda: saved(pptx.Presentation()),
    "xlsx": lambda: saved(openpyxl.Workbook()),
}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("share", [0.05, 0.5, 0.97])
def test_a_cut_file_is_reported(suffix: str, share: float) -> None:
    data = MADE[suffix]()

    with pytest.raises(UnreadableDocumentError, match=rf"'a\.{suffix}'"):
        load_bytes(data[: int(len(data) * share)], f"a.{suffix}")


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_office_file_is_reported(suffix: str) -> None:
    made = docx.Document() if suffix == "docx" else None
    data = saved(made) if made else MADE[suffix]()

    with pytest.raises(UnreadableDocumentError, match="found only white space"):
        load_bytes(data, f"a.{suffix}")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("stream", "found"),
    [
        ("EncryptedPackage", "an Office file with a password. Save it without the password"),
        ("WordDocument", "an old Word file. Convert it to text or remove it"),
    ],
)
def test_an_encrypted_or_old_file_is_reported(suffix: str, stream: str, found: str) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096) + stream.encode("utf-16-le")

    with pytest.raises(UnreadableDocumentError, match=f"found {found}"):
        load_bytes(data, f"a.{suffix}")


def test_a_bomb_is_not_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(6):
            archive.writestr(f"word/{i}.xml", bytes(archives.MOST_BYTES // 5))

    with pytest.raises(UnreadableDocumentError, match="unpacks to 600,000,000 bytes"):
        archives.open_archive(file.getvalue(), "a.docx").close()


def test_xml_that_takes_all_memory_is_called_that() -> None:
    paragraphs = b"<w:p><w:r><w:t>A</w:t></w:r></w:p>" * 12_000_000
    data = changed(saved(word_file()), "word/document.xml", b"<w:sectPr", paragraphs)

    with pytest.raises(UnreadableDocumentError, match="within 2,000 MB of memory"):
        load_bytes(data, "a.docx")


def test_entities_that_grow_without_end_are_called_that() -> None:
    names = "abcdefg"
    entities = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    declared = f'<!DOCTYPE d [<!ENTITY a "lamp">{entities}]>'
    data = changed(saved(word_file()), "word/document.xml", b"<w:document", declared.encode())
    data = changed(data, "word/document.xml", b"first lamp", b"&g; ")

    with pytest.raises(UnreadableDocumentError, match="XML that grows without end"):
        load_bytes(data, "a.docx")


def changed(data: bytes, name: str, before: bytes, added: bytes) -> bytes:
    """Add to a member of an archive, before what stands in it."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            text = old.read(member)
            if member == name:
                assert before in text
                text = text.replace(before, added + before, 1)
            new.writestr(member, text)
    return file.getvalue()


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(word_file()))) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            if member == "word/document.xml":
                head, rest = text.split(b"?>", 1)
                entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
                text = head + b"?>" + entity.encode() + rest.replace(b"first lamp", b"first &x;")
            new.writestr(member, text)

    document = load_bytes(file.getvalue(), "a.docx")

    assert "a secret" not in document.text
    assert "The last lamp was lit in 1902." in document.text


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What LibreOffice makes of a page and a table."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("expected LibreOffice to convert with, found none")
    folder = tmp_path_factory.mktemp("office")
    page = (
        "<html><head><title>Marlow</title></head><body><h1>The harbour</h1><p>Lamps are lit.</p>"
        "<h2>Boats</h2><table><tr><th>Boat</th><th>Built</th></tr><tr><td>Heron</td><td>1901</td>"
        "</tr></table><p>Good night.</p></body></html>"
    )
    (folder / "a.html").write_text(page)
    (folder / "b.csv").write_text("Boat,Built\nHeron,1901\nTern,1911\n")
    for name, kind in (("a.html", "docx:MS Word 2007 XML"), ("b.csv", "xlsx")):
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(folder),
                str(folder / name),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    return {"docx": (folder / "a.docx").read_bytes(), "xlsx": (folder / "b.xlsx").read_bytes()}


def test_what_libreoffice_writes_is_read(converted: dict[str, bytes]) -> None:
    text = load_bytes(converted["docx"], "a.docx")
    table = load_bytes(converted["xlsx"], "b.xlsx")

    assert "Lamps are lit." in text.text
    assert [label for label, _ in of_kind(text, SpanKind.SECTION)][-1].endswith("Boats")
    assert ("2", "Boat: Heron | Built: 1901") in of_kind(text, SpanKind.ROW)
    assert of_kind(table, SpanKind.ROW)[2] == ("3", "Boat: Tern | Built: 1911")
    assert place_of(table, "Tern").sheet == "b"
