"""Notebooks: prose, code and what the code printed, each at the number of its cell.

Cells are counted over the whole notebook, as a reader counts them, not by when they were run.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.html_blocks import read_page
from index.loading.layout import Layout, storable
from index.loading.markdown import outline, with_named_columns
from index.types import SpanKind

_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""What colours a terminal."""


def load_notebook(data: bytes, source: str) -> Content:
    """Load a Jupyter notebook of any version; images are left out and counted in a remark."""
    text, encoding = decode(data, source)
    cells = list(_cells(text, source))
    layout = Layout()
    n_images = 0
    for number, cell in enumerate(cells, start=1):
        layout.mark(SpanKind.CELL, str(number))
        _add_source(layout, cell)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else []:
            if isinstance(output, dict):
                n_images += _add_output(layout, output)
    plural = "s" if n_images > 1 else ""
    remarks = (f"{n_images} image{plural} among the outputs left out",) if n_images else ()
    title = next((h.label for h in layout.headings if h.level == 1), "")
    return layout.content(title=title, encoding=encoding, remarks=remarks)


def _cells(text: str, source: str) -> Iterator[dict[str, Any]]:
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_notebook(source, "broken or too deeply nested JSON") from error
    if not isinstance(notebook, dict):
        raise _no_notebook(source, "JSON of another kind")
    sheets = notebook.get("worksheets")
    holders = sheets if isinstance(sheets, list) and "cells" not in notebook else [notebook]
    cells = [holder.get("cells") for holder in holders if isinstance(holder, dict)]
    if not any(isinstance(some, list) for some in cells):
        raise _no_notebook(source, "JSON without cells")
    for some in cells:
        yield from (c for c in some if isinstance(c, dict)) if isinstance(some, list) else ()


def _no_notebook(source: str, found: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"Expected a notebook in '{source}', found {found}. Save it again from Jupyter"
    )


def _add_source(layout: Layout, cell: dict[str, Any]) -> None:
    text = storable(_joined(cell.get("source", cell.get("input"))))
    match cell.get("cell_type"):
        case "markdown":
            text = with_named_columns(text)
            headings, spans = outline(text)
            layout.add_parsed(text, spans, headings)
        case "heading":
            level = cell.get("level")
            layout.add_heading(text, level if isinstance(level, int) else 1)
        case _:
            layout.add(text)


def _add_output(layout: Layout, output: dict[str, Any]) -> int:
    """Add the text of an output; return how many images it is instead."""
    bundle = output.get("data", output)
    bundle = bundle if isinstance(bundle, dict) else {}
    plain = _joined(bundle.get("text/plain") or output.get("text"))
    page = _joined(bundle.get("text/html") or bundle.get("html"))
    markdown = _joined(bundle.get("text/markdown"))
    n_images = any(key.startswith("image/") or key in {"png", "jpeg", "svg"} for key in bundle)
    if markdown.strip():
        _, spans = outline(storable(markdown))
        layout.add_parsed(storable(markdown), spans, [])
    elif page.strip() and (blocks := read_page(storable(page)).blocks):
        for block in blocks:
            layout.add(block.text)
    else:
        # "<Figure size 640x480>" is what stands for an image in a terminal
        is_stand_in = n_images and plain.startswith("<") and plain.rstrip().endswith(">")
        kind, label = (SpanKind.DROPPED, "image") if is_stand_in else (SpanKind.BLOCK, "")
        layout.add(_ESCAPE.sub("", plain), kind, label)
    if output.get("ename"):
        layout.add(f"{_joined(output['ename'])}: {_joined(output.get('evalue'))}")
        traceback = _ESCAPE.sub("", _joined(output.get("traceback"), "\n"))
        layout.add(traceback, SpanKind.DROPPED, "traceback")
    return int(n_images)


def _joined(value: object, separator: str = "") -> str:
    """Return a text that may be stored as a list of its lines."""
    if isinstance(value, list):
        return separator.join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
