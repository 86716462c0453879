"""What a folder's owner, or custom, leaves out: `.qaignore` files, as git reads `.gitignore`.

Patterns hold for the folder their file lies in and all below it; the last that matches decides, a
deeper file after a higher one, and what lies in a folder that is left out cannot be taken in again.
The patterns of custom come first, so that `!*.tmp` takes back what they leave out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gitmatch import InvalidPatternError, Pattern, pattern2regex

from index.errors import FolderError

IGNORE_NAME = ".qaignore"

_CUSTOM = {
    "a temporary file": ("~$*", "*~", "*.tmp", "*.temp", "*.part", "*.partial", "*.crdownload"),
    "a folder of programs, not documents": ("node_modules/", "__pycache__/", "CVS/"),
}
"""Patterns by what they are meant for; names that begin with a dot are left out anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One pattern."""

    pattern: Pattern[str]
    base: str
    """The folder it holds for, with a slash at its end; empty for all."""
    reason: str

    def matches(self, source: str, is_folder: bool) -> bool:
        """Whether it speaks of an entry below its folder."""
        return self.pattern.match(source[len(self.base) :], is_folder)


class IgnoreRules:
    """The patterns that hold in one folder, in the order in which they are read."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self.rules = tuple(rules)
        # most names are spoken of by no rule, which one expression tells at once
        patterns = (re.escape(rule.base) + rule.pattern.regex.pattern for rule in self.rules)
        self._any = re.compile("|".join(patterns))

    def objection_to(self, source: str, *, is_folder: bool) -> str:
        """Say why an entry is left out, or return an empty string."""
        if not self._any.fullmatch(source):
            return ""
        for rule in reversed(self.rules):
            if rule.matches(source, is_folder):
                return "" if rule.pattern.negative else rule.reason
        return ""

    def with_file(self, folder: Path, place: str) -> "IgnoreRules":
        """Return these rules and those of the ignore file at a place below a folder.

        Raises:
            FolderError: If the file cannot be read or a line of it is no pattern: what it was to
                leave out would otherwise be indexed.
        """
        source = f"{place}/{IGNORE_NAME}" if place else IGNORE_NAME
        try:
            text = (folder / source).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise FolderError(
                f"Expected patterns in '{source}' of '{folder}', could not read them: {error}."
                " Mend or remove that file"
            ) from error
        base = f"{place}/" if place else ""
        lines = enumerate(text.split("\n"), start=1)
        found = (_rule(line.removesuffix("\r"), n, source, base) for n, line in lines)
        return IgnoreRules((*self.rules, *(rule for rule in found if rule)))


def _rule(line: str, number: int, source: str, base: str) -> _Rule | None:
    """Return the rule of a line; None for an empty one or a comment."""
    try:
        regex = pattern2regex(line)
    except InvalidPatternError as error:
        raise FolderError(
            f"Expected a pattern as in .gitignore in line {number} of '{source}', found '{line}'."
            " Correct or remove it"
        ) from error
    if regex is None:
        return None
    reason = f"left out by '{regex.pattern}' in line {number} of {source}"
    return _Rule(pattern=regex.compile(), base=base, reason=reason)


def _customary() -> IgnoreRules:
    """Return what is left out of every folder."""
    return IgnoreRules(
        [
            _Rule(
                pattern=regex.compile(),
                base="",
                reason=f"{kind}; the line '!{pattern}' in {IGNORE_NAME} takes such in",
            )
            for kind, patterns in _CUSTOM.items()
            for pattern in patterns
            if (regex := pattern2regex(pattern))
        ]
    )


CUSTOMARY = _customary()
"""The rules before any ignore file."""
