"""PDF files, page by page: paragraphs made of lines, running lines dropped, empty pages named.

A page says where its signs stand and nothing of paragraphs. Those are inferred from the places and
sizes of the lines, so that a sentence is whole even where a line, a column or a page ends in it.
"""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence

import pypdfium2

from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.pdf_lines import PdfLine, lines_of
from index.loading.pdf_notes import notes_on
from index.loading.pdf_paragraphs import (
    Paragraph,
    is_heading,
    joined,
    paragraphs_of,
    usual_size,
    vocabulary,
)
from index.loading.pdf_running import running_lines
from index.loading.sections import Heading, heading_spans
from index.types import Span, SpanKind

_RENDER_SCALE = 300 / 72
"""Dots a point at which a page is drawn for reading it by OCR: 300 an inch."""

_OCR_SECONDS = 60

_NO_TITLE = re.compile(
    r"untitled|anonymous|unspecified|microsoft word|\.(?:docx?|pdf|html?|tex|indd|odt)\b|^\W*$",
    re.I,
)
_MOST_TITLE_CHARACTERS = 200

ReadEmptyPage = Callable[[pypdfium2.PdfPage], str]
"""Gives the text of a page that has none of its own."""


def load_pdf(data: bytes, source: str) -> Content:
    """Load a PDF; pages without text are named in the remarks."""
    return _load(data, source, None)


def load_pdf_with_ocr(data: bytes, source: str) -> Content:
    """Load a PDF; pages without text are drawn and read by tesseract."""
    if not shutil.which("tesseract"):
        raise UnreadableDocumentError(
            f"Expected the program `tesseract` to read '{source}' with --ocr, found none."
            " Install tesseract-ocr, or leave --ocr out"
        )
    return _load(data, source, _read_by_ocr)


def _load(data: bytes, source: str, read_empty: ReadEmptyPage | None) -> Content:
    document = open_pdf(data, source)
    pages: list[list[PdfLine]] = []
    comments: list[PdfLine] = []
    empty: list[int] = []
    by_ocr: list[int] = []
    for number in range(1, len(document) + 1):
        lines, said = _lines(document, number)
        comments += said
        if not lines and read_empty:
            blocks = _blocks(read_empty(document[number - 1]))
            lines = [_unplaced(block, number, i) for i, block in enumerate(blocks)]
            by_ocr += [number] if lines else []
        empty += [] if lines else [number]
        pages.append(lines)
    if not any(pages):
        raise UnreadableDocumentError(_without_text(source, len(pages), is_read=bool(read_empty)))
    layout = _Layout(pages, comments)
    title = _title(document, layout)
    return Content(
        title=title,
        text=layout.text,
        encoding="pdf",
        spans=(*layout.spans, *heading_spans(layout.headings, len(layout.text), title=title)),
        remarks=tuple(_remarks(empty, by_ocr, is_read=bool(read_empty))),
    )


def open_pdf(data: bytes, source: str) -> pypdfium2.PdfDocument:
    """Open a file that has pages and can be read without a password.

    Raises:
        UnreadableDocumentError: If it is no such file.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocumentError(
                f"Expected a PDF that opens without a password in '{source}', found an encrypted"
                " one. Save it without the password"
            ) from error
        raise UnreadableDocumentError(
            f"Expected a PDF in '{source}', found a damaged or cut file. Save it anew"
        ) from error
    document.init_forms()
    if not len(document):
        raise UnreadableDocumentError(f"Expected pages in '{source}', found none. Save it anew")
    return document


def _lines(document: pypdfium2.PdfDocument, number: int) -> tuple[list[PdfLine], list[PdfLine]]:
    """Return the lines of a page, filled-in fields last, and the comments on it.

    A page that is broken has none and is reported as empty.
    """
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return [], []
    try:
        notes = notes_on(page)
        fields = [_unplaced(note.text, number, i) for i, note in enumerate(notes)]
        comments = [f for f, note in zip(fields, notes, strict=True) if note.is_comment]
        filled = [f for f, note in zip(fields, notes, strict=True) if not note.is_comment]
        return [*lines_of(page, number), *filled], comments
    except pypdfium2.PdfiumError:
        return [], []
    finally:
        page.close()


def _read_by_ocr(page: pypdfium2.PdfPage) -> str:
    picture = io.BytesIO()
    page.render(scale=_RENDER_SCALE, grayscale=True).to_pil().save(picture, "PNG")
    done = subprocess.run(
        ["tesseract", "stdin", "stdout"],
        input=picture.getvalue(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_OCR_SECONDS,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace")


def _blocks(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line."""
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return [block for block in blocks if block]


def _unplaced(text: str, page: int, number: int) -> PdfLine:
    """Return a text as a line below its page, apart from every other one."""
    base = -100.0 * (number + 1)
    return PdfLine(
        text=text, page=page, left=0.0, right=0.0, base=base, elevation=base, size=1.0 + number
    )


class _Layout:
    """One text of all pages, and what its ranges are."""

    def __init__(self, pages: Sequence[Sequence[PdfLine]], comments: Sequence[PdfLine]) -> None:
        running = running_lines(pages) | {id(comment): "comment" for comment in comments}
        lines = [line for page in pages for line in page]
        kept = [line for line in lines if id(line) not in running]
        self._known = vocabulary(kept)
        self._usual = usual_size(kept)
        self._parts: list[str] = []
        self._length = 0
        self._page_starts: dict[int, int] = {}
        self.spans: list[Span] = []
        self.headings: list[Heading] = []
        dropped = [*(line for line in lines if id(line) in running), *comments]
        waiting = sorted(dropped, key=lambda line: line.page)
        for paragraph in paragraphs_of(kept):
            self._add(paragraph)
            while waiting and waiting[0].page <= paragraph.lines[-1].page:
                line = waiting.pop(0)
                self._drop(line, running[id(line)])
        for line in waiting:
            self._drop(line, running[id(line)])
        self.text = "".join(self._parts)
        self.spans += self._pages()

    def _add(self, paragraph: Paragraph) -> None:
        start, text = self._length, ""
        for line in paragraph.lines:
            if text:
                before = text
                text = joined(before, line.text, self._known)
                begin = len(text) - len(line.text)
            else:
                text, begin = line.text, 0
            self._page_starts.setdefault(line.page, start + begin)
        self._append(text)
        end = start + len(text)
        if is_heading(paragraph, self._usual):
            level = max(1, 6 - round(paragraph.size / max(self._usual, 0.1)))
            self.headings.append(Heading(start=start, end=end, level=level, label=text))
        else:
            self.spans.append(Span(kind=SpanKind.BLOCK, start=start, end=end))

    def _drop(self, line: PdfLine, reason: str) -> None:
        start = self._length
        self._append(line.text)
        self.spans.append(
            Span(kind=SpanKind.DROPPED, start=start, end=start + len(line.text), label=reason)
        )

    def _append(self, text: str) -> None:
        self._parts += [text, "\n"]
        self._length += len(text) + 1

    def _pages(self) -> list[Span]:
        starts = sorted(self._page_starts.items(), key=lambda item: item[1])
        ends = [start for _, start in starts[1:]] + [len(self.text)]
        return [
            Span(kind=SpanKind.PAGE, start=start, end=end, label=str(number))
            for (number, start), end in zip(starts, ends, strict=True)
        ]


def _title(document: pypdfium2.PdfDocument, layout: _Layout) -> str:
    """Return the title the file states, unless it is a program's; else the highest heading."""
    try:
        stated = " ".join(document.get_metadata_value("Title").split())
    except pypdfium2.PdfiumError:
        stated = ""
    if not _NO_TITLE.search(stated) and len(stated) <= _MOST_TITLE_CHARACTERS:
        return stated
    highest = min(layout.headings, key=lambda heading: (heading.level, heading.start), default=None)
    return highest.label if highest else ""


def _remarks(empty: Sequence[int], by_ocr: Sequence[int], *, is_read: bool) -> list[str]:
    remarks = []
    if by_ocr:
        remarks.append(f"{_pages_in_words(by_ocr)} read by OCR, so words may be wrong")
    if empty:
        advice = "" if is_read else "; if scanned, install tesseract and use --ocr"
        remarks.append(f"{_pages_in_words(empty)} without text{advice}")
    return remarks


def _without_text(source: str, n_pages: int, *, is_read: bool) -> str:
    pages = "1 page" if n_pages == 1 else f"{n_pages} pages"
    advice = "Check that it shows text" if is_read else "Install tesseract and use --ocr"
    return f"Expected text in '{source}', found {pages} without any, probably scanned. {advice}"


def _pages_in_words(numbers: Sequence[int]) -> str:
    """Return `page 3` or `pages 3, 5-7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(told)}"
