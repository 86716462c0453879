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
    """Folders and files that could not be looked at; what was known of them still stands."""


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
    walk = _Walk(folder)
    walk.run()
    return FolderListing(
        files=dict(sorted(walk.files.items())),
        skipped=tuple(sorted(walk.skipped, key=lambda s: s.source)),
        unreadable=tuple(walk.unreadable),
    )


class _Walk:
    """Goes through a folder and all below it, and sorts what it meets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pending = [("", CUSTOMARY)]
        self.files: dict[str, os.stat_result] = {}
        self.skipped: list[Skipped] = []
        self.unreadable: list[str] = []

    def run(self) -> None:
        """Look at every entry that no rule leaves out."""
        while self._pending:
            self._enter(*self._pending.pop())

    def _enter(self, place: str, rules: IgnoreRules) -> None:
        try:
            entries = list(os.scandir(self._folder / place))
        except OSError as error:
            if not place:
                raise _folder_error(self._folder, error) from error
            self._leave(place, f"cannot be listed: {error.strerror}")
            return
        if any(entry.name == IGNORE_NAME for entry in entries):
            rules = rules.with_file(self._folder, place)
        for entry in entries:
            if not entry.name.startswith("."):
                self._look_at(entry, f"{place}/{entry.name}" if place else entry.name, rules)

    def _look_at(self, entry: os.DirEntry[str], source: str, rules: IgnoreRules) -> None:
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return  # removed since its folder was listed
        except OSError as error:
            self._leave(source, f"cannot be looked at: {error.strerror}")
            return
        is_folder = stat.S_ISDIR(status.st_mode)
        reason = _objection(entry.name, status.st_mode)
        if reason := reason or rules.objection_to(source, is_folder=is_folder):
            self._skip(source, reason)
        elif is_folder:
            self._pending.append((source, rules))
        else:
            self.files[source] = status

    def _leave(self, source: str, reason: str) -> None:
        """Pass over what may be as it was: nothing says that it is gone."""
        self._skip(source, reason)
        self.unreadable.append(source)

    def _skip(self, source: str, reason: str) -> None:
        self.skipped.append(Skipped(source=_printable(source), reason=reason))


def _objection(name: str, mode: int) -> str:
    """Say why an entry is passed over, or return an empty string."""
    if _printable(name) != name:
        return "its name is not valid UTF-8; rename it"
    if stat.S_ISLNK(mode):
        return "is a link; put the file itself into the folder"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "is neither a file nor a folder"
    return ""


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
