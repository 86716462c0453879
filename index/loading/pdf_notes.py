"""What stands on a PDF page without being drawn by it: filled-in fields, and people's comments."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from index.loading.pdf_lines import spelled_out


@dataclass(frozen=True, slots=True)
class Note:
    """A text laid over a page."""

    text: str
    is_comment: bool = False
    """Whether it is said of the page rather than on it."""


_MARKUP = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_CARET,
    }
)
_UNFILLED = frozenset({"", "Off"})


def notes_on(page: pypdfium2.PdfPage) -> list[Note]:
    """Return the notes of a page in the order of its annotations."""
    notes = []
    for i in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, i)
        if not annotation:
            continue
        try:
            note = _note(page, annotation)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
        if note and note.text:
            notes.append(note)
    return notes


def _note(page: pypdfium2.PdfPage, annotation: object) -> Note | None:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return Note(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"))
    if kind in _MARKUP:
        text = _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents")
        return Note(text, is_comment=True)
    if kind == pdfium.FPDF_ANNOT_WIDGET and page.formenv:
        return _field(page.formenv.raw, annotation)
    return None


def _field(form: object, annotation: object) -> Note | None:
    """Return a filled-in field with the name that people are shown for it."""
    if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) in {
        pdfium.FPDF_FORMFIELD_PUSHBUTTON,
        pdfium.FPDF_FORMFIELD_SIGNATURE,
    }:
        return None
    value = _string(_get_value, form, annotation)
    name = _string(_get_alternate_name, form, annotation) or _string(_get_name, form, annotation)
    return Note(f"{name}: {value}" if name else value) if value not in _UNFILLED else None


_get_value = pdfium.FPDFAnnot_GetFormFieldValue
_get_name = pdfium.FPDFAnnot_GetFormFieldName
_get_alternate_name = pdfium.FPDFAnnot_GetFormFieldAlternateName


def _string(get: object, *arguments: object) -> str:
    """Return what a function of pdfium fills a buffer with."""
    assert callable(get)
    n_bytes = get(*arguments, None, 0)
    buffer = (ctypes.c_ushort * (n_bytes // 2 + 1))()
    get(*arguments, buffer, n_bytes)
    return spelled_out(bytes(buffer)[:n_bytes].decode("utf-16-le", "replace").rstrip("\0"))
