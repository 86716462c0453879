"""Web pages: all that a reader sees becomes text, and what is not the article is marked as dropped.

The text is our own walk over the page, so that nothing visible is lost; trafilatura only judges
which of its blocks are the article. A page it can make nothing of is kept whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from index.errors import UnreadableDocumentError
from index.loading.parts import Heading, Parts, sections
from index.types import Span, SpanKind

_UNSEEN = frozenset(
    "head script style template noscript svg math iframe object embed select option textarea"
    " datalist audio video canvas map".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol"
    " p pre search section summary table tbody tfoot thead title tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_HEADING = re.compile(r"h[1-6]")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_WORD = re.compile(r"[\W_]+")

_CERTAIN_CHARACTERS = 25
"""A shorter block belongs to the article only if it is a line of it, not part of one."""

_SHINGLE = 40
"""Characters compared at a time when only part of a block is in the article."""


@dataclass(slots=True)
class _Block:
    """One visible block while it is put together, then with its place in the text."""

    level: int = 0
    """Of a heading, from 1; 0 for other blocks."""
    line: int = 0
    """In the file, of its first text."""
    is_pre: bool = False
    chunks: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0
    words: str = ""
    kept: bool = True


def load_html(text: str) -> Parts:
    """Return the visible text of a page; what is not of the article is marked as dropped."""
    root = _parse(text)
    blocks = [block for block in _visible_blocks(root) if block.words]
    page = _lay_out(blocks)
    _judge(blocks, _article(text))
    kept = [block for block in blocks if block.kept]
    headings = [
        Heading(start=b.start, end=b.end, level=b.level, words=b.words) for b in kept if b.level
    ]
    title = next((h.words for h in headings if h.level == 1), _title_of(root))
    spans = [
        *sections(headings, title=title, length=len(page)),
        *(_span(SpanKind.LINE, b, str(b.line)) for b in blocks),
        *(_span(SpanKind.BLOCK, b) for b in kept if not b.level),
        *(_span(SpanKind.DROPPED, b, "boilerplate") for b in blocks if not b.kept),
    ]
    return Parts(title=title, text=page, spans=tuple(spans))


def _parse(text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocumentError(f"expected HTML, found none ({error.msg})") from error
    if root is None:
        raise UnreadableDocumentError("expected HTML, found no element in it")
    return root


def _visible_blocks(root: etree._Element) -> Iterator[_Block]:
    """Yield the blocks in the order they are read."""
    block = _Block()
    cell: etree._Element | None = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        breaks = cell is None and (tag in _BLOCKS or (tag in _CELLS and not _is_data(element)))
        if breaks:
            yield _closed(block)
            block = _opened(tag) if event == "start" else _Block()
        if event == "start":
            if not tag or _is_unseen(tag, element):
                walk.skip_subtree()
            else:
                cell = element if cell is None and tag in _CELLS and not breaks else cell
                _add(block, element, _mark(tag) if cell in (None, element) else " ", element.text)
        else:
            cell = None if element is cell else cell
            _add(block, element, "", element.tail)
    yield _closed(block)


def _is_data(cell: etree._Element) -> bool:
    """Whether a table's cell holds a value; a page may also use tables to place whole columns."""
    return sum(1 for _ in cell.iterdescendants(*_BLOCKS)) <= 1


def _opened(tag: str) -> _Block:
    level = int(tag[1]) if _HEADING.fullmatch(tag) else 0
    return _Block(level=level, is_pre=tag == "pre")


def _mark(tag: str) -> str:
    """Return what stands in the text for an element that separates without a text of its own."""
    if tag == "br":
        return "\n"
    return " | " if tag in _CELLS else ""


def _is_unseen(tag: str, element: etree._Element) -> bool:
    return (
        tag in _UNSEEN
        or "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
    )


def _add(block: _Block, element: etree._Element, mark: str, text: str | None) -> None:
    block.chunks.append(mark)
    if text:
        if not block.line and text.strip():
            block.line = element.sourceline or 1
        block.chunks.append(text if block.is_pre else " ".join(f".{text}.".split())[1:-1])


def _closed(block: _Block) -> _Block:
    """Settle a block's words: white space as a browser shows it, cells between bars."""
    text = "".join(block.chunks)
    if block.is_pre:
        block.words = text.strip("\r\n").rstrip()
    else:
        lines = (" ".join(line.split()).removeprefix("| ") for line in text.split("\n"))
        block.words = "\n".join(line for line in lines if line.strip("| "))
    return block


def _lay_out(blocks: Sequence[_Block]) -> str:
    """Give each block its place in the text, one after the other with a blank line between."""
    reached = 0
    for block in blocks:
        block.start, block.end = reached, reached + len(block.words)
        reached = block.end + 2
    return "\n\n".join(block.words for block in blocks)


def _article(text: str) -> str:
    """Return what trafilatura takes for the article; empty when it finds none."""
    # imported here: it takes 1.5 s, and most libraries of documents hold no web page
    from trafilatura import extract

    try:
        return extract(text, include_comments=False, include_tables=True, favor_recall=True) or ""
    except (RecursionError, ValueError):  # pages nested beyond reason
        return ""


def _judge(blocks: Sequence[_Block], article: str) -> None:
    """Drop the blocks that are not of the article; a heading stays with the text below it."""
    if not article:
        return
    lines = {_bare(line) for line in article.splitlines()}
    whole = _bare(article)
    for block in blocks:
        block.kept = _is_of(_bare(block.words), whole, lines)
    below = False
    for block in reversed(blocks):
        if block.level:
            block.kept = block.kept or below
        else:
            below = block.kept


def _is_of(words: str, whole: str, lines: set[str]) -> bool:
    if words in lines:
        return True
    if len(words) < _CERTAIN_CHARACTERS:
        return False
    shingles = [words[i : i + _SHINGLE] for i in range(0, len(words), _SHINGLE)]
    return sum(shingle in whole for shingle in shingles) * 2 >= len(shingles)


def _bare(text: str) -> str:
    return _NO_WORD.sub("", text).lower()


def _title_of(root: etree._Element) -> str:
    return " ".join(" ".join(root.xpath("//head/title//text()")).split())


def _span(kind: SpanKind, block: _Block, label: str = "") -> Span:
    return Span(kind=kind, start=block.start, end=block.end, label=label)
