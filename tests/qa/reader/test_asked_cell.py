"""In a row of a table, the value of the column that is asked for is marked."""

import pytest

from qa.reader.asked_cell import asked_cell
from tests.qa.plain_lexicon import PlainLexicon

PRICES = "Article: TM-5 | Range: up to 125 °C | Price EUR: 64.50 | In stock: 1120"
HEATERS = "Property: Heat-up time | Heater 200: 5 h | Heater 300: 7 h"


def marked(question: str, row: str) -> str | None:
    place = asked_cell(question, row, PlainLexicon())
    return row[slice(*place)] if place else None


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
