"""The time that a phrase such as "since May 2024" or "last week" names, in days."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from index.dates import full_date, month_number

_YEAR = re.compile(r"(?:the\s+year\s+)?((?:1\d|20)\d\d)")
_MONTH = re.compile(r"([A-Z][a-z]{2,8})\.?,?\s+(?:of\s+)?((?:1\d|20)\d\d)", re.IGNORECASE)
_RUNNING = re.compile(r"(this|last)\s+(week|month|year)", re.IGNORECASE)
_PAST = re.compile(
    r"(?:the\s+)?(?:last|past)\s+(?:(\d{1,3}|two|three|four|five|six|seven)\s+)?"
    r"(day|week|month|year)s?",
    re.IGNORECASE,
)
_WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
_NUMBERS = ("two", "three", "four", "five", "six", "seven")
_LENGTHS = {"day": 1, "week": 7, "month": 30, "year": 365}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of days, both ends of it included; None is no bound."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: str) -> bool:
        """Whether a day, as `2025-12-04`, lies in it; no day does not."""
        return (
            bool(day)
            and (self.since is None or self.since.isoformat() <= day)
            and (self.until is None or day <= self.until.isoformat())
        )


_FORMS: tuple[tuple[str, Callable[[Period], Period]], ...] = (
    (r"(?:in|on|of|from|during|dated)\s+", lambda said: said),
    (r"(?:since|starting\s+(?:in|from|on))\s+", lambda said: Period(since=said.since)),
    (r"(?:until|till|by|up\s+to)\s+", lambda said: Period(until=said.until)),
    (r"(?:after|later\s+than|newer\s+than)\s+", lambda said: Period(since=_after(said.until))),
    (r"(?:before|earlier\s+than|older\s+than)\s+", lambda said: Period(until=_before(said.since))),
)
"""The words before a date, and what they make of its days."""

_BETWEEN = re.compile(r"(?:between|from)\s+(.+?)\s+(?:and|to|until)\s+(.+)", re.IGNORECASE)


def period(phrase: str, today: date) -> Period | None:
    """Return the days that a phrase names, such as "in 2025"; None if it names none."""
    between = _BETWEEN.fullmatch(phrase)
    if between:
        first, last = _days(between[1], today), _days(between[2], today)
        return Period(since=first.since, until=last.until) if first and last else None
    for lead, bound in _FORMS:
        match = re.match(lead, phrase, re.IGNORECASE)
        said = _days(phrase[match.end() :], today) if match else None
        if said:
            return bound(said)
    return _relative(phrase.strip(), today)


def _days(text: str, today: date) -> Period | None:
    """Return the days of a year, a month or a day, or of one that is named from today."""
    text = text.strip()
    if year := _YEAR.fullmatch(text):
        return Period(since=date(int(year[1]), 1, 1), until=date(int(year[1]), 12, 31))
    if month := _MONTH.fullmatch(text):
        return _month(month[1].capitalize(), int(month[2]))
    if relative := _relative(text, today):
        return relative
    day = full_date(text)
    return Period(since=date.fromisoformat(day), until=date.fromisoformat(day)) if day else None


def _relative(text: str, today: date) -> Period | None:
    """Return the days of "yesterday", "this month" or "the last ten days"."""
    named = {"today": today, "yesterday": today - _DAY}.get(text.lower())
    if named:
        return Period(since=named, until=named)
    if running := _RUNNING.fullmatch(text):
        return _running(running[2].lower(), today, is_last=running[1].lower() == "last")
    weekday = text.lower().removeprefix("last ")
    if weekday in _WEEKDAYS:
        n_days = (today.weekday() - _WEEKDAYS.index(weekday) - 1) % 7 + 1
        return Period(since=today - n_days * _DAY, until=today - n_days * _DAY)
    if past := _PAST.fullmatch(text):
        count = (past[1] or "1").lower()
        n_units = _NUMBERS.index(count) + 2 if count in _NUMBERS else int(count)
        n_days = n_units * _LENGTHS[past[2].lower()]
        return Period(since=today - timedelta(days=n_days), until=today)
    return None


def _running(unit: str, today: date, *, is_last: bool) -> Period:
    """Return this week, month or year of the calendar, or the one before it."""
    begin = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }[unit]
    if not is_last:
        return Period(since=begin, until=today)
    return Period(since=_running(unit, begin - _DAY, is_last=False).since, until=begin - _DAY)


def _month(name: str, year: int) -> Period | None:
    try:
        number = month_number(name)
    except StopIteration:
        return None
    _, n_days = calendar.monthrange(year, number)
    return Period(since=date(year, number, 1), until=date(year, number, n_days))


def _after(day: date | None) -> date | None:
    return day + _DAY if day else None


def _before(day: date | None) -> date | None:
    return day - _DAY if day else None
