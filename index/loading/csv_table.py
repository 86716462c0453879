"""Comma- and tab-separated values: one row of text a record, each naming its columns."""

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.layout import Layout
from index.loading.tables import one_line, rows_in_words
from index.types import SpanKind

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 100_000

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # an article may be one field


def load_csv(data: bytes, source: str) -> Content:
    """Load a table; `Place.row` counts records as a spreadsheet does."""
    text, encoding = decode(data, source)
    layout = Layout()
    lines: list[int] = []
    told = rows_in_words(_records(text, _delimiter(text), lines))
    for number, row in enumerate(told, start=1):
        layout.mark(SpanKind.LINE, str(lines[-1]))
        layout.add(row, SpanKind.ROW, str(number))
    return layout.content(title="", encoding=encoding)


def _records(text: str, delimiter: str, lines: list[int]) -> Iterator[list[str]]:
    """Yield the records, noting in `lines` the line that the latest begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines.append(1)
    while True:
        lines[-1] = reader.line_num + 1
        record = next(reader, None)
        if record is None:
            return
        yield [one_line(cell) for cell in record]


def _delimiter(text: str) -> str:
    """Return what separates most records of the beginning into most columns of equal number."""
    head = text[:_SAMPLE_CHARACTERS]

    def evenness(delimiter: str) -> float:
        """Return how many records have the usual number of columns, if that is more than one."""
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        widths = Counter(len(record) for record in islice(reader, _SAMPLE_ROWS) if record)
        width, count = widths.most_common(1)[0] if widths else (1, 1)
        return (width > 1) * count / max(widths.total(), 1) + min(width, 50) / 1_000

    return max(_DELIMITERS, key=evenness)
