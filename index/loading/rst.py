"""reStructuredText as it stands in the file: marks are kept, so that every quote is found in it.

Lines are looked at one after the other, which is enough to tell headings, directives, comments,
code and tables apart; docutils would build a tree that no longer says where its words stood. Only
rows of tables are written anew, each on the line it begins on.
"""

from index.dates import full_date, stated_date
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.rst_lines import LINE, LineReader, lines_of
from index.loading.rst_tables import rows_of
from index.loading.sections import heading_spans


def load_rst(data: bytes, source: str) -> Content:
    """Load reStructuredText; the document's text is the decoded file but for the rows of tables."""
    text, encoding = decode(data, source)
    text, rows = _with_rows_in_words(text)
    reader = LineReader(lines_of(text), rows)
    reader.go_through()
    title = next((h.label for h in reader.headings if h.level == 1), "")
    return Content(
        title=title,
        text=text,
        encoding=encoding,
        spans=(*reader.spans, *heading_spans(reader.headings, len(text), title=title)),
        date=full_date(reader.fields.get("date", "")) or stated_date(text),
    )


def _with_rows_in_words(text: str) -> tuple[str, dict[int, int]]:
    """Return a text whose tables' rows name their columns, and these rows' lines and numbers."""
    reader = LineReader(lines_of(text))
    reader.go_through()
    written = LINE.findall(text)
    numbers: dict[int, int] = {}
    for first, end, is_grid in reader.tables:
        table = [line.rstrip("\r\n") for line in written[first:end]]
        rows = rows_of(table, is_grid=is_grid)
        numbers.update({first + i: number for number, i in enumerate(rows, start=1)})
        for i, line in enumerate(table if rows else ()):
            indent = line[: len(line) - len(line.lstrip())]
            line_end = written[first + i][len(line) :]
            written[first + i] = (indent + rows[i] if i in rows else "") + line_end
    return "".join(written), numbers
