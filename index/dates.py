"""Dates as texts write them, and which of them is certainly the date of the text itself.

Names of months are read in English. A date is full if it says year, month and day; one that two
countries read as two days, such as 03/04/2025, says neither.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import PurePosixPath

MONTHS = (
    "January February March April May June July August September October November December".split()
)
_MONTH = "(?P<month>" + "|".join(rf"{m}|{m[:3]}t?\b\.?" for m in MONTHS) + ")"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)(?!\d|[.,]\d)"
_GAP = r"[\s_-]{1,3}"

DATE_PATTERNS = tuple(
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

_FULL_PATTERNS = (
    *DATE_PATTERNS[:3],
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)/(?P<month>\d\d?)/(?P<day>\d\d?)(?![\d/])"),
    re.compile(rf"(?<!\d){_DAY}{_GAP}of\s{_MONTH},?{_GAP}{_YEAR}"),
)
_TWO_READINGS = re.compile(
    r"(?<![\d./-])(?P<one>\d\d?)(?P<mark>[./-])(?P<other>\d\d?)(?P=mark)"
    r"(?P<year>(?:19|20)\d\d)(?![\d/-])"
)

_FARTHEST_AHEAD = timedelta(days=366)
"""A date further in the future is a deadline or an error, not when a text was written."""

_HEAD_LINES = 8
_HEAD_CHARACTERS = 2_000
"""How much of a text's beginning may say when it was written."""

_MARKUP = re.compile(r"[*_#>`|\[\]]")
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_TIME = r"(?:,?\s*(?:at\s+)?\d\d?[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,5})?)?"
_WRITTEN = re.compile(
    r"(?:^|[,;·•—–-]\s|\s{2})\W*(?:first\s)?(?:publication\s)?"
    r"(?:date|dated|published|posted|released|issued)(?:\s(?:on|at))?\s*:?\s*"
    rf"{_WEEKDAY}$",
    re.I,
)
_CHANGED = re.compile(
    r"^\W*(?:last\s)?(?:updated|modified|changed|revised)(?:\son)?\s*:?\s*" + _WEEKDAY + "$", re.I
)
_ALONE_BEFORE = re.compile(rf"\W*{_WEEKDAY}", re.I)
_ALONE_AFTER = re.compile(rf"T?{_TIME}\W*(?:Z|UTC|GMT)?\W*", re.I)
_PLACE_BEFORE = re.compile(rf"\W*[A-Z][A-Z\s.,'’/-]{{2,60}}(?:\([^)]{{1,40}}\))?[\s,]+{_WEEKDAY}")
_DASH_AFTER = re.compile(r"\s*(?:[/(][^)/]{1,40}[)/]\s*)?(?:—|–|--?)(?:\s|\Z)")


def month_number(name: str) -> int:
    """Return the number of an English month, of which three letters are enough."""
    return next(i for i, m in enumerate(MONTHS, start=1) if m.startswith(name[:3]))


def full_date(text: str) -> str:
    """Return the only full date of a text, as `2025-12-04`; empty for none and for several."""
    found = {day for _, _, day in _full_dates(text)}
    return found.pop() if len(found) == 1 else ""


def date_of_name(source: str) -> str:
    """Return the date a file carries in its name, empty if it has none or two."""
    return full_date(PurePosixPath(source).stem)


def stated_date(text: str) -> str:
    """Return the date that the first lines of a text give it, empty where none is certain.

    Certain is a line that says "Published:", then a line that is nothing but a date, then a
    dateline, `BEIJING, Dec. 3, 2025 —`; last, a line that says "Updated:".
    """
    lines = [line.strip() for line in text[:_HEAD_CHARACTERS].splitlines() if line.strip()]
    dated = [
        (line[:start], line[end:], day)
        for line in (_MARKUP.sub("", line) for line in lines[:_HEAD_LINES])
        for start, end, day in _full_dates(line)
    ]
    found = (day for is_own in _WAYS for before, after, day in dated if is_own(before, after))
    return next(found, "")


def _is_written(before: str, after: str) -> bool:
    return bool(_WRITTEN.search(before))


def _is_alone(before: str, after: str) -> bool:
    return bool(_ALONE_BEFORE.fullmatch(before) and _ALONE_AFTER.fullmatch(after))


def _is_dateline(before: str, after: str) -> bool:
    return bool(_PLACE_BEFORE.fullmatch(before) and _DASH_AFTER.match(after))


def _is_changed(before: str, after: str) -> bool:
    return bool(_CHANGED.search(before))


_WAYS = (_is_written, _is_alone, _is_dateline, _is_changed)
"""How a line says that a date is its text's own, by what stands before and after the date."""


def _full_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where the full dates of a text stand and what they are; impossible ones are none."""
    for pattern in _FULL_PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if parts["year"] and parts["month"] and parts["day"]:
                month = parts["month"]
                number = int(month) if month.isdigit() else month_number(month)
                if day := _valid(parts["year"], number, parts["day"]):
                    yield match.start(), match.end(), day
    for match in _TWO_READINGS.finditer(text):
        one, other, year = int(match["one"]), int(match["other"]), match["year"]
        readings = {_valid(year, one, str(other)), _valid(year, other, str(one))} - {""}
        if len(readings) == 1:
            yield match.start(), match.end(), readings.pop()


def _valid(year: str, month: int, day: str) -> str:
    """Return a date as `2025-12-04`, empty if there is no such day or it is far ahead."""
    try:
        found = date(int(year), month, int(day))
    except ValueError:
        return ""
    return found.isoformat() if found <= date.today() + _FARTHEST_AHEAD else ""
