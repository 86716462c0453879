"""PDF files made by the programs and libraries that people make them with."""

import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

HEADER = "Journal of Harbours, volume 12"

_FRAMES = {
    1: (Frame(60, 60, 470, 740),),
    2: (Frame(50, 60, 240, 740), Frame(305, 60, 240, 740)),
}


def laid_out(
    texts: Sequence[str],
    *,
    columns: int = 1,
    leading: int = 12,
    title: str = "",
    password: str = "",
    edged: bool = True,
) -> bytes:
    """Return paragraphs as pages, edged with a header and a number; `# ` begins a heading."""
    styles = getSampleStyleSheet()
    styles["Normal"].spaceAfter = 5
    styles["Normal"].leading = leading
    story: list[Flowable] = [
        Paragraph(text[2:], styles["Heading1"])
        if text.startswith("# ")
        else Paragraph(text, styles["Normal"])
        for text in texts
    ]
    file = io.BytesIO()
    made = BaseDocTemplate(
        file,
        pagesize=A4,
        title=title,
        encrypt=StandardEncryption(password) if password else None,
    )
    made.addPageTemplates(
        [PageTemplate(frames=_FRAMES[columns], onPage=_edge if edged else _leave)]
    )
    made.build(story)
    return file.getvalue()


def drawn(pages: Sequence[Sequence[str]]) -> bytes:
    """Return pages of lines, each drawn at its place; `# ` begins a large one."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for lines in pages:
        for i, line in enumerate(lines):
            canvas.setFont("Helvetica", 20 if line.startswith("# ") else 12)
            canvas.drawString(60, 780 - 14 * i, line.removeprefix("# "))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def filled_in(name: str, value: str, comment: str) -> bytes:
    """Return a page with a line, a field of a form that was filled in, and a comment."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.drawString(60, 780, "A form of the harbour board.")
    canvas.acroForm.textfield(name=name, tooltip=name, value=value, x=60, y=700, width=200)
    canvas.textAnnotation(comment, Rect=(300, 700, 320, 720))
    canvas.save()
    return file.getvalue()


def scanned(text: str) -> bytes:
    """Return a page that is the picture of a line."""
    picture = Image.new("L", (1700, 400), 255)
    font = ImageFont.load_default(size=48)
    ImageDraw.Draw(picture).text((60, 120), text, fill=0, font=font)
    file = io.BytesIO()
    picture.save(file, "PDF", resolution=200)
    return file.getvalue()


def printed(html: str, folder: Path) -> bytes:
    """Return what a browser prints of a page."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("expected chromium to print with, found none")
    (folder / "page.html").write_text(html, "utf-8")
    subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={folder / 'page.pdf'}",
            str(folder / "page.html"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "page.pdf").read_bytes()


def _leave(canvas: Canvas, document: BaseDocTemplate) -> None:
    pass


def _edge(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(60, 820, HEADER)
    canvas.drawCentredString(300, 30, str(document.page + 100))
