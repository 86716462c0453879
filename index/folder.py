"""What lies in a folder: the files to index, and the entries that are passed over, with reasons.

Hidden entries are left out by rule, like version control folders and the store itself, and are not
reported one by one; what `ignoring.py` leaves out is, a folder as one. Links are not followed:
their target is indexed where it really lies, or lies outside of the folder the user named.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from index.errors import FolderError
from index.ignoring import CUSTOMARY, IGNORE_NAME, IgnoreRules
from index.types import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderListing:
    """The entries of a folder at one moment."""

    files: dict[str, os.stat_result]
    """Regular files by source, in order of source."""
    skipped: tuple[Skipped, ...]
    unreadable: tuple[str, ...]
    """Folders whose content could not be listed; what was known of it still stands."""


def check_folder(folder: Path) -> None:
    """Raise an error that says what stands in the way of reading a folder, if anything does.

    Raises:
        FolderError: If it is missing, not a folder, or cannot be listed.
    """
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise _folder_error(folder, error) from error


def list_folder(folder: Path) -> FolderListing:
    """Walk a folder without following links.

    Raises:
        FolderError: If it is missing, not a folder, or cannot be listed, or if an ignore file in it
            cannot be followed.
    """
    check_folder(folder)
    files: dict[str, os.stat_result] = {}
    skipped: list[Skipped] = []
    unreadable: list[str] = []
    pending = [("", CUSTOMARY)]
    while pending:
        place, rules = pending.pop()
        try:
            entries = list(os.scandir(folder / place))
        except OSError as error:
            skipped.append(Skipped(source=place, reason=f"cannot be listed: {error.strerror}"))
            unreadable.append(place)
            continue
        if any(entry.name == IGNORE_NAME for entry in entries):
            rules = rules.with_file(folder, place)
        for entry in entries:
            source = f"{place}/{entry.name}" if place else entry.name
            if entry.name.startswith("."):
                continue
            if reason := _objection(entry) or _left_out(entry, source, rules):
                skipped.append(Skipped(source=_printable(source), reason=reason))
            elif entry.is_dir(follow_symlinks=False):
                pending.append((source, rules))
            else:
                files[source] = entry.stat(follow_symlinks=False)
    return FolderListing(
        files=dict(sorted(files.items())),
        skipped=tuple(sorted(skipped, key=lambda s: s.source)),
        unreadable=tuple(unreadable),
    )


def _objection(entry: os.DirEntry[str]) -> str:
    """Say why an entry is passed over, or return an empty string."""
    if _printable(entry.name) != entry.name:
        return "its name is not valid UTF-8; rename it"
    if entry.is_symlink():
        return "is a link; put the file itself into the folder"
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError as error:
        return f"cannot be looked at: {error.strerror}"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "is neither a file nor a folder"
    return ""


def _left_out(entry: os.DirEntry[str], source: str, rules: IgnoreRules) -> str:
    """Say which pattern leaves an entry out, or return an empty string."""
    return rules.objection_to(source, is_folder=entry.is_dir(follow_symlinks=False))


def _printable(name: str) -> str:
    """Replace what the file system could not decode, so that the name can be stored and shown."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _folder_error(folder: Path, error: OSError) -> FolderError:
    if isinstance(error, FileNotFoundError):
        found = "nothing there. Check the path"
    elif isinstance(error, NotADirectoryError):
        found = "a file. Name the folder it lies in"
    else:
        found = f"one that cannot be read ({error.strerror}). Mend its permissions"
    return FolderError(f"Expected a folder at '{folder}', found {found}")
