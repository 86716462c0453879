"""PowerPoint files, slide by slide: titles, all shapes, tables, charts, and the speaker's notes."""

import io
import zipfile
from collections.abc import Iterable, Iterator

import pptx
from lxml import etree
from pptx.chart.chart import Chart
from pptx.exc import PackageNotFoundError
from pptx.shapes.base import BaseShape
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table

from index.errors import UnreadableDocumentError
from index.loading.archives import open_archive
from index.loading.content import Content
from index.loading.layout import Layout
from index.loading.tables import one_line, rows_in_words
from index.types import SpanKind

_DIAGRAM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
_DIAGRAM_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"

_BROKEN = (KeyError, ValueError, PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError)


def load_pptx(data: bytes, source: str) -> Content:
    """Load a presentation; notes are text like the slide's own."""
    open_archive(data, source).close()
    try:
        presentation = pptx.Presentation(io.BytesIO(data))
    except _BROKEN as error:
        raise UnreadableDocumentError(
            f"Expected a PowerPoint file in '{source}', found a damaged one. Save it anew"
        ) from error
    layout = Layout()
    title = one_line(presentation.core_properties.title or "")
    for number, slide in enumerate(presentation.slides, start=1):
        layout.mark(SpanKind.SLIDE, str(number))
        _lay_out(slide, layout)
    if title.lower() in ("", "powerpoint presentation"):
        title = layout.headings[0].label if layout.headings else ""
    return layout.content(title=title, encoding="pptx")


def _lay_out(slide: Slide, layout: Layout) -> None:
    named = slide.shapes.title
    if named is not None:
        layout.add_heading(one_line(named.text_frame.text), 1)
    for shape in _shapes(slide.shapes):
        if named is not None and shape.shape_id == named.shape_id:
            continue
        if shape.has_text_frame:
            for paragraph in shape.text_frame.paragraphs:  # type: ignore[attr-defined]
                layout.add(one_line(paragraph.text))
        elif getattr(shape, "has_table", False):
            _add_rows(layout, _table_rows(shape.table))  # type: ignore[attr-defined]
        elif getattr(shape, "has_chart", False):
            _add_chart(layout, shape.chart)  # type: ignore[attr-defined]
    for relation in slide.part.rels.values():
        if relation.reltype == _DIAGRAM:
            for text in _diagram_texts(relation.target_part.blob):
                layout.add(text)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            layout.add(one_line(paragraph.text))


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    """Yield shapes in order, those of groups one by one."""
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _table_rows(table: Table) -> list[list[str]]:
    return [[one_line(cell.text) for cell in row.cells] for row in table.rows]


def _add_rows(layout: Layout, rows: list[list[str]]) -> None:
    for number, told in enumerate(rows_in_words(rows), start=1):
        layout.add(told, SpanKind.ROW, str(number))


def _add_chart(layout: Layout, chart: Chart) -> None:
    """Lay out a chart's title, and its data as rows."""
    if chart.has_title:
        layout.add(one_line(chart.chart_title.text_frame.text))
    for plot in chart.plots:
        series = list(plot.series)
        header = ["", *(str(one.name) for one in series)]
        values = [list(one.values) for one in series]
        rows = [
            [
                str(category),
                *(f"{v[i]:g}" if i < len(v) and v[i] is not None else "" for v in values),
            ]
            for i, category in enumerate(plot.categories)
        ]
        told = rows_in_words([header, *rows], is_headed=True)
        for number, row in enumerate(told, start=1):
            layout.add(row, SpanKind.ROW, str(number))


def _diagram_texts(data: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for paragraph in etree.fromstring(data, parser).iter(_DIAGRAM_TEXT):
        yield one_line("".join(paragraph.itertext()))
