"""Zip archives, which Office files and e-books are, opened with care."""

import io
import struct
import zipfile

from index.errors import UnreadableDocumentError

MOST_BYTES = 500_000_000
"""What all members may be together when unpacked."""

MOST_MEMBERS = 20_000

_OLE = b"\xd0\xcf\x11\xe0"

_DAMAGES = (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError, struct.error)


def open_archive(data: bytes, source: str) -> zipfile.ZipFile:
    """Open an archive whose members can be unpacked without harm.

    Raises:
        UnreadableDocumentError: If it is broken, encrypted, or unpacks to too much.
    """
    if data.startswith(_OLE):
        raise _unreadable(
            source, "one with a password, or an old Office file. Save it anew without a password"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGES as error:
        raise _unreadable(source, "a damaged or cut file. Save it anew") from error
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


def _unreadable(source: str, found: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(f"Expected a readable archive in '{source}', found {found}")
