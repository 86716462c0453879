"""Where an offset lies in the file as a person counts."""

import pytest

from index.places import Places, in_words, place_in
from index.types import Document, Passage, Place, Span, SpanKind


def document_of(text: str, *spans: Span) -> Document:
    return Document(
        source="a.txt", title="", text=text, digest="", encoding="utf-8", spans=tuple(spans)
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb\nc", [1, 1, 2, 2, 3]),
        ("a\r\nb\r\nc", [1, 1, 1, 2, 2, 2, 3]),
        ("a\rb\r\rc", [1, 1, 2, 2, 3, 4]),
        ("a\fb\u2028c", [1, 1, 1, 1, 1]),
    ],
)
def test_lines_end_as_an_editor_ends_them(text: str, lines: list[int]) -> None:
    places = Places(document_of(text))

    assert [places.at(offset).line for offset in range(len(text))] == lines


def test_line_spans_come_before_counting() -> None:
    document = document_of(
        "one\ntwo",
        Span(kind=SpanKind.PAGE, start=0, end=4, label="7"),
        Span(kind=SpanKind.LINE, start=0, end=4, label="12"),
        Span(kind=SpanKind.PAGE, start=4, end=7, label="8"),
        Span(kind=SpanKind.LINE, start=4, end=7, label="30"),
    )

    found = [Places(document).at(offset) for offset in (0, 3, 4, 6)]

    assert [place.line for place in found] == [12, 12, 30, 30]
    assert [place.page for place in found] == [7, 7, 8, 8]


def test_what_a_document_does_not_have_is_none() -> None:
    assert Places(document_of("one")).at(1) == Place(line=1)


def test_an_offset_between_two_rows_is_in_neither() -> None:
    document = document_of(
        "a\nb",
        Span(kind=SpanKind.SHEET, start=0, end=3, label="Sales"),
        Span(kind=SpanKind.ROW, start=0, end=1, label="2"),
        Span(kind=SpanKind.ROW, start=2, end=3, label="3"),
    )

    found = [Places(document).at(offset) for offset in (0, 1, 2)]

    assert [place.row for place in found] == [2, None, 3]
    assert {place.sheet for place in found} == {"Sales"}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(line=3), "line 3"),
        (Place(line=3, page=7), "page 7"),
        (Place(line=3, sheet="Sales", row=12), "sheet Sales, row 12"),
        (Place(line=3, slide=2), "slide 2"),
        (Place(line=3, cell=4), "cell 4"),
        (Place(line=3, time="00:01:02"), "00:01:02"),
    ],
)
def test_a_place_is_told_as_a_person_tells_it(place: Place, words: str) -> None:
    assert in_words(place) == words


def test_a_place_in_a_passage_is_that_of_its_sentence() -> None:
    passage = Passage(
        passage_id="0" * 16,
        source="a.txt",
        title="",
        heading="",
        start=10,
        end=20,
        text="One. Two..",
        sentences=((10, 14), (15, 20)),
        places=(Place(line=2), Place(line=3)),
    )

    assert [place_in(passage, offset).line for offset in (10, 13, 15, 19)] == [2, 2, 3, 3]
