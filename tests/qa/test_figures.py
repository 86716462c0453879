"""Figures that mean the same have one form; what is no figure stays in the rest."""

import pytest

from qa.figures import Figures, date_in


@pytest.mark.parametrize(
    ("text", "quantities", "dates"),
    [
        ("They signed 12 agreements.", ("12",), ()),
        ("They signed Twelve agreements.", ("12",), ()),
        ("1,300 homes, 4.5 percent and 2,5 litres", ("1300", "4.5", "2,5"), ()),
        (
            "1.3 million euros, three billion, two-hundred",
            ("1.3 million", "3 billion", "2 hundred"),
            (),
        ),
        ("from 10 to 5", ("10", "5"), ()),
        ("CO2 and B12 are no numbers", (), ()),
        ("on 4 December 2025", (), ("year 2025", "month 12", "day 4")),
        ("on December 4th, 2025", (), ("year 2025", "month 12", "day 4")),
        ("on 2025-12-04", (), ("year 2025", "month 12", "day 4")),
        ("in Sept. 2019, and in May", (), ("year 2019", "month 9", "month 5")),
        ("You may go in 1874 to see 1,874 sheep", ("1874",), ("year 1874",)),
        ("2019 brought 1500 visitors", ("1500",), ("year 2019",)),
        ("In 2020 there were 3, in 2019 2", ("3", "2"), ("year 2020", "year 2019")),
        ("双方签署了12项协议", ("12",), ()),
        ("", (), ()),
    ],
)
def test_quantities_and_dates_have_one_form(
    text: str, quantities: tuple[str, ...], dates: tuple[str, ...]
) -> None:
    figures = Figures.of(text)

    assert figures.quantities == quantities
    assert figures.dates == dates


def test_the_rest_keeps_every_other_word() -> None:
    assert Figures.of("Marlow sold 12 tons on 4 May 2019.").rest.split() == [
        "Marlow", "sold", "tons", "on", ".",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("minutes/2024-03-05.txt", "2024-03-05"),
        ("report_20240305.pdf", "2024-03-05"),
        ("2023/report.md", "2023"),
        ("summit-december-2025.md", "2025"),
        ("summit-5-December-2025.md", "5 December 2025"),
        ("The summit of December 2025", "December 2025"),
        ("Report 2024, printed on 5 March 2025", "5 March 2025"),
        ("Notes of 4 May", ""),
        ("room 12, flat 1950.5", ""),
        ("", ""),
    ],
)
def test_a_date_needs_a_year_and_the_most_exact_one_counts(text: str, expected: str) -> None:
    assert date_in(text) == expected
