"""What drawings within Office files say: texts of shapes and diagrams, titles and data of charts.

The libraries for Word and Excel files know nothing of these parts, so their XML is read as it is.
"""

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from index.loading.layout import Layout
from index.loading.tables import one_line, rows_in_words
from index.types import SpanKind

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DRAWN = ("/drawing", "/chart", "/diagramData")
"""How the kinds of relations end by which what is drawn is found."""


def tree_of(xml: bytes) -> etree._Element:
    """Parse a part of a file; nothing outside of it is looked up."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(xml, parser)


def texts_in(tree: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of everything below an element."""
    for paragraph in tree.iter(f"{_DRAWING}p"):
        if text := paragraph_text(paragraph):
            yield text


def paragraph_text(paragraph: etree._Element) -> str:
    """Return a paragraph of a drawing on one line, formulas included."""
    parts = paragraph.iter(f"{_DRAWING}t", f"{_DRAWING}br", f"{_MATH}t")
    return one_line(
        "".join(" " if part.tag == f"{_DRAWING}br" else part.text or "" for part in parts)
    )


def add_chart(layout: Layout, chart: etree._Element) -> None:
    """Lay out the titles of a chart and of its axes, and its data as rows."""
    for text in texts_in(chart):
        layout.add(text)
    for number, row in enumerate(rows_in_words(_rows(chart), is_headed=True), start=1):
        layout.add(row, SpanKind.ROW, str(number))


def texts_drawn_on(archive: zipfile.ZipFile, member: str) -> Iterator[str]:
    """Yield what the shapes, charts and diagrams say that are drawn on a part of an archive."""
    folder, name = posixpath.split(member)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return
    for relation in tree_of(archive.read(relations)).iter(_RELATION):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:]
        if relation.get("Type", "").endswith(_DRAWN) and target in archive.namelist():
            yield from texts_in(tree_of(archive.read(target)))
            yield from texts_drawn_on(archive, target)


def _rows(chart: etree._Element) -> list[list[str]]:
    """Return the data: the names of the series, then each category with its values."""
    series = list(chart.iter(f"{_CHART}ser"))
    names = [next(iter(_points(one, "tx").values()), "") for one in series]
    labels = [_points(one, "cat") or _points(one, "xVal") for one in series]
    values = [_points(one, "val") or _points(one, "yVal") for one in series]
    label_of = {place: label for one in reversed(labels) for place, label in one.items()}
    places = sorted({place for one in values for place in one})
    rows = [[label_of.get(p, ""), *(one.get(p, "") for one in values)] for p in places]
    return [["", *names], *rows] if rows else []


def _points(series: etree._Element, name: str) -> dict[int, str]:
    """Return the values that one part of a series has, by their places."""
    part = series.find(f"{_CHART}{name}")
    if part is None:
        return {}
    level = next(part.iter(f"{_CHART}lvl"), part)
    points = {
        int(point.get("idx", 0)): _plain(point.findtext(f"{_CHART}v", ""))
        for point in level.iter(f"{_CHART}pt")
    }
    said = part.findtext(f"{_CHART}v", "")
    return points or ({0: said} if said else {})


def _plain(value: str) -> str:
    """Return a number as a person writes it, `0.3` for 0.30000000000000004."""
    try:
        return f"{float(value):.15g}"
    except ValueError:
        return one_line(value)
