"""EPUB books: the chapters in the order they are read, each as the page it is.

The list of contents is found and dropped: it repeats the headings. Parts of the book that are only
reached by links, such as notes, come after the chapters.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from index.dates import full_date
from index.errors import UnreadableDocumentError
from index.loading.archives import open_archive
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.html_blocks import read_page
from index.loading.html_rows import add_blocks
from index.loading.layout import Layout
from index.types import SpanKind

_MOST_BYTES = 100_000_000
"""Of all parts read, unpacked; books have a few million letters."""

_DAMAGES = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError),
    *(ValueError, NotImplementedError, RuntimeError, LookupError),
)
"""What zipfile raises for archives that are broken, encrypted or packed in unknown ways."""

_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})

_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Package:
    """What the book says of itself."""

    title: str
    date: str
    chapters: tuple[str, ...]
    """Members of the archive in the order they are read."""
    contents: frozenset[str]
    """Those that are lists of contents."""


class _UnreadChapterError(Exception):
    """A chapter that is empty or no text; the others may be well."""


class _Archive:
    """Reads members of an archive up to a limit of all together."""

    def __init__(self, data: bytes, source: str) -> None:
        self._source = source
        self._left = _MOST_BYTES
        self._zip = open_archive(data, source)
        self.names = frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """Return a member, whole."""
        if name not in self.names:
            raise _no_book(self._source, f"no '{name[:100]}' in it")
        try:
            with self._zip.open(name) as member:
                data = member.read(self._left + 1)
        except _DAMAGES as error:
            raise _no_book(self._source, f"'{name[:100]}' damaged or encrypted") from error
        self._left -= len(data)
        if self._left < 0:
            raise _no_book(self._source, f"more than {_MOST_BYTES:,} bytes unpacked")
        return data

    def read_xml(self, name: str) -> etree._Element:
        """Return the root of a member; nothing outside of it is looked up."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, recover=True
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        if root is None:
            raise _no_book(self._source, f"'{name[:100]}' that is no XML")
        return root


def load_epub(data: bytes, source: str) -> Content:
    """Load an EPUB book of version 2 or 3."""
    archive = _Archive(data, source)
    package = _package(archive, source)
    _refuse_encrypted(archive, package, source)
    layout, remarks, encodings = Layout(), [], []
    for name in package.chapters:
        if name not in archive.names:
            remarks.append(f"the chapter '{name[:100]}' is missing")
            continue
        try:
            encodings.append(_add_chapter(layout, archive, name, name in package.contents))
        except _UnreadChapterError:
            remarks.append(f"the chapter '{name[:100]}' is no text")
    return layout.content(
        title=package.title,
        encoding=encodings[0] if encodings else "utf-8",
        date=package.date,
        remarks=tuple(remarks),
    )


def _no_book(source: str, found: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"Expected an EPUB book in '{source}', found {found}. Get the file again"
    )


def _package(archive: _Archive, source: str) -> _Package:
    container = archive.read_xml("META-INF/container.xml")
    path = next(
        (e.get("full-path") for e in _named(container, "rootfile") if e.get("full-path")), None
    )
    if not path:
        raise _no_book(source, "no package named in META-INF/container.xml")
    root = archive.read_xml(path)
    items = {e.get("id"): e for e in _named(root, "item") if e.get("href")}
    members = {key: _member(path, item.get("href")) for key, item in items.items()}
    pages = [key for key, item in items.items() if item.get("media-type") in _PAGES]
    read = [key for e in _named(root, "itemref") if (key := e.get("idref")) in items]
    navigation = {members[k] for k in items if "nav" in (items[k].get("properties") or "").split()}
    guides = {_member(path, e.get("href", "")) for e in _named(root, "reference") if _is_toc(e)}
    return _Package(
        title=_text(next(iter(_named(root, "title")), None)),
        date=_date(root),
        chapters=tuple(dict.fromkeys(members[key] for key in [*read, *pages])),
        contents=frozenset(navigation | guides),
    )


def _named(root: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements of a name in whatever namespace, in order."""
    return [e for e in root.iter(etree.Element) if etree.QName(e).localname == name]


def _is_toc(reference: etree._Element) -> bool:
    return (reference.get("type") or "").lower() == "toc"


def _member(package: str, href: str) -> str:
    """Return the member that a reference in the package means."""
    path = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(package), path))


def _text(element: etree._Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _date(root: etree._Element) -> str:
    """Return when the book was published, not when its file was made or changed."""
    dates: dict[str, str] = {}
    for element in _named(root, "date"):
        event = next((v for k, v in element.attrib.items() if k.endswith("event")), "")
        dates.setdefault(event.lower(), full_date(_text(element)))
    return dates.get("publication") or dates.get("original-publication") or dates.get("", "")


def _refuse_encrypted(archive: _Archive, package: _Package, source: str) -> None:
    """Refuse a book whose chapters are locked; only its fonts often are, which does not matter."""
    name = "META-INF/encryption.xml"
    if name not in archive.names:
        return
    references = _named(archive.read_xml(name), "CipherReference")
    locked = {posixpath.normpath(unquote(e.get("URI", ""))) for e in references}
    if locked & set(package.chapters):
        raise UnreadableDocumentError(
            f"Expected an EPUB book in '{source}', found one locked by its seller (DRM)."
            " Get it without"
        )


def _add_chapter(layout: Layout, archive: _Archive, name: str, is_contents: bool) -> str:
    """Add a chapter; return how its bytes became text."""
    data = archive.read(name)
    match = _XML_ENCODING.match(data[:1_000])
    declared = match[1].decode("ascii", "replace") if match else None
    try:
        html, encoding = decode(data, name, declared=declared)
    except UnreadableDocumentError as error:
        raise _UnreadChapterError from error
    blocks = read_page(html).blocks
    if not is_contents:
        add_blocks(layout, blocks)
        return encoding
    for block in blocks:
        layout.add(block.text, SpanKind.DROPPED, "table of contents")
    return encoding
