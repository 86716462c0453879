"""PowerPoint files, slide by slide: titles, all shapes, tables, charts, and the speaker's notes."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pptx
from lxml import etree
from pptx.exc import PackageNotFoundError
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.table import Table

from index.loading.archives import damaged, open_archive
from index.loading.content import Content
from index.loading.drawings import add_chart, texts_in, tree_of
from index.loading.layout import Layout
from index.loading.tables import one_line, rows_in_words
from index.types import SpanKind

_DIAGRAM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
_SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_SHAPES = frozenset({f"{_SLIDE}sp", f"{_SLIDE}graphicFrame"})
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"

_BROKEN = (KeyError, ValueError, PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError)


def load_pptx(data: bytes, source: str) -> Content:
    """Load a presentation; notes are text like the slide's own."""
    open_archive(data, source).close()
    try:
        presentation = pptx.Presentation(io.BytesIO(data))
    except _BROKEN as error:
        raise damaged("a PowerPoint file", source, error) from error
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
        layout.add_heading(" ".join(texts_in(named.element)), 1)
    for shape in _shapes(slide.shapes.element):
        if shape.tag == f"{_SLIDE}graphicFrame":
            _add_frame(layout, GraphicFrame(shape, slide.shapes))
        elif named is None or shape.shape_id != named.shape_id:
            for text in texts_in(shape):
                layout.add(text)
    for relation in slide.part.rels.values():
        if relation.reltype == _DIAGRAM:
            for text in texts_in(tree_of(relation.target_part.blob)):
                layout.add(text)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for text in texts_in(slide.notes_slide.notes_text_frame._txBody):
            layout.add(text)
    for text in _comments(slide):
        layout.add(text, SpanKind.DROPPED, "comment")


def _shapes(parent: Any) -> Iterator[Any]:
    """Yield the elements of shapes in order, those of groups one by one.

    The library passes over a shape that is there in two forms, as PowerPoint keeps one with a
    formula. The first form says more than the second, which is for older programs.
    """
    for element in parent:
        if element.tag == _ALTERNATIVES:
            for choice in element[:1]:
                yield from _shapes(choice)
        elif element.tag == f"{_SLIDE}grpSp":
            yield from _shapes(element)
        elif element.tag in _SHAPES:
            yield element


def _add_frame(layout: Layout, frame: GraphicFrame) -> None:
    if frame.has_table:
        for number, told in enumerate(rows_in_words(_table_rows(frame.table)), start=1):
            layout.add(told, SpanKind.ROW, str(number))
    elif frame.has_chart:
        add_chart(layout, tree_of(frame.chart.part.blob))


def _table_rows(table: Table) -> list[list[str]]:
    return [[" ".join(texts_in(cell._tc)) for cell in row.cells] for row in table.rows]


def _comments(slide: Slide) -> Iterator[str]:
    """Yield what people have remarked on a slide, in the form of any version."""
    for relation in slide.part.rels.values():
        if relation.reltype.endswith("/comments") and not relation.is_external:
            tree = tree_of(relation.target_part.blob)
            yield from texts_in(tree)
            for text in tree.iter(f"{_SLIDE}text"):
                yield one_line(text.text or "")
