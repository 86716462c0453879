"""A list is what stands line by line below a colon, or marked below a heading."""

import pytest

from qa.kept_list import kept_list
from qa.question import Question
from qa.reader import Reading
from tests.qa.builders import reading_in
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()

MARKED = "|Zones of cognac:\n\n- |Borderies. |They are small.\n- |Fins Bois.\n\n|Zones end."
PLAIN = "|Zones of cognac:\n\n|VS is young.\n|XO is old. |It was raised.\n\n|Zones end."
STEPS = "Permits\n\n1. |Register.\n2. |Apply online. |It is quick.\n3. |Pay.\n\n|Permits end."
BULLETS = STEPS.replace("1. ", "- ").replace("2. ", "- ").replace("3. ", "- ")


def told(question: str, reading: Reading) -> list[str]:
    found = kept_list(Question.parse(question, LEXICON), reading, LEXICON)
    return [one.text for one in found.readings] if found else []


@pytest.mark.parametrize(
    ("text", "sentence", "expected"),
    [
        (MARKED, "Zones of cognac:", ["Zones of cognac:", "Borderies.", "Fins Bois."]),
        (MARKED, "Fins Bois.", ["Fins Bois.", "Borderies."]),
        (MARKED, "They are small.", []),
        (MARKED, "Zones end.", []),
        (PLAIN, "Zones of cognac:", ["Zones of cognac:", "VS is young.", "XO is old."]),
        ("|Rivers of France:\n- |Loire\n- |Seine", "Loire", []),  # not the list asked for
        ("|Zones of cognac:\n- |Borderies.", "Zones of cognac:", []),  # one item is no list
        ("|Zones of cognac: |Borderies. |Fins Bois.", "Zones of cognac:", []),
        ("|Zones of cognac.\n- |Borderies.\n- |Fins Bois.", "Zones of cognac.", []),
    ],
)
def test_below_a_colon_a_list_stands_line_by_line(
    text: str, sentence: str, expected: list[str]
) -> None:
    assert told("Which zones are there?", reading_in(text, sentence)) == expected


@pytest.mark.parametrize(
    ("text", "heading", "sentence", "expected"),
    [
        (STEPS, "Permits", "Pay.", ["Register.", "Apply online.", "Pay."]),
        (BULLETS, "Permits", "Pay.", ["Pay.", "Register.", "Apply online."]),
        (STEPS, "Permits", "It is quick.", []),
        (STEPS, "Permits", "Permits end.", []),
        (STEPS, "Fines", "Pay.", []),  # not the list asked for
        (STEPS.replace("1. ", ""), "Permits", "Pay.", []),  # the first is no item
        ("1. |Register.", "Permits", "Register.", []),  # one item is no list
    ],
)
def test_below_a_heading_its_items_are_marked(
    text: str, heading: str, sentence: str, expected: list[str]
) -> None:
    assert told("How are permits bought?", reading_in(text, sentence, heading=heading)) == expected


def test_a_heading_that_holds_little_of_the_question_leads_into_no_list_of_it() -> None:
    reading = reading_in(STEPS, "Pay.", heading="Permits")

    assert told("How do permits of resident nurses differ?", reading) == []


def test_the_title_says_what_a_heading_is_about() -> None:
    reading = reading_in(STEPS, "Pay.", heading="Permits", title="Resident nurses")

    assert told("How do resident nurses get permits?", reading) != []
    assert told("How do resident nurses get jobs?", reading) == []


def test_beside_the_sentence_six_items_are_told() -> None:
    text = "|Zones:" + "".join(f"\n- |Zone {letter}." for letter in "ABCDEFGH")

    assert told("Which zones are there?", reading_in(text, "Zones:")) == [
        "Zones:",
        *(f"Zone {letter}." for letter in "ABCDEF"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [("Step A.", "ABCDEFG"), ("Step C.", "ABCDEFG"), ("Step H.", "BCDEFGH")],
)
def test_of_many_steps_those_around_the_sentence_are_told_in_order(
    sentence: str, expected: str
) -> None:
    text = "".join(f"\n{i}. |Step {letter}." for i, letter in enumerate("ABCDEFGH", 1))

    assert told("What are the steps?", reading_in(text, sentence, heading="Steps")) == [
        f"Step {letter}." for letter in expected
    ]


def test_steps_are_numbered() -> None:
    question = Question.parse("How are permits bought?", LEXICON)
    for text, is_numbered in ((STEPS, True), (BULLETS, False)):
        found = kept_list(question, reading_in(text, "Pay.", heading="Permits"), LEXICON)
        assert found is not None
        assert found.is_numbered is is_numbered
