"""Numbers and dates as texts write them, brought to one form so that two texts can be compared.

Digits are read in every language, names of months and numbers in English. A bare number from 1900
to 2099 is taken for a year.
"""

import re
from dataclasses import dataclass
from typing import Self

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_MONTH = "(?P<month>" + "|".join(rf"{m}|{m[:3]}t?\b\.?" for m in _MONTHS) + ")"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)(?!\d|[.,]\d)"
_GAP = r"[\s_-]{1,3}"

_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=mark)"
        r"(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?<!\d){_DAY}{_GAP}{_MONTH}(?:,?{_GAP}{_YEAR})?(?![a-z])",
        rf"(?<![^\W_]){_MONTH}{_GAP}{_DAY}(?!\d|[.,]\d)(?:,?{_GAP}{_YEAR})?",
        rf"(?<![^\W_]){_MONTH},?{_GAP}{_YEAR}",
        rf"\b(?:in|since|until|by|of|from|early|late|last|next)\s{_MONTH}(?![a-z])",
        rf"\b(?:in|since|until|by|of|from|year)\s{_YEAR}",
        r"(?<![\d.,])(?P<year>(?:19|20)\d\d)(?!\d|[.,]\d)",
    )
)
"""The more exact first; what one has taken, the later ones no longer see."""

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
        for pattern in _DATES:
            found += [(match.start(), _parts(match)) for match in pattern.finditer(text)]
            text = pattern.sub(_as_spaces, text)
        return cls(
            quantities=tuple(_quantity(match) for match in _QUANTITY.finditer(text)),
            dates=tuple(part for _, parts in sorted(found) for part in parts),
            rest=_QUANTITY.sub(_as_spaces, text),
        )


def date_in(text: str) -> str:
    """Return the most exact date of a text or path, as `2025-12-04`, as written, or empty."""
    for pattern in _DATES:
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
        number = int(month) if month.isdigit() else 1 + _month_index(month)
        named.append(f"month {number}")
    if day := parts.get("day"):
        named.append(f"day {int(day)}")
    return named


def _month_index(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS) if month.startswith(name[:3]))


def _quantity(match: re.Match[str]) -> str:
    digits, word, magnitude = match.group("digits", "word", "magnitude")
    number = _THOUSANDS.sub("", digits) if digits else _VALUES[word.lower()]
    return f"{number} {magnitude.lower()}" if magnitude else number


def _as_spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())
