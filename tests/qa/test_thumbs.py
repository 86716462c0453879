"""Verdicts are kept without a word of the documents."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from index.traces import Traces
from qa.assistant import Assistant
from qa.thumbs import MAX_BYTES, QuotePlace, Thumb, Thumbs, Verdict, digest_of

QUOTE = "The pump was bought in May."
PLACE = QuotePlace(
    source="pumps.md", start=4, end=4 + len(QUOTE), digest="d" * 64, quote_digest=digest_of(QUOTE)
)
UP = Thumb(
    time="2026-01-31T10:00:00+00:00",
    verdict=Verdict.UP,
    question="When was it bought?",
    query="When was the pump bought?",
    earlier=("Which pump?",),
    quotes=(PLACE,),
)
DOWN = replace(UP, verdict=Verdict.DOWN)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    Thumbs(tmp_path).add(UP)

    assert Thumbs(tmp_path).standing() == (UP,)
    assert stat.S_IMODE(Thumbs(tmp_path).path.stat().st_mode) == 0o600


def test_the_last_verdict_on_an_answer_stands(tmp_path: Path) -> None:
    thumbs, other = Thumbs(tmp_path), replace(UP, query="Another?")
    for thumb in (UP, other, DOWN):
        thumbs.add(thumb)
    assert thumbs.standing() == (DOWN, other)

    thumbs.add(replace(UP, verdict=Verdict.TAKEN_BACK))

    assert thumbs.standing() == (other,)


def test_a_line_that_is_no_verdict_is_left_out(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path)
    thumbs.path.write_text('{"question": "cut of\n[1]\n{"verdict": "maybe"}\n\xff\n')
    thumbs.add(UP)

    assert thumbs.standing() == (UP,)


def test_a_full_file_takes_no_more(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path)
    thumbs.path.write_bytes(b"\n" * (MAX_BYTES + 1))

    with pytest.raises(OSError, match="full"):
        thumbs.add(UP)


@pytest.mark.parametrize("before", ["# A\n", "", "Much was added before. " * 9])
def test_a_quote_is_found_where_it_stands_now(before: str) -> None:
    assert PLACE.words_in(f"{before}{QUOTE} It was dear.") == QUOTE


@pytest.mark.parametrize("text", ["", "short", "The pump was bought in June. " * 3])
def test_a_quote_that_is_gone_has_no_words(text: str) -> None:
    assert PLACE.words_in(text) == ""


def test_nothing_of_a_quote_is_in_the_file(marlow: Assistant, tmp_path: Path) -> None:
    """What proof of deletion looks for in the store is not there either."""
    answer = marlow.ask("When did the solar plant of Marlow open?")
    thumbs = Thumbs(tmp_path)
    thumbs.add(replace(UP, quotes=tuple(map(QuotePlace.of, answer.citations))))

    texts = [passage.text for hit in answer.hits for passage in [hit.passage]]
    traces = Traces([text.encode() for text in texts])

    assert len(traces) > 100
    assert len(traces.found_in(thumbs.path)) == 0
