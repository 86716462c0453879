"""HTML pages: all that is visible becomes text, and what is not main content is marked as dropped.

The text is laid out one block a line; LINE spans lead back to the lines of the file.
"""

import re

from index.dates import stated_date
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.html_article import main_blocks
from index.loading.html_blocks import PageBlock, read_page
from index.loading.html_rows import tell_rows
from index.loading.sections import Heading, heading_spans
from index.types import Span, SpanKind

_CHARSET = re.compile(rb"<meta[^>]{,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.I)

_DECLARED_WITHIN = 4096
"""Bytes at the start of a page in which its encoding is looked for; the standard asks for 1,024."""


def load_html(data: bytes, source: str) -> Content:
    """Load an HTML page; the document's text is what a browser shows, block by block."""
    html, encoding = decode(data, source, declared=_declared_encoding(data))
    page = read_page(html)
    is_main = main_blocks(html, [block.text for block in page.blocks])
    is_main = [keep or block.is_note for keep, block in zip(is_main, page.blocks, strict=True)]
    _keep_headings(page.blocks, is_main)
    tell_rows(page.blocks)
    text, starts = _lay_out(page.blocks)
    title = _title(page.title, page.blocks, is_main)
    headings = [
        Heading(start=start, end=start + len(block.text), level=block.level, label=_label(block))
        for start, block, keep in zip(starts, page.blocks, is_main, strict=True)
        if keep and block.level
    ]
    spans = (
        *_line_spans(starts, page.blocks),
        *_body_spans(starts, page.blocks, is_main),
        *heading_spans(headings, len(text), title=title),
    )
    kept = "\n".join(b.text for b, keep in zip(page.blocks, is_main, strict=True) if keep)
    return Content(
        title=title,
        text=text,
        encoding=encoding,
        spans=spans,
        date=page.date or stated_date(kept),
    )


def _declared_encoding(data: bytes) -> str | None:
    head = data[:_DECLARED_WITHIN]
    match = _XML_ENCODING.match(head) or _CHARSET.search(head)
    return match[1].decode("ascii") if match else None


def _keep_headings(blocks: list[PageBlock], is_main: list[bool]) -> None:
    """Keep the headings of what is kept, which the extraction sometimes leaves out."""
    for i in range(len(blocks) - 2, -1, -1):
        is_main[i] = is_main[i] or (blocks[i].level > 0 and is_main[i + 1])


def _lay_out(blocks: list[PageBlock]) -> tuple[str, list[int]]:
    """Return the text of all blocks, one a line, and where each starts."""
    starts = []
    position = 0
    for block in blocks:
        starts.append(position)
        position += len(block.text) + 1
    return "\n".join(block.text for block in blocks), starts


def _label(block: PageBlock) -> str:
    return " ".join(block.text.split())


def _title(title: str, blocks: list[PageBlock], is_main: list[bool]) -> str:
    """Prefer the first main heading: a title element often has the site's name in it."""
    kept = (b for b, keep in zip(blocks, is_main, strict=True) if keep and b.level == 1)
    first = next(kept, None)
    return _label(first) if first else title


def _line_spans(starts: list[int], blocks: list[PageBlock]) -> list[Span]:
    places = [
        (start + offset, line)
        for start, block in zip(starts, blocks, strict=True)
        for offset, line in block.lines
    ]
    ends = (
        [start for start, _ in places[1:]] + [starts[-1] + len(blocks[-1].text)] if places else []
    )
    return [
        Span(kind=SpanKind.LINE, start=start, end=end, label=str(line))
        for (start, line), end in zip(places, ends, strict=True)
    ]


def _body_spans(starts: list[int], blocks: list[PageBlock], is_main: list[bool]) -> list[Span]:
    """Return a BLOCK or ROW for each kept block, and a DROPPED for each run of the others."""
    spans: list[Span] = []
    for start, block, keep in zip(starts, blocks, is_main, strict=True):
        end = start + len(block.text)
        if keep and block.row:
            label = str(block.row.number)
            spans.append(Span(kind=SpanKind.ROW, start=start, end=end, label=label))
        elif keep and not block.level:
            spans.append(Span(kind=SpanKind.BLOCK, start=start, end=end))
        elif not keep:
            is_run = spans and spans[-1].kind is SpanKind.DROPPED and spans[-1].end == start - 1
            first = spans.pop().start if is_run else start
            spans.append(Span(kind=SpanKind.DROPPED, start=first, end=end, label="boilerplate"))
    return spans
