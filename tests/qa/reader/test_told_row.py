"""A row of a table is told by what is asked of it, and the value asked for is marked."""

import pytest

from qa.reader.told_row import told_row
from tests.qa.plain_lexicon import PlainLexicon

PRICES = "Article: TM-5 | Range: up to 125 °C | Price EUR: 64.50 | In stock: 1120"
HEATERS = "Property: Heat-up time | Heater 200: 5 h | Heater 300: 7 h"


def marked(question: str, row: str) -> str | None:
    told = told_row(question, row, PlainLexicon())
    return row[slice(*told.cell)] if told else None


@pytest.mark.parametrize(
    ("question", "row", "value"),
    [
        ("What is the price of the TM-5?", PRICES, "64.50"),
        ("How many TM-5 are in stock?", PRICES, "1120"),
        ("Which article has a range up to 125 °C?", PRICES, "TM-5"),
        ("What is the heat-up time of the heater 300?", HEATERS, "7 h"),
    ],
)
def test_the_value_of_the_named_column_is_found(question, row, value):
    assert marked(question, row) == value


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("How heavy is the TM-5?", PRICES),
        ("Which heater heats faster?", HEATERS),
        ("What is the price?", "Price: it is 12 euros."),
        ("What is the price?", "lamp | 12 euros"),
    ],
)
def test_none_is_found_where_no_one_column_is_named(question, row):
    assert marked(question, row) is None


@pytest.mark.parametrize(
    ("question", "row", "text"),
    [
        ("What is the price of the TM-5?", PRICES, "The Price EUR of TM-5 is 64.50."),
        ("What is the price?", PRICES, "The Price EUR of TM-5 is 64.50."),
        (
            "What is the heat-up time of the heater 300?",
            HEATERS,
            "The Heater 300 of Heat-up time is 7 h.",
        ),
        ("Which article has a range up to 125 °C?", PRICES, "The Article of up to 125 °C is TM-5."),
        (
            "How many births were there in 2024?",
            "Measure: Births | 2023: 412 | 2024: 398",
            "The Births in 2024 was 398.",
        ),
        ("Which articles are there?", PRICES, "The Article is TM-5."),
        (
            "When is the last bus of line 2 on Sunday?",
            "Line: 2 | Days: Sunday | First: 9:05 | Last bus: 18:05",
            "The Last bus of 2, Sunday is 18:05.",
        ),
    ],
)
def test_a_row_is_told_by_what_it_is_found_by_and_the_cell_that_is_asked_for(question, row, text):
    told = told_row(question, row, PlainLexicon())
    assert told is not None
    assert told.text == text
