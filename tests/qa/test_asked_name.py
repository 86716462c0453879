"""A name of another kind than the one asked for is no answer."""

import pytest

from qa.asked_name import AskedName

TEXTS = [
    "President Anna Bruce met Prime Minister Tom Lind and the Norwegian King Olav in Bergen.",
    "Foreign Minister Ida Holm and Vice President Per Dahl came along.",
]


def is_another(question: str, marked: str, before: str = "") -> bool:
    asked = AskedName.of(question, TEXTS)
    return asked is not None and asked.is_not(marked, before)


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Which minister signed it?", "President Anna Bruce"),
        ("which ministers signed it", "Bruce"),
        ("Which Norwegian ministers signed it?", "Anna Bruce and the Norwegian King Olav"),
        ("Which minister signed it?", "Bruce’s proposal"),
        ("Who is the ambassador to Norway?", "Tom Lind"),
        ("Who was the mayor?", "King Olav"),
        ("Which king signed it?", "Anna Bruce"),
        ("Which company signed it?", "Lind"),
    ],
)
def test_a_person_who_holds_another_office_is_not_meant(question, marked):
    assert is_another(question, marked)


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Which minister signed it?", "Tom Lind"),
        ("Which minister signed it?", "Ida Holm and President Anna Bruce"),
        ("Which minister signed it?", "Karl Moe and President Anna Bruce"),
        ("Which minister signed it?", "Karl Moe"),
        ("Which president signed it?", "Bruce"),
        ("Who is the queen?", "King Olav"),
        ("Which minister signed it?", "Per Dahl"),
        ("Which minister signed it?", "the one for fishing"),
        ("Which leader signed it?", "Anna Bruce"),
        ("Which city did the king visit?", "Anna Bruce"),
        ("What did the minister's king sign?", "Anna Bruce"),
        ("Which minister signed it, and where is he from?", "Anna Bruce"),
        ("Who signed it?", "Anna Bruce"),
        ("", "Anna Bruce"),
    ],
)
def test_whoever_holds_it_or_is_told_of_no_other_may_be(question, marked):
    assert not is_another(question, marked)


@pytest.mark.parametrize(
    ("question", "marked", "before"),
    [
        ("Which university will she visit?", "Bergen", "She will give a lecture in "),
        ("Which French companies came along?", "New York", "They met in "),
        ("Which minister came along?", "Bergen", "In "),
    ],
)
def test_a_place_that_something_is_in_is_no_organisation(question, marked, before):
    assert is_another(question, marked, before)


@pytest.mark.parametrize(
    ("question", "marked", "before"),
    [
        ("Which university will she visit?", "Bergen", "She will visit "),
        ("Which university will she visit?", "the University of Bergen", "The talk is in "),
        ("Which city will she visit?", "Bergen", "The talk is in "),
        ("Which city is the university in?", "Bergen", "It is in "),
        ("What is a city in which companies met?", "Bergen", "It is in "),
    ],
)
def test_what_stands_otherwise_or_is_asked_otherwise_may_be(question, marked, before):
    assert not is_another(question, marked, before)
