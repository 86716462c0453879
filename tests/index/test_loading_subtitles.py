"""What is said in subtitles, when, and on which line of the file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.loading import load_bytes
from index.places import Places
from index.splitting import split
from index.types import Document, SpanKind
from tests.index.test_splitting import COUNTER, assert_sound

SRT = """1
00:00:01,000 --> 00:00:02,500
The <i>old</i> ferry

2
00:00:02,600 --> 00:00:04,000 X1:40
{\\an8}sank
in 1984.

3
01:00:09,000 --> 01:00:10,000
1984
"""

VTT = """WEBVTT - The ferry
Language: en

NOTE by Ann
and Bob

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.000 align:start
<v.loud Ann Bell>Oak &amp; elm</v>

00:02.000 --> 00:03.000
float <c.yellow>very</c> <00:02.500>well.
"""


def load(text: str, suffix: str = ".srt") -> Document:
    return load_bytes(text.encode(), f"a{suffix}")


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_cues_make_paragraphs_with_times_and_lines(end: str) -> None:
    document = load(SRT.replace("\n", end))

    assert ranges(document, SpanKind.BLOCK) == ["The old ferry\nsank\nin 1984.", "1984"]
    places = Places(document)
    found = [places.at(document.text.index(w)) for w in ("The old", "sank", "in 1984", "\n1984")]
    assert [place.line for place in found[:3]] == [3, 7, 8]
    assert places.at(len(document.text) - 1).line == 12
    assert places.at(len(document.text) - 1).time == "01:00:09"
    assert [place.time for place in found[:3]] == ["00:00:01", "00:00:02", "00:00:02"]


def test_a_sentence_runs_across_cues() -> None:
    document = load(SRT)

    passages = tuple(split(document, COUNTER, max_tokens=64))

    quotes = [document.text[a:b] for p in passages for a, b in p.sentences]
    assert quotes[0] == "The old ferry\nsank\nin 1984."


def test_web_subtitles_keep_speakers_and_leave_out_settings() -> None:
    document = load(VTT, ".vtt")

    assert ranges(document, SpanKind.BLOCK) == ["Ann Bell: Oak & elm\nfloat very well."]
    dropped = [
        (s.label, document.text[s.start : s.end])
        for s in document.spans
        if s.kind is SpanKind.DROPPED
    ]
    assert dropped == [
        ("header", "WEBVTT - The ferry"),
        ("header", "Language: en"),
        ("note", "NOTE by Ann"),
        ("note", "and Bob"),
    ]


def test_another_speaker_begins_a_paragraph() -> None:
    document = load(
        "1\n0:00:01,0 --> 0:00:02,0\nANN: Where to?\n\n2\n0:00:02,0 --> 0:00:03,0\nBOB: Home.\n"
    )

    assert ranges(document, SpanKind.BLOCK) == ["ANN: Where to?", "BOB: Home."]


def test_captions_that_roll_up_come_once() -> None:
    document = load(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nthe old ferry\n\n"
        "00:02.000 --> 00:03.000\nthe old ferry\nsank in\n\n"
        "00:03.000 --> 00:04.000\nsank in\nthe storm\n",
        ".vtt",
    )

    assert ranges(document, SpanKind.BLOCK) == ["the old ferry\nsank in\nthe storm"]


def test_a_blank_line_within_a_cue_and_stray_text_lose_nothing() -> None:
    document = load("stray\n\n1\n00:00:01,000 --> 00:00:02,000\none\n\ntwo\n")

    assert ranges(document, SpanKind.BLOCK) == ["one\ntwo"]
    assert ranges(document, SpanKind.DROPPED) == ["stray"]


@pytest.mark.parametrize("text", ["Only words.", "1\n00:00 -> 00:01\nx", "WEBVTT\n\nNOTE x\n"])
@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_a_file_without_times_is_refused(text: str, suffix: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"^Expected subtitles in 'a"):
        load(text, suffix)


LINES = st.lists(
    st.text("abc .<>&{}\\/0123456789:,->\n", max_size=20) | st.just("00:00:01,000 --> 00:00:02,000")
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from([".srt", ".vtt"]))
def test_any_lines_around_a_cue_are_found_or_dropped(lines: list[str], suffix: str) -> None:
    text = "\n".join([*lines, "", "00:00:05,000 --> 00:00:06,000", "Planted words."])

    document = load(text, suffix)

    offset = document.text.rindex("Planted words.")
    assert Places(document).at(offset).time == "00:00:05"
    assert Places(document).at(offset).line == text.count("\n") + 1
    assert_sound(document, tuple(split(document, COUNTER, max_tokens=64)), 64)
