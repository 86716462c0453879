"""What readers judged is asked again and counted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from qa.assistant import Assistant
from qa.evaluation import REFUSED, evaluate
from qa.thumbed_questions import thumbed_questions
from qa.thumbs import QuotePlace, Thumb, Verdict

OPENED = "When did the solar plant of Marlow open?"
NOWHERE = "Who won the chess tournament in Reykjavik?"


def thumb_on(assistant: Assistant, question: str, verdict: Verdict) -> Thumb:
    quotes = tuple(map(QuotePlace.of, assistant.ask(question).citations))
    return Thumb(
        time="", verdict=verdict, question=question, query=question, earlier=(), quotes=quotes
    )


def figures(assistant: Assistant, thumbs: list[Thumb]) -> Iterator[tuple[str, float]]:
    report = evaluate(assistant, list(thumbed_questions(assistant, thumbs)))
    for name in ("first quote holds an answer", REFUSED, "answered"):
        if name in report.figures:
            yield name, report.figures[name].value


def test_a_liked_answer_is_known_to_be_right(marlow: Assistant) -> None:
    liked = thumb_on(marlow, OPENED, Verdict.UP)
    [question] = thumbed_questions(marlow, [liked])

    assert question.answers == (marlow.ask(OPENED).citations[0].quote,)
    assert set(question.sources) == {"energy/solar.md", "energy/wind.txt"}
    assert dict(figures(marlow, [liked])) == {"first quote holds an answer": 1.0, "answered": 1.0}


def test_a_liked_abstention_says_that_there_is_no_answer(marlow: Assistant) -> None:
    liked = thumb_on(marlow, NOWHERE, Verdict.UP)
    [question] = thumbed_questions(marlow, [liked])

    assert not question.answerable
    assert dict(figures(marlow, [liked])) == {"answered": 0.0}


@pytest.mark.parametrize("question", [OPENED, NOWHERE])
def test_a_refused_answer_counts_while_it_comes_first_again(
    marlow: Assistant, question: str
) -> None:
    refused = thumb_on(marlow, question, Verdict.DOWN)
    other = replace(refused, query=NOWHERE if question == OPENED else OPENED)

    assert dict(figures(marlow, [refused])) == {REFUSED: 1.0}
    assert dict(figures(marlow, [refused, other])) == {REFUSED: 0.5}


def test_a_verdict_whose_quote_is_gone_is_left_out(marlow: Assistant) -> None:
    liked = thumb_on(marlow, OPENED, Verdict.UP)
    gone = replace(liked.quotes[0], quote_digest="0" * 64)
    elsewhere = replace(liked.quotes[0], source="gone.md")

    for quote in (gone, elsewhere):
        assert list(thumbed_questions(marlow, [replace(liked, quotes=(quote,))])) == []
