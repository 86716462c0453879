"""Which dates of a text are certain, and which of them are its own."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import date_of_name, full_date, month_number, stated_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-12-03T10:00:00Z", "2025-12-03"),
        ("20251203", "2025-12-03"),
        ("2025/12/3", "2025-12-03"),
        ("3 December 2025", "2025-12-03"),
        ("the 3rd of December, 2025", "2025-12-03"),
        ("Dec. 3, 2025", "2025-12-03"),
        ("Sept 3, 2025", "2025-09-03"),
        ("25.12.2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("04/04/2025", "2025-04-04"),
        ("3 December 2025, that is 2025-12-03", "2025-12-03"),
        ("from 2025-12-01 to 2025-12-07", ""),
        ("03/04/2025", ""),
        ("3.4.2025", ""),
        ("2025-02-30", ""),
        ("December 2025", ""),
        ("3 December", ""),
        ("2025", ""),
        ("version 1.2025-12-031", ""),
        ("13/13/2025", ""),
        ("", ""),
    ],
)
def test_only_a_whole_and_certain_date_is_full(text: str, expected: str) -> None:
    assert full_date(text) == expected


def test_a_date_more_than_a_year_ahead_is_none() -> None:
    near, far = date.today() + timedelta(days=300), date.today() + timedelta(days=400)

    assert full_date(near.isoformat()) == near.isoformat()
    assert full_date(far.isoformat()) == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("press/2025-12-03-report.pdf", "2025-12-03"),
        ("report_20251203.txt", "2025-12-03"),
        ("minutes-3-December-2025.md", "2025-12-03"),
        ("2025-12-03/report.pdf", ""),
        ("2025-12-01_2025-12-07.txt", ""),
        ("report.2025-12-03", ""),
        ("v2.20251399.txt", ""),
    ],
)
def test_the_file_name_may_carry_the_date(source: str, expected: str) -> None:
    assert date_of_name(source) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry\nPublished: 3 December 2025\n\nIt sank.", "2025-12-03"),
        ("The ferry\nBy Jane Hill, published on Wednesday, Dec. 3, 2025", "2025-12-03"),
        ("**Date:** 2025-12-03\n", "2025-12-03"),
        ("The ferry\n\nWednesday, December 3, 2025, 10:15 a.m. GMT\n\nIt sank.", "2025-12-03"),
        ("BEIJING, Dec. 3, 2025 — The ferry sank.", "2025-12-03"),
        ("WASHINGTON, D.C., 3 December 2025 (Wire) - The ferry sank.", "2025-12-03"),
        ("Last updated: 5 December 2025\nPublished: 3 December 2025\n", "2025-12-03"),
        ("The ferry\nUpdated 5 December 2025\n", "2025-12-05"),
        ("The ferry sank on 3 December 2025 — nobody was hurt.", ""),
        ("Born: 3 December 1925\n", ""),
        ("The up to date 3 December 1925 edition.", ""),
        ("\n".join(["A line."] * 8) + "\nPublished: 3 December 2025\n", ""),
        ("Published: 3/4/2025", ""),
        ("BEIJING, Dec. 3 — The ferry sank.", ""),
    ],
)
def test_the_first_lines_may_state_the_date(text: str, expected: str) -> None:
    assert stated_date(text) == expected


@given(st.dates(date(1900, 1, 1), date(2024, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y"]))
def test_every_day_is_found_as_it_is_written(day: date, form: str) -> None:
    assert full_date(f"on {day.strftime(form)}.") == day.isoformat()
    assert stated_date(f"Published: {day.strftime(form)}") == day.isoformat()


def test_months_are_known_by_three_letters() -> None:
    assert [month_number(m) for m in ("Jan", "September", "Dec.")] == [1, 9, 12]
