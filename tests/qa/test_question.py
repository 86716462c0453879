"""What is read out of a question's words."""

import pytest

from qa.question import AnswerKind, Question, asked_kind
from tests.qa.plain_lexicon import PlainLexicon


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did the two presidents meet?", AnswerKind.DATE),
        ("In what year did the war end?", AnswerKind.DATE),
        ("How long was the visit?", AnswerKind.DURATION),
        ("How many agreements were signed?", AnswerKind.NUMBER),
        ("What is the population of Lyon?", AnswerKind.NUMBER),
        ("What percentage of power is nuclear?", AnswerKind.PERCENT),
        ("How much did the bridge cost?", AnswerKind.MONEY),
        ("Who signed the treaty?", AnswerKind.PERSON),
        ("Where is the bridge?", AnswerKind.PLACE),
        ("Which city is known for pandas?", AnswerKind.NAME),
        ("How often do they meet?", AnswerKind.FREQUENCY),
        ("How big was the trade surplus?", AnswerKind.MONEY),
        ("Why are tariffs raised?", AnswerKind.REASON),
        ("How are duties collected?", AnswerKind.MANNER),
        ("What is cognac?", AnswerKind.OTHER),
        ("Wann trafen sich die Präsidenten?", AnswerKind.OTHER),
        ("", AnswerKind.OTHER),
    ],
)
def test_the_kind_of_answer_asked_for(question: str, expected: AnswerKind):
    assert asked_kind(question) is expected


def test_weights_are_shares_of_the_words_that_tell_something():
    lexicon = PlainLexicon({"cognac": 3.0})

    question = Question.parse("Who sells cognac in Paris?", lexicon)

    assert question.weights == {"sell": 1 / 5, "cognac": 3 / 5, "pari": 1 / 5}


def test_words_that_name_the_kind_of_answer_weigh_less():
    question = Question.parse("In which city is the river?", PlainLexicon())

    assert question.weights == {"city": 0.4 / 1.4, "river": 1 / 1.4}


def test_names_are_capitalized_words_and_numbers():
    question = Question.parse("What did Airbus sell to China in 2025?", PlainLexicon())

    assert question.names == {"airbu", "china", "2025"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Besides Airbus, who sells to China?", {"airbu", "china"}),
        ("According to Macron, what did they agree on?", {"macron"}),
        ("Name the ships.", set()),
        ("Where did Name win?", {"name"}),
    ],
)
def test_the_word_that_a_question_begins_with_may_be_no_name(text: str, names: set[str]) -> None:
    assert Question.parse(text, PlainLexicon()).names == names


def test_the_focus_is_the_thing_asked_for():
    assert Question.parse("How many trade agreements were signed?", PlainLexicon()).focus == {
        "trade",
        "agreement",
    }


def test_a_question_of_function_words_still_has_weights():
    assert Question.parse("Who is it?", PlainLexicon()).weights == {
        "who": 1 / 3,
        "i": 1 / 3,
        "it": 1 / 3,
    }
