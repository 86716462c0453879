"""Numbers and dates as texts write them, brought to one form so that two texts can be compared.

Digits are read in every language, names of months and numbers in English. A bare number from 1900
to 2099 is taken for a year.
"""

import re
from dataclasses import dataclass
from typing import Self

from index.dates import DATE_PATTERNS, month_number

_SMALL = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: str(n) for n, word in enumerate(_SMALL, start=2)} | {
    word: str(10 * n) for n, word in enumerate(_TENS, start=2)
}
_MAGNITUDE = "hundred|thousand|million|billion|trillion|dozen"
_QUANTITY = re.compile(
    rf"(?:(?<![A-Za-z\d])(?P<digits>\d+(?:[.,]\d+)*)|\b(?P<word>{'|'.join(_VALUES)})\b)"
    rf"(?:[\s-](?P<magnitude>{_MAGNITUDE})\b)?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a text counts and dates, in its order, and what it says besides."""

    quantities: tuple[str, ...]
    """`12` for "12" and "twelve", `1300` for "1,300", `3 million` for "3 million"."""
    dates: tuple[str, ...]
    """The parts of each date: `year 2025`, `month 12`, `day 4`."""
    rest: str
    """The text with its numbers and dates as spaces."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Find the figures of a text."""
        found: list[tuple[int, list[str]]] = []
        for pattern in DATE_PATTERNS:
            found += [(match.start(), _parts(match)) for match in pattern.finditer(text)]
            text = pattern.sub(_as_spaces, text)
        return cls(
            quantities=tuple(_quantity(match) for match in _QUANTITY.finditer(text)),
            dates=tuple(part for _, parts in sorted(found) for part in parts),
            rest=_QUANTITY.sub(_as_spaces, text),
        )


def date_in(text: str) -> str:
    """Return the most exact date of a text or path, as `2025-12-04`, as written, or empty."""
    for pattern in DATE_PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if not parts["year"]:
                continue
            if parts.get("mark") is not None:
                return "-".join((parts["year"], parts["month"], parts["day"]))
            if parts.get("month"):
                return re.sub(r"[\s_-]+", " ", match.group())
            return parts["year"]
    return ""


def _parts(match: re.Match[str]) -> list[str]:
    parts = match.groupdict()
    named = [f"year {parts['year']}"] if parts.get("year") else []
    if month := parts.get("month"):
        number = int(month) if month.isdigit() else month_number(month)
        named.append(f"month {number}")
    if day := parts.get("day"):
        named.append(f"day {int(day)}")
    return named


def _quantity(match: re.Match[str]) -> str:
    digits, word, magnitude = match.group("digits", "word", "magnitude")
    number = _THOUSANDS.sub("", digits) if digits else _VALUES[word.lower()]
    return f"{number} {magnitude.lower()}" if magnitude else number


def _as_spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())
