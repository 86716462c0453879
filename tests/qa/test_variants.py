"""A sentence about another one of a kind than the one asked does not answer."""

from dataclasses import replace

import pytest

from index.loading.tables import SEPARATOR
from qa.variants import CELLS, Variant, Variants
from tests.index.builders import document_of, passages_of

ROWS = "Article: TM-5 | Price: 64.50\nArticle: TM-8 | Price: 142.00"


def another(question: str, sentence: str, *, text: str = "", title: str = "") -> bool:
    [line] = passages_of(document_of("a.txt", sentence, title=title))
    passage = replace(line, text=text or sentence)
    return Variants.of(question).told_of_another(sentence, passage)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the TM-8 and the GW1", {("tm", "8"), ("gw", "1")}),
        ("Revenue in Q3 2025", {("q", "3")}),
        ("How heavy is the AquaHeat 300?", {("aquaheat", "300")}),
        ("Weight | AquaHeat 200: 58 kg", {("aquaheat", "200")}),
        ("How are MP3s made?", {("mp", "3")}),
        ("On May 5, in the mid-1980s, 300 people paid 40 % more.", set()),
        ("They sold Gateway 1,200 times.", set()),
    ],
)
def test_codes_and_numbered_names_are_variants(text, named):
    expected = {Variant(kind=kind, which=which) for kind, which in named}
    assert Variants.of(text).numbered == expected


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many TM-8 are in stock?", "Article: TM-5 | In stock: 1120"),
        (
            "What does the AquaHeat 400 hold?",
            "Capacity | AquaHeat 200: 195 l | AquaHeat 300: 290 l",
        ),
        ("What was earned in Q3?", "In Q2 the firm earned 4 million."),
        ("How long is the A7 guaranteed?", "The A6 is guaranteed for ten years."),
    ],
)
def test_another_variant_is_told(question, sentence):
    assert another(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many TM-8 are in stock?", "Article: TM-8 | In stock: 96"),
        ("How many TM 8 are in stock?", "The shelf holds 96 of them."),
        ("What does the TM8 cost?", "The TM-8b costs as much as the TM-5."),
        ("Which is dearer, the TM-5 or the TM-8?", "Article: TM-8 | Price: 142.00"),
        ("What does the BD-2 system need?", "The FM-2 needs a gateway."),
        ("What does the gateway cost?", "The GW-1 costs 385 euros."),
    ],
)
def test_the_variant_itself_and_none_are_no_other(question, sentence):
    assert not another(question, sentence)


def test_prose_may_go_on_about_a_variant_that_its_passage_names():
    sentence = "Unlike the TM-5, it is made of steel."
    text = f"The TM-8 is new. {sentence}"

    assert not another("What is the TM-8 made of?", sentence, text=text)
    assert another("What is the TM-8 made of?", sentence)


def test_a_row_tells_of_itself_and_of_what_its_document_is_about():
    row = "Article: TM-5 | Price: 64.50"
    norm = "Property: Weight | Value: 3 kg | Norm: EN-5"
    cases = "City: Leeds | Cases: 400 | Week: W12"

    assert another("What does the TM-8 cost?", row, text=ROWS)
    assert another("How heavy is the TM-8?", norm, text=f"{ROWS}\n{norm}")
    assert not another("How heavy is the TM-8?", norm, text=f"{ROWS}\n{norm}", title="The TM-8")
    assert not another("How many cases of Covid-19 had Leeds?", cases)
    assert another("How heavy is the TM-8?", row, title="Manual of the TM-8")


def test_a_name_before_a_noun_is_told_from_its_rivals_in_the_passage():
    basic, pro = (
        "In the Basic plan, readings stay for 90 days.",
        "In the Pro plan they stay longer.",
    )
    question = "How long do readings stay in the Pro plan?"

    assert another(question, basic, text=f"{basic} {pro}")
    assert not another(question, pro, text=f"{basic} {pro}")
    assert not another(question, basic)
    assert not another("How long do readings stay in the plan?", basic, text=f"{basic} {pro}")
    assert not another("Is the Pro plan or the Basic plan cheaper?", basic, text=f"{basic} {pro}")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When is the last bus on Sundays?", "Days: Saturday | Last bus: 22:40"),
        ("When is the last bus on Sundays?", "On weekdays the last bus leaves at 22:40."),
        ("Is it open on Saturday?", "It is open from Monday to Friday."),
        ("Is it open on Monday?", "It is open at weekends."),
        ("How often does line 2 run?", "Line: 4 | Interval: 10 | Seats: 2"),
        ("How old is the patient in room 12b?", "Room: 12 | Age: 80"),
        ("How many loans were there in 2021?", "Branch: West | Loans 2022: 9 | Loans 2023: 7"),
        ("How many loans were there in 2021?", "Year: 2022 | Loans: 9"),
        ("How often did line 2 run in 2021?", "Line: 2 | Runs 2022: 900 | Runs 2023: 950"),
        ("What does the Lumen Max weigh?", "Weight | Caldo Uno: 5 kg | Lumen Pro: 17 kg"),
    ],
)
def test_another_day_or_number_in_the_column_is_told(question, sentence):
    assert another(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When is the last bus on Sundays?", "Days: Sunday | Last bus: 20:00"),
        ("Is it open on Wednesday?", "It is open from Monday to Friday."),
        ("Is it open on Sunday?", "It is open daily, on Mondays until 8 pm."),
        ("Is it open on Monday?", "It is open from Saturday to Tuesday."),
        ("Is it open on Monday or Tuesday?", "It is closed on Tuesdays."),
        ("Is it open on Sunday?", "It is open from 8 am."),
        ("When does it open?", "It is open on Sundays."),
        ("How often does line 2 run?", "Line: 2 | Interval: 30"),
        ("How often does line 2 run?", "Interval: 30 | Seats: 40"),
        ("How often does it run after 20 hours?", "Line: 2 | Interval: 30"),
        ("How often does line 2 run?", "Line 4 runs every 10 minutes."),
        ("How many loans were there in 2022?", "Branch: West | Loans 2022: 9 | Loans 2023: 7"),
        ("How did loans change from 2021 to 2023?", "Loans 2022: 9 | Loans 2023: 7"),
        ("How many loans were there in 2021?", "Branch: West | Loans: 9"),
        ("What does the Lumen Pro weigh?", "Weight | Caldo Uno: 5 kg | Lumen Pro: 17 kg"),
        ("What does the Lumen weigh?", "Weight | Caldo Uno: 5 kg | Lumen Pro: 17 kg"),
        ("What Is The Weight?", "City: The Hague | Weight: 5 kg"),
        ("How many live in New York?", "City: New York | State: New Jersey | People: 9"),
    ],
)
def test_the_day_or_number_itself_and_none_are_no_other(question, sentence):
    assert not another(question, sentence)


def test_rows_are_known_by_what_loading_writes_between_cells():
    assert CELLS == SEPARATOR
