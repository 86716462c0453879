"""Word files: paragraphs, headings, tables, notes and text boxes in the order they are read.

The element tree is walked, not the library's list of paragraphs, which leaves out text boxes,
content controls and tracked changes. Notes follow the paragraph that refers to them.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle, ParagraphStyle
from lxml import etree

from index.loading.archives import damaged, open_archive
from index.loading.content import Content
from index.loading.drawings import add_chart, texts_in, tree_of
from index.loading.layout import Layout
from index.loading.tables import one_line, rows_in_words
from index.types import SpanKind

_TITLE_LEVEL = 1
_HEADING = re.compile(r"heading (\d)", re.I)
_NO_TITLE = re.compile(r"^\W*$|^(?:untitled|document\d*|word document)$|\.docx?\b", re.I)

_TEXT = frozenset({qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"})
_SPACES = frozenset({qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:ptab")})
_NOTE_REFERENCES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_NOTE_PARTS = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}
_CHART_SPACE = qn("c:chartSpace")
_DRAWING_REFERENCES = {
    qn("c:chart"): qn("r:id"),
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": qn("r:dm"),
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DROPPED_PARTS = {
    RELATIONSHIP_TYPE.HEADER: "running header",
    RELATIONSHIP_TYPE.FOOTER: "running footer",
    RELATIONSHIP_TYPE.COMMENTS: "comment",
}


def load_docx(data: bytes, source: str) -> Content:
    """Load a Word file; deleted text, comments, headers and footers are marked as dropped."""
    open_archive(data, source).close()
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, PackageNotFoundError, etree.XMLSyntaxError) as error:
        raise damaged("a Word file", source, error) from error
    walk = _Walk(document)
    walk.blocks(document.element.body)
    walk.finish()
    return walk.layout.content(title=walk.title, encoding="docx")


@dataclass(slots=True)
class _Found:
    """What one paragraph holds beside its text."""

    text: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind and id of each note that it refers to."""
    drawings: list[str] = field(default_factory=list)
    """The relation by which each chart or diagram is found."""


class _Walk:
    """Lays out a document block by block."""

    def __init__(self, document: WordDocument) -> None:
        self.layout = Layout()
        stated = " ".join(document.core_properties.title.split())
        self.title = "" if _NO_TITLE.search(stated) else stated
        self._part = document.part
        self._levels = {style.style_id: _level_of(style) for style in document.styles}
        self._notes = dict(_notes(document.part))

    def blocks(self, parent: etree._Element) -> None:
        """Lay out what a body, a cell or a text box holds."""
        for element in parent:
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag not in (qn("w:sectPr"), _FALLBACK):
                self.blocks(element)  # content controls, tracked insertions and the like

    def finish(self) -> None:
        """Lay out what no paragraph refers to, and what stands beside the text."""
        for kind, number in list(self._notes):
            self._note(kind, number)
        for relation in self._part.rels.values():
            if relation.reltype in _DROPPED_PARTS and not relation.is_external:
                text = " ".join(_all_text(tree_of(relation.target_part.blob)).split())
                self.layout.add(text, SpanKind.DROPPED, _DROPPED_PARTS[relation.reltype])

    def _paragraph(self, element: etree._Element) -> None:
        found = _Found()
        _gather(element, found)
        text = "".join(found.text).strip()
        level = self._level(element)
        if level and text:
            self.layout.add_heading(text, level)
            if level == _TITLE_LEVEL and not self.title and len(self.layout.headings) == 1:
                self.title = self.layout.headings[0].label
        else:
            self.layout.add(text)
        self._beside(found)

    def _beside(self, found: _Found) -> None:
        """Lay out, after a paragraph or row, what belongs to it."""
        self.layout.add("".join(found.deleted), SpanKind.DROPPED, "deleted text")
        for box in found.boxes:
            self.blocks(box)
        for relation in found.drawings:
            self._drawing(relation)
        for kind, number in found.notes:
            self._note(kind, number)

    def _drawing(self, relation: str) -> None:
        part = self._part.related_parts.get(relation)
        if part is None:
            return
        tree = tree_of(part.blob)
        if tree.tag == _CHART_SPACE:
            add_chart(self.layout, tree)
        else:
            for text in texts_in(tree):
                self.layout.add(text)

    def _note(self, kind: str, number: str) -> None:
        note = self._notes.pop((kind, number), None)
        if note is not None:
            self.blocks(note)

    def _table(self, table: etree._Element) -> None:
        found = _Found()
        rows: list[list[str]] = []
        for row in table.iterchildren(qn("w:tr"), qn("w:sdt")):
            for own in [row] if row.tag == qn("w:tr") else row.iter(qn("w:tr")):
                rows.append(_cells(own, rows[-1] if rows else [], found))
        is_headed = True if table.find(f".//{qn('w:tblHeader')}") is not None else None
        for number, told in enumerate(rows_in_words(rows, is_headed=is_headed), start=1):
            self.layout.add(told, SpanKind.ROW, str(number))
        self._beside(found)

    def _level(self, paragraph: etree._Element) -> int:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return 0
        outline = properties.find(qn("w:outlineLvl"))
        if outline is not None and int(outline.get(qn("w:val"), 9)) < 9:
            return int(outline.get(qn("w:val"))) + 1
        style = properties.find(qn("w:pStyle"))
        return self._levels.get(style.get(qn("w:val")), 0) if style is not None else 0


def _level_of(style: BaseStyle) -> int:
    """Return the rank of a heading's style, 0 for any other; a style inherits it."""
    seen: BaseStyle | None = style
    while isinstance(seen, ParagraphStyle):
        name = seen.name or ""
        if name.lower() == "title":
            return _TITLE_LEVEL
        if match := _HEADING.fullmatch(name):
            return int(match[1])
        seen = seen.base_style
    return 0


def _gather(element: etree._Element, found: _Found) -> None:
    """Gather the text of a paragraph, in order, and what it holds beside it."""
    for child in element:
        tag = child.tag
        if tag in _TEXT:
            found.text.append(child.text or "")
        elif tag in _SPACES:
            found.text.append(" ")
        elif tag == qn("w:noBreakHyphen"):
            found.text.append("-")
        elif tag == qn("w:delText"):
            found.deleted.append(child.text or "")
        elif tag == qn("w:moveFrom"):  # it stands where it was moved to as well
            found.deleted += [text.text or "" for text in child.iter(qn("w:t"))]
        elif tag == qn("w:txbxContent"):
            found.boxes.append(child)
        elif tag in _DRAWING_REFERENCES:
            found.drawings.append(child.get(_DRAWING_REFERENCES[tag], ""))
        elif tag in _NOTE_REFERENCES:
            found.notes.append((_NOTE_REFERENCES[tag], child.get(qn("w:id"), "")))
        elif tag not in (qn("w:pPr"), qn("w:rPr"), _FALLBACK):
            _gather(child, found)


def _cells(row: etree._Element, above: list[str], found: _Found) -> list[str]:
    """Return the cells of a row; one that is merged with that above it says the same."""
    cells: list[str] = []
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row:
            continue  # of a table within a cell, whose text the outer cell holds
        inner = _Found()
        for paragraph in cell.iter(qn("w:p")):
            if next(paragraph.iterancestors(qn("w:txbxContent")), None) is None:
                _gather(paragraph, inner)
                inner.text.append(" ")
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        is_merged = merge is not None and merge.get(qn("w:val")) != "restart"
        place = len(cells)
        cells.append(above[place] if is_merged and place < len(above) else _joined(inner))
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        cells += [""] * (int(span.get(qn("w:val"), 1)) - 1 if span is not None else 0)
        found.deleted += inner.deleted
        found.boxes += inner.boxes
        found.notes += inner.notes
        found.drawings += inner.drawings
    return cells


def _joined(found: _Found) -> str:
    return one_line("".join(found.text))


def _notes(part: Part) -> Iterator[tuple[tuple[str, str], etree._Element]]:
    """Yield the foot- and endnotes that say something, by kind and id."""
    for kind, reltype in _NOTE_PARTS.items():
        for relation in part.rels.values():
            if relation.reltype == reltype and not relation.is_external:
                for note in tree_of(relation.target_part.blob).iter(qn(f"w:{kind}")):
                    yield (kind, note.get(qn("w:id"), "")), note


def _all_text(tree: Any) -> str:
    return " ".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in tree.iter(qn("w:p"))
    )
