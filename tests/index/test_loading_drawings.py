"""Shapes, charts and diagrams of Office files, which the libraries for these pass over."""

from copy import deepcopy

import docx
import openpyxl
import pptx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.chart import BarChart
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Inches

from index.loading import load_bytes
from index.types import SpanKind
from tests.index.test_loading_office import changed, of_kind, place_of, saved, with_part


def chart_in_xml() -> bytes:
    """Return a chart as it lies in a Word or Excel file."""
    data = CategoryChartData()
    data.categories = ["1901", "1902"]
    data.add_series("Catch", (1234567.5, 0.1 + 0.2))
    size = (0, 0, Inches(3), Inches(3))
    slide = pptx.Presentation().slides.add_slide(pptx.Presentation().slide_layouts[6])
    made = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data).chart
    made.chart_title.text_frame.text = "Fish by year"
    return made.part.blob


def test_charts_and_diagrams_of_a_word_file_are_read_where_they_stand() -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("Before the chart.")
    chart = f'<c:chart {nsdecls("c", "r")} r:id="rId99"/>'
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:drawing>{chart}</w:drawing></w:r>"))
    made.add_paragraph("After the chart.")
    data = with_part(
        saved(made),
        "word/chart1.xml",
        chart_in_xml().decode(),
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart",
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    )

    document = load_bytes(data, "a.docx")

    assert document.text.split("\n") == [
        "Before the chart.",
        "Fish by year",
        "Catch",
        "1901 | Catch: 1234567.5",
        "1902 | Catch: 0.3",
        "After the chart.",
    ]


def test_shapes_and_charts_of_a_sheet_are_read_after_its_rows() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Boat", "Heron"])
    chart = BarChart()
    chart.title = "Catch by year"
    book.active.add_chart(chart)
    alone = BarChart()
    alone.title = "A chart on a sheet of its own"
    book.create_chartsheet("Alone").add_chart(alone)
    box = (
        '<sp><txBody><a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        "<a:r><a:t>A text </a:t></a:r><a:r><a:t>in a box.</a:t></a:r></a:p></txBody></sp>"
    )
    data = changed(saved(book), "xl/drawings/drawing1.xml", b"<clientData", box.encode())

    document = load_bytes(data, "a.xlsx")

    assert document.text.split("\n") == [
        "Boat | Heron",
        "A text in a box.",
        "Catch by year",
        "A chart on a sheet of its own",
    ]
    assert place_of(document, "A text in a box.").sheet == "Sheet"
    assert place_of(document, "A chart on").sheet == "Alone"


def test_a_shape_that_a_slide_has_in_two_forms_is_read_once() -> None:
    """PowerPoint keeps a text with a formula so: for itself, and as a picture for others."""
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    box = slide.shapes.add_textbox(0, 0, Inches(2), Inches(1))
    box.text_frame.text = "The mass is given by "
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula = f'<m:oMath xmlns:m="{math}"><m:r><m:t>E=mc2</m:t></m:r></m:oMath>'
    box.text_frame.paragraphs[0]._p.append(parse_xml(formula))
    forms = parse_xml(
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="a14"/><mc:Fallback/></mc:AlternateContent>'
    )
    box._element.addprevious(forms)
    forms[1].append(deepcopy(box._element))
    forms[0].append(box._element)

    document = load_bytes(saved(made), "a.pptx")

    assert document.text == "The mass is given by E=mc2"


def test_comments_on_a_slide_are_dropped() -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    slide.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame.text = "Lamps are lit."
    comments = (
        '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        "<p:cm><p:text>Is this so?</p:text></p:cm></p:cmLst>"
    )
    part = Part(
        PackURI("/ppt/comments/comment1.xml"),
        "application/vnd.openxmlformats-officedocument.presentationml.comments+xml",
        made.part.package,
        comments.encode(),
    )
    reltype = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    slide.part.relate_to(part, reltype)

    document = load_bytes(saved(made), "a.pptx")

    assert document.text == "Lamps are lit.\nIs this so?"
    assert of_kind(document, SpanKind.DROPPED) == [("comment", "Is this so?")]
