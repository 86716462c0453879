"""Zip archives, which Office files and e-books are, opened with care."""

import io
import struct
import zipfile

from lxml import etree

from index.errors import UnreadableDocumentError

MOST_BYTES = 500_000_000
"""What all members may be together when unpacked."""

MOST_MEMBERS = 20_000

_WITHOUT_END = 114
"""libxml2's code for entities that are made of entities, again and again."""

_OLE = b"\xd0\xcf\x11\xe0"

_DAMAGES = (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError, struct.error)


def open_archive(data: bytes, source: str) -> zipfile.ZipFile:
    """Open an archive whose members can be unpacked without harm.

    Raises:
        UnreadableDocumentError: If it is broken, encrypted, or unpacks to too much.
    """
    if data.startswith(_OLE):
        raise _unreadable(
            source, "an old one, or one with a password. Save it anew without a password"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGES as error:
        raise _unreadable(source, "a damaged or cut one. Save it anew") from error
    members = archive.infolist()
    n_bytes = sum(member.file_size for member in members)
    if n_bytes > MOST_BYTES or len(members) > MOST_MEMBERS:
        raise _unreadable(
            source,
            f"one of {len(members):,} parts that unpacks to {n_bytes:,} bytes, where at most"
            f" {MOST_MEMBERS:,} parts and {MOST_BYTES:,} bytes are read. Split it",
        )
    if any(member.flag_bits & 1 for member in members):
        raise _unreadable(source, "one with a password. Save it without the password")
    return archive


def damaged(kind: str, source: str, error: Exception) -> UnreadableDocumentError:
    """Return what to tell of a file that a library could not open.

    Args:
        kind: What was expected, "a Word file".
        source: The file's path.
        error: What the library said.

    Raises:
        MemoryError: If there was too little memory for it, which is no damage.
    """
    code = error.code if isinstance(error, etree.XMLSyntaxError) else None
    if code == etree.ErrorTypes.ERR_NO_MEMORY:
        raise MemoryError from error
    if code == _WITHOUT_END:
        found = "one with XML that grows without end as it is read. Do not trust it"
    else:
        found = "a damaged one. Save it anew"
    return UnreadableDocumentError(f"Expected {kind} in '{source}', found {found}")


def _unreadable(source: str, found: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"Expected an Office file or e-book that can be unpacked in '{source}', found {found}"
    )
