"""Which days a phrase names."""

from datetime import date

import pytest

from qa.periods import Period, period

TODAY = date(2025, 3, 12)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("phrase", "since", "until"),
    [
        ("in 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("from February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("on 4 December 2025", date(2025, 12, 4), date(2025, 12, 4)),
        ("on 2025-12-04", date(2025, 12, 4), date(2025, 12, 4)),
        ("since May 2024", date(2024, 5, 1), None),
        ("after Dec 2024", date(2025, 1, 1), None),
        ("before 2020", None, date(2019, 12, 31)),
        ("until March 3, 2020", None, date(2020, 3, 3)),
        ("between March 2024 and 2025", date(2024, 3, 1), date(2025, 12, 31)),
        ("from 2019 to 2021", date(2019, 1, 1), date(2021, 12, 31)),
        ("older than 2020", None, date(2019, 12, 31)),
        ("newer than May 2024", date(2024, 6, 1), None),
        ("today", TODAY, TODAY),
        ("since yesterday", date(2025, 3, 11), None),
        ("this week", date(2025, 3, 10), TODAY),
        ("last week", date(2025, 3, 3), date(2025, 3, 9)),
        ("in the last week", date(2025, 3, 5), TODAY),
        ("during the past three days", date(2025, 3, 9), TODAY),
        ("in the last 2 months", date(2025, 1, 11), TODAY),
        ("last month", date(2025, 2, 1), date(2025, 2, 28)),
        ("before this year", None, date(2024, 12, 31)),
        ("since Monday", date(2025, 3, 10), None),
        ("last Friday", date(2025, 3, 7), date(2025, 3, 7)),
        ("on Wednesday", date(2025, 3, 5), date(2025, 3, 5)),
        ("last year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_phrase_names_days(phrase: str, since: date | None, until: date | None) -> None:
    assert period(phrase, TODAY) == Period(since=since, until=until)


@pytest.mark.parametrize("phrase", ["in haste", "in Foober 2020", "from Italy", "2025", "in"])
def test_what_is_no_time_names_none(phrase: str) -> None:
    assert period(phrase, TODAY) is None


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2024-05-01", True),
        ("2024-05-31", True),
        ("2024-04-30", False),
        ("2024-06-01", False),
        ("", False),
    ],
)
def test_both_ends_belong_to_it(day: str, held: bool) -> None:
    assert Period(since=date(2024, 5, 1), until=date(2024, 5, 31)).holds(day) is held
