"""A question is cut only before a question word, and a list is asked for only in the plural."""

import pytest

from qa.question_form import asked_at, asks_for_several, parts_of


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was Marlow founded?", ("When was Marlow founded",)),
        ("When was Marlow founded and who leads it?", ("When was Marlow founded", "who leads it")),
        ("Who leads it; and since when?", ("Who leads it", "since when")),
        ("Where was it? When was it?", ("Where was it", "When was it")),
        ("Where, and in which year, was it?", ("Where", "in which year, was it")),
        ("What do China and France trade?", ("What do China and France trade",)),
        ("Wann und wo wurde er geboren?", ("Wann und wo wurde er geboren",)),
        ("?", ()),
        ("", ()),
    ],
)
def test_parts(question: str, expected: tuple[str, ...]) -> None:
    assert parts_of(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Which rivers flow through Marlow?",
        "What subjects were discussed?",
        "Which cooperation agreements were signed?",
        "What are the growing zones of cognac?",
        "Who are the members of the board?",
        "Name the rivers of France",
        "List all growing zones",
        "Which people live there?",
    ],
)
def test_a_plural_asks_for_several(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which is larger?",
        "Which company owns Marlow?",
        "Which virus causes it?",
        "Which class is it?",
        "What causes rain?",
        "What does it make?",
        "What are rare earths used for?",
        "Name the capital of the Netherlands",
        "Who is the president of the United States?",
        "How many agreements were signed?",
        "Quels sont les pays membres ?",
        "",
    ],
)
def test_a_singular_does_not(question: str) -> None:
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("In which year was it built?", "which year was it built?"),
        ("Who decides how many there are?", "Who decides how many there are?"),
    ],
)
def test_what_is_asked_begins_at_the_first_question_word(question: str, rest: str) -> None:
    start = asked_at(question)
    assert start is not None
    assert question[start:] == rest


def test_without_a_question_word_nothing_is_asked() -> None:
    assert asked_at("the number of pandas") is None
