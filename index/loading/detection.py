"""What a file's content shows it to be, whatever its name says.

A binary signature is certain, so it wins over the name. Among texts the name decides, except that
`.txt` says nothing of a format: a page or a notebook saved under it would be quoted with its tags.
"""

import codecs
import io
import json
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

HEAD_BYTES = 4_096
"""The beginning of a file that tells whether the rest is worth reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What some content is."""

    name: str
    """As a message says it: `a PDF file`."""
    suffix: str = ""
    """What files of this kind are called; empty where the kind has no text to read."""
    is_binary: bool = True
    advice: str = "Convert it to text or remove it"
    """What to do with one that cannot be read."""


ARCHIVE = Kind(name="a ZIP archive (such as an Office file)")
"""One that is damaged, or whose members are those of no format."""

_OLE = Kind(name="an old Office file")

_SIGNATURES = (
    (b"%PDF-", Kind(name="a PDF file", suffix=".pdf")),
    (b"{\\rtf", Kind(name="a rich text file", suffix=".rtf")),
    (b"PK\x03\x04", ARCHIVE),
    (b"PK\x05\x06", Kind(name="an empty ZIP archive")),
    (b"\xd0\xcf\x11\xe0", _OLE),
    (b"\x89PNG", Kind(name="a PNG image")),
    (b"\xff\xd8\xff", Kind(name="a JPEG image")),
    (b"GIF8", Kind(name="a GIF image")),
    (b"II*\x00", Kind(name="a TIFF image")),
    (b"MM\x00*", Kind(name="a TIFF image")),
    (b"\x1f\x8b", Kind(name="a gzip archive")),
    (b"BZh", Kind(name="a bzip2 archive")),
    (b"\xfd7zXZ\x00", Kind(name="an xz archive")),
    (b"7z\xbc\xaf\x27\x1c", Kind(name="a 7-Zip archive")),
    (b"Rar!\x1a\x07", Kind(name="a RAR archive")),
    (b"\x28\xb5\x2f\xfd", Kind(name="a Zstandard archive")),
    (b"\x7fELF", Kind(name="a program")),
    (b"SQLite format 3\x00", Kind(name="an SQLite database")),
    (b"ID3", Kind(name="a sound file")),
    (b"OggS", Kind(name="a sound or video file")),
    (b"fLaC", Kind(name="a sound file")),
    (b"\x1aE\xdf\xa3", Kind(name="a video file")),
)
_LATER_SIGNATURES = (
    (4, b"ftyp", Kind(name="a video or image file")),
    (8, b"WEBPVP8", Kind(name="a WebP image")),
    (8, b"WAVEfmt", Kind(name="a sound file")),
    (257, b"ustar", Kind(name="a tar archive")),
)
_PROGRAM = re.compile(rb"MZ.{58}", re.S)
"""A Windows program; two letters alone may begin a text, so zeros have to follow."""

_MEMBERS = (
    ("word/document", Kind(name="a Word file", suffix=".docx")),
    ("ppt/presentation", Kind(name="a PowerPoint file", suffix=".pptx")),
    ("xl/workbook", Kind(name="an Excel file", suffix=".xlsx")),
    ("META-INF/container.xml", Kind(name="an EPUB book", suffix=".epub")),
    ("Index/Document.iwa", Kind(name="an Apple iWork file")),
    ("META-INF/MANIFEST.MF", Kind(name="a Java program")),
)
_MIMETYPES = {
    b"application/epub+zip": Kind(name="an EPUB book", suffix=".epub"),
    b"application/vnd.oasis.opendocument.text": Kind(name="an OpenDocument text", suffix=".odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": Kind(
        name="an OpenDocument spreadsheet", suffix=".ods"
    ),
    b"application/vnd.oasis.opendocument.presentation": Kind(
        name="an OpenDocument presentation", suffix=".odp"
    ),
}
_OLE_STREAMS = (
    (
        "EncryptedPackage",
        Kind(name="an Office file with a password", advice="Save it without the password"),
    ),
    ("__substg1.0_", Kind(name="an Outlook message", suffix=".msg")),
    ("PowerPoint Document", Kind(name="an old PowerPoint file", suffix=".ppt")),
    ("WordDocument", Kind(name="an old Word file", suffix=".doc")),
    ("Workbook", Kind(name="an old Excel file", suffix=".xls")),
)

_HTML = Kind(name="an HTML page", suffix=".html", is_binary=False)
_SUBTITLES = Kind(name="subtitles", suffix=".vtt", is_binary=False)
_NOTEBOOK = Kind(name="a notebook", suffix=".ipynb", is_binary=False)
_MAIL = Kind(name="a mail", suffix=".eml", is_binary=False)
_JSON = Kind(name="JSON", suffix=".json", is_binary=False)
_TEXT = Kind(name="text", suffix=".txt", is_binary=False)

_HTML_START = re.compile(
    r"(?:<\?xml[^>]{,200}\?>)?(?:\s|<!--.{,1000}?-->)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_VTT_START = re.compile(r"WEBVTT(?=[ \t\r\n]|\Z)")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]")
_MAIL_HEADERS = frozenset({"received", "message-id", "mime-version", "return-path"})
_CELL_KEYS = {"cells", "worksheets"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def signature_of(data: bytes) -> Kind | None:
    """Return what the first bytes of a binary file say it is, None for any other."""
    start = data[: len(data) - len(data.lstrip()) + 16].lstrip() if data[:1].isspace() else data
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) or (kind.suffix and start.startswith(signature)):
            return kind
    for offset, signature, kind in _LATER_SIGNATURES:
        if data.startswith(signature, offset):
            return kind
    is_program = _PROGRAM.match(data) and b"\x00" in data[:64]
    return Kind(name="a program") if is_program else None


def kind_of(data: bytes, *, has_format: bool) -> Kind | None:
    """Return what content is, None where it does not say.

    Args:
        data: All bytes of a file.
        has_format: Whether its name says what it is; if not, any text is text.
    """
    kind = signature_of(data)
    if kind is ARCHIVE:
        return _kind_of_zip(data)
    if kind is _OLE:
        return next((k for name, k in _OLE_STREAMS if name.encode("utf-16-le") in data), _OLE)
    if kind:
        return kind
    text = _head(data)
    if kind := _kind_of_text(text, data):
        return kind
    if has_format or _CONTROLS.search(text) or not text.strip():
        return None
    return _JSON if _is_json(data) else _TEXT


def may_be_document(head: bytes, *, is_named: bool) -> bool:
    """Whether a file without a known suffix may hold a known format, by its first bytes.

    Args:
        head: Its first `HEAD_BYTES`.
        is_named: Whether it has a suffix, be it an unknown one.
    """
    kind = signature_of(head)
    if kind:
        return kind in (ARCHIVE, _OLE) or bool(kind.suffix)
    text = _head(head)
    starts_known = bool(_kind_of_text(text, b"")) or (text.startswith("{") and '"cells"' in text)
    return starts_known or (not is_named and bool(text.strip()) and not _CONTROLS.search(text))


def _kind_of_zip(data: bytes) -> Kind:
    """Return what an archive's members make it; a damaged one is an archive all the same."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    mimetype = member.read(100).strip()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, LookupError, OSError):
        return ARCHIVE
    except (NotImplementedError, RuntimeError, EOFError, struct.error, zlib.error):
        return ARCHIVE
    if mimetype in _MIMETYPES:
        return _MIMETYPES[mimetype]
    found = (kind for start, kind in _MEMBERS if any(name.startswith(start) for name in names))
    return next(found, ARCHIVE)


def _head(data: bytes) -> str:
    """Return the beginning of a file as text; what is no text comes out with control signs."""
    head = data[:HEAD_BYTES]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def _kind_of_text(head: str, data: bytes) -> Kind | None:
    if _HTML_START.match(head):
        return _HTML
    if _VTT_START.match(head):
        return _SUBTITLES
    if _is_mail(head):
        return _MAIL
    return _NOTEBOOK if head.lstrip().startswith("{") and _is_notebook(data) else None


def _is_mail(head: str) -> bool:
    """Whether a text begins with headers that only programs write, and one says from whom."""
    names = set()
    for line in head.splitlines():
        match = _HEADER.match(line)
        if match:
            names.add(match[1].lower())
        elif not line[:1].isspace() or not names:
            break
    return "from" in names and not names.isdisjoint(_MAIL_HEADERS)


def _is_notebook(data: bytes) -> bool:
    if b'"nbformat"' not in data:
        return False
    found = _parsed(data)
    return isinstance(found, dict) and "nbformat" in found and bool(found.keys() & _CELL_KEYS)


def _is_json(data: bytes) -> bool:
    return data.lstrip()[:1] in (b"{", b"[") and isinstance(_parsed(data), dict | list)


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
