"""Excel files, sheet by sheet: one row of text a row, each naming its columns, then drawings."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree
from openpyxl.reader.excel import ExcelReader

from index.loading.archives import damaged, open_archive
from index.loading.content import Content
from index.loading.drawings import texts_drawn_on
from index.loading.layout import Layout
from index.loading.tables import one_line, rows_in_words
from index.types import SpanKind

_UNCOMPUTED = re.compile(rb"</f>(?:<v\s*/>|<v></v>)?</c>")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_COMMENTS = re.compile(r"xl/(?:comments\d*|comments/[^/]+|threadedComments/[^/]+)\.xml")
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHUNK_BYTES = 1_000_000


def load_xlsx(data: bytes, source: str) -> Content:
    """Load a workbook, hidden sheets included; `Place.row` is the sheet's own number."""
    archive = open_archive(data, source)
    try:
        reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True)
        reader.read()
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise damaged("an Excel file", source, error) from error
    layout = Layout()
    sheets = {sheet.title: sheet for sheet in reader.wb.worksheets}
    for named, relation in reader.parser.find_sheets():
        layout.mark(SpanKind.SHEET, named.name)
        start = layout.start
        rows = _rows(sheets[named.name]) if named.name in sheets else ()  # one may be a chart
        for number, told in enumerate(rows_in_words(rows), start=1):
            layout.add(told, SpanKind.ROW, str(number))
        for text in texts_drawn_on(archive, relation.target):
            layout.add(text)
        layout.add_section(start, named.name)
    for text in _comments(archive):
        layout.add(text, SpanKind.DROPPED, "comment")
    stated = one_line(reader.wb.properties.title or "")
    return layout.content(title=stated, encoding="xlsx", remarks=tuple(_remarks(archive)))


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Yield the cells of every row, those left out in the file as empty rows."""
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    number = 0
    for row in sheet.iter_rows():
        first = next((cell.row for cell in row if getattr(cell, "row", None)), number + 1)
        while number + 1 < first:
            number += 1
            yield []
        number += 1
        yield [
            _in_words(cell.value, cell.number_format) if cell.value is not None else ""
            for cell in row
        ]


def _in_words(value: object, number_format: str) -> str:
    """Return a value as a person sees it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int | float) and number_format.endswith("%"):
        return f"{value * 100:.10g}%"
    if isinstance(value, float):
        return f"{value:.15g}"
    return one_line(str(value))


def _comments(archive: zipfile.ZipFile) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for name in archive.namelist():
        if _COMMENTS.fullmatch(name):
            for comment in etree.fromstring(archive.read(name), parser).iter(
                f"{_SPREADSHEET}comment"
            ):
                yield one_line("".join(comment.itertext()))


def _remarks(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield how many formulas have no value: a program wrote them and none has computed them."""
    n_formulas = 0
    for name in archive.namelist():
        if _SHEET.fullmatch(name):
            with archive.open(name) as sheet:
                rest = b""
                while chunk := sheet.read(_CHUNK_BYTES):
                    whole = rest + chunk
                    n_formulas += len(_UNCOMPUTED.findall(whole))
                    cut = whole.rfind(b"</f>")
                    rest = whole[cut:] if cut >= 0 and len(whole) - cut < 20 else b""
    if n_formulas:
        told = "1 formula has" if n_formulas == 1 else f"{n_formulas:,} formulas have"
        yield f"{told} no value yet; open and save it in a spreadsheet program"
