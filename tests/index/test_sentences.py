"""Sentences end where a reader would end them, and together they hold their block."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import Sentence, cut, sentences_of


def quotes(text: str) -> list[str]:
    found = sentences_of(text, 0, len(text))
    return [text[s.quote[0] : s.quote[1]] for s in found if s.quote]


@pytest.mark.parametrize(
    "sentences",
    [
        ["They met on Dec. 4 in Lyon.", "It rained from Sept. 3 to Jan. 1."],
        ["The U.S. agreed.", "The E.U. and the U.N. did not."],
        ["Non-U.S. citizens may apply.", "The Ph.D. student may not."],
        ["Dr. Oak met Mr. Elm and Mrs. Ash.", "Ms. Yew came too.", "Gen. Fir did not."],
        ["Ask Prof. Elm, e.g. about pay, boats, etc.", "He knows, i.e. he was there."],
        ["J. R. R. Tolkien wrote.", "J.K. Rowling writes.", "Harry S. Truman did not."],
        ["Apple Inc. announced it.", "The firm, X Corp., sued.", "Smith Jr. won."],
        ["It cost $3.5 million.", "Version 2.0.1 came.", "It is No. 5 of 12."],
        ["See Fig. 3 and Eq. (4).", "See Vol. 2 and Chap. 7.", "It took approx. 3 days."],
        [
            "The Govt. of India paid.",
            "It is open from Mon. to Fri.",
            "It shuts at 5 p.m. on Sunday.",
        ],
        ["He asked “Why?” and left.", "“Go!” she said.", "‘Fine.’"],
        ["Then he went… and came... back.", "Wait...", "What?", "Really?!"],
        ["It rose (see above).", "(He was tired.)", "Then it fell.[2]", "It rose.[3][4]"],
        ["Visit www.example.com today.", "Use Node.js for a.txt or not."],
        ["这是第一句。", "这是第二句！", "第三句？"],
        ["今日は。", "元気ですか？", "はい！"],
        ["¿Qué pasa?", "¡Hola!", "El Sr. García vino."],
    ],
)
def test_a_text_comes_apart_into_its_sentences(sentences: list[str]) -> None:
    gap = "" if sentences[0][0] > "\u3000" else " "

    assert quotes(gap.join(sentences)) == sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("• Oak floats. It burns.", ["Oak floats.", "It burns."]),
        ("12) Oak floats.", ["Oak floats."]),
        ("b) Oak floats.", ["Oak floats."]),
        ("Oak floats. 2. Iron sinks.", ["Oak floats.", "2. Iron sinks."]),
        ("A. Oak floats. B. Iron sinks.", ["A. Oak floats.", "B. Iron sinks."]),
        ("- [x] Oak floats.", ["Oak floats."]),
        ("-5 degrees.", ["-5 degrees."]),
        ("1945 was the year.", ["1945 was the year."]),
        ("3.5 million came.", ["3.5 million came."]),
    ],
)
def test_marks_of_an_item_are_left_out_and_numbers_are_not(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_only_the_range_asked_for_is_read() -> None:
    text = "Ash. Oak floats. Elm burns. Yew."

    found = list(sentences_of(text, 5, 27))

    assert [(s.start, s.end, s.quote) for s in found] == [(5, 16, (5, 16)), (17, 27, (17, 27))]


def test_a_sentence_is_cut_at_spaces_and_keeps_its_marks_out_of_the_quote() -> None:
    text = "- one two three four five six"
    sentence = Sentence(0, len(text), (2, len(text)))

    pieces = list(cut(text, sentence, 12))

    assert [text[p.start : p.end] for p in pieces] == ["- one two", "three four", "five six"]
    assert [p.quote for p in pieces] == [(2, 9), (10, 20), (21, 29)]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "Oak. |oak |U.S. |A.|1. |- |“|” |(|) |[|] |?|!\n|… |好。|é|\u2028|\u00a0|\t|Ms. "
            "|Vol. 2 |...|```\n|.| ".split("|")
        ),
        min_size=1,
    ).map("".join)
)
def test_sentences_hold_every_sign_in_order_and_every_word_is_quoted(text: str) -> None:
    found = list(sentences_of(text, 0, len(text)))

    assert "".join("".join(text[s.start : s.end].split()) for s in found) == "".join(text.split())
    assert all(before.end <= after.start for before, after in pairwise(found))
    for sentence in found:
        if sentence.quote:
            start, end = sentence.quote
            assert sentence.start <= start < end <= sentence.end
            assert text[start:end] == text[start:end].strip()
    unquoted = "".join(text[s.start : s.quote[0] if s.quote else s.end] for s in found)
    assert not set("oakOAkUSéMsVl") & set(unquoted)
