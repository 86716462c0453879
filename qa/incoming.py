"""Files that are put into a library's folder, or set aside from it, at somebody's request.

Nothing is ever overwritten or deleted: a name that is taken is refused, and what is set aside lies
in a hidden folder of the library, from where it can be moved back.
"""

import os
import secrets
import shutil
import unicodedata
from contextlib import suppress
from pathlib import Path, PurePosixPath

from index.errors import ReportableError
from index.loading.registry import is_supported, supported_suffixes

SET_ASIDE = ".removed"
"""The folder, inside the library's own, that holds what was set aside; a sync passes it over."""

_MOST_NAME_BYTES = 200


class IncomingError(ReportableError):
    """A file that cannot be taken in, or not be set aside."""


def receive(folder: Path, file: Path, name: str, *, max_bytes: int) -> str:
    """Copy a file into a folder under a name of its own, whole or not at all; return that name.

    Args:
        folder: The library's.
        file: What was sent.
        name: What its sender calls it; only its last part counts.
        max_bytes: The largest size that a sync would read.

    Raises:
        IncomingError: If the name is taken or none of a document, or the file too large, or the
            folder cannot be written to.
    """
    source = _own_name(name)
    size = file.stat().st_size
    if size > max_bytes:
        raise IncomingError(
            f"Expected '{source}' to have at most {max_bytes // 1_000_000:,} MB, found"
            f" {size / 1_000_000:,.1f}. Divide it, or put it into the folder and start with"
            " --max-file-mb"
        )
    target, partial = folder / source, folder / f".incoming-{secrets.token_hex(8)}"
    try:
        shutil.copyfile(file, partial)
        _name_anew(partial, target)
    except FileExistsError as error:
        raise IncomingError(
            f"Expected a name that is free, found that there is a '{source}' already."
            " Rename the file, or remove the other one first"
        ) from error
    except OSError as error:
        raise IncomingError(_unwritable(folder, error)) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return source


def set_aside(folder: Path, source: str) -> str:
    """Move a file of a library out of it, into its hidden folder; return where it lies now.

    Args:
        folder: The library's.
        source: The file, as the library names it.

    Raises:
        IncomingError: If it is gone, or the folder cannot be written to.
    """
    kept = _free_name(folder, f"{SET_ASIDE}/{source}")
    try:
        (folder / kept).parent.mkdir(parents=True, exist_ok=True)
        (folder / source).rename(folder / kept)
    except FileNotFoundError as error:
        raise IncomingError(
            f"Expected a file '{source}' in the folder, found none. A sync takes it off the list"
        ) from error
    except OSError as error:
        raise IncomingError(_unwritable(folder, error)) from error
    return kept


def _own_name(name: str) -> str:
    """Return the last part of a name, without what no file's name should have."""
    last = PurePosixPath(name.replace("\\", "/")).name
    told = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable()).strip()
    if not is_supported(told):
        raise IncomingError(
            f"Expected a document ({', '.join(supported_suffixes())}), found '{told}'."
            " Save it in one of these formats"
        )
    if told.startswith((".", "~$")) or len(told.encode()) > _MOST_NAME_BYTES:
        raise IncomingError(
            f"Expected a name of at most {_MOST_NAME_BYTES} bytes that begins with no dot, found"
            f" '{told}'. Rename the file"
        )
    return told


def _name_anew(partial: Path, target: Path) -> None:
    """Give a file its name, unless another one has it."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if target.exists():
            raise FileExistsError(target) from None
        partial.rename(target)


def _free_name(folder: Path, wanted: str) -> str:
    path = PurePosixPath(wanted)
    names = (wanted, *(str(path.with_stem(f"{path.stem}-{n}")) for n in range(2, 1_000)))
    return next(name for name in names if not os.path.lexists(folder / name))


def _unwritable(folder: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"Cannot write to '{folder}': {reason}. Check its permissions and the disk's free space"
