"""Which lines of plain text are paragraphs, which are headings, and what stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.loading import load_bytes
from index.loading import text as module
from index.types import Document, SpanKind


def load_text(text: str) -> Document:
    return load_bytes(text.encode(), "a.txt")


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


def sections(document: Document) -> list[tuple[str, str]]:
    """Return the label and the first line of each section."""
    return [
        (s.label, document.text[s.start : s.end].splitlines()[0])
        for s in document.spans
        if s.kind is SpanKind.SECTION
    ]


def test_each_line_of_an_unwrapped_file_is_a_paragraph() -> None:
    lines = [
        "The ferry leaves the old harbour every morning at eight and comes back in the evening.",
        "Tickets are sold on board.",
        "Dogs may come along, but they have to stay on the upper deck during the whole crossing.",
    ]

    document = load_text("\n".join(lines))

    assert ranges(document, SpanKind.BLOCK) == lines


def test_wrapped_lines_are_joined_up_to_the_end_of_their_paragraph() -> None:
    text = (
        "The ferry leaves the old harbour every morning at eight and\n"
        "comes back in the evening, when the last workers have gone\n"
        "home. Tickets are sold on board.\n"
        "\n"
        "Dogs may come along, but they have to stay on the upper deck\n"
        "during the whole crossing, which takes forty minutes.\n"
    )

    document = load_text(text)

    assert ranges(document, SpanKind.BLOCK) == [p.strip() for p in text.split("\n\n")]


def test_bullets_are_blocks_of_their_own_in_a_wrapped_file() -> None:
    text = (
        "The ferry carries these things between the islands all year\n"
        "round, whatever the weather is like out there on the water:\n"
        "- letters and parcels, which go into the dry hold below the\n"
        "  deck\n"
        "- cattle\n"
        "2. bread\n"
    )

    document = load_text(text)

    assert ranges(document, SpanKind.BLOCK)[1:] == [
        "- letters and parcels, which go into the dry hold below the\n  deck",
        "- cattle",
        "2. bread",
    ]


def test_a_short_line_above_text_is_a_heading_and_opens_a_section() -> None:
    text = (
        "The old ferry\n\n"
        "It was built of oak. It carried forty people.\n\n"
        "How it was lost\n\n"
        "A storm tore it from its moorings one night in autumn.\n"
    )

    document = load_text(text)

    assert document.title == "The old ferry"
    assert ranges(document, SpanKind.HEADING) == ["The old ferry", "How it was lost"]
    assert sections(document) == [("How it was lost", "How it was lost")]


def test_an_underlined_line_is_a_heading_with_its_underline() -> None:
    document = load_text(
        "Ferries\n=======\n\nThey carry people and goods.\n\nfares\n-----\nCheap.\n"
    )

    assert document.title == "Ferries"
    assert ranges(document, SpanKind.HEADING) == ["Ferries\n=======", "fares\n-----"]
    assert sections(document) == [("fares", "fares")]


def test_of_several_lines_at_the_top_the_longest_above_the_section_is_the_title() -> None:
    text = (
        "Search\n\nFerries of the northern islands and their crews\n\nA first overview\n\n"
        "Ferries carry people, cattle and letters between the islands.\n"
    )

    document = load_text(text)

    assert document.title == "Ferries of the northern islands and their crews"
    assert len(ranges(document, SpanKind.HEADING)) == 3
    assert sections(document) == [("A first overview", "A first overview")]


@pytest.mark.parametrize(
    "line",
    [
        "Opened: 1932",
        "Author: Jane Miller",
        "By Jane Miller",
        "It sank.",
        "the last line",
        "• Ferries",
        "Ferries 7 and 8",
        "Ferries, cattle, letters and all the other things that people sent from here to there",
    ],
)
def test_a_line_that_may_answer_something_is_not_a_heading(line: str) -> None:
    text = (
        f"Ferries\n\nThey carry people and goods.\n\n{line}\n\nThey sail every day of the year.\n"
    )

    document = load_text(text)

    assert ranges(document, SpanKind.HEADING) == ["Ferries"]
    assert line in ranges(document, SpanKind.BLOCK)


def test_a_list_of_short_lines_has_no_headings() -> None:
    document = load_text("Apples\nPears\nPlums\nCherries\nQuinces\nWe sell them all in autumn.\n")

    assert document.title == ""
    assert ranges(document, SpanKind.HEADING) == []


def test_a_sentence_set_off_above_a_long_text_is_a_title_and_stays_quotable() -> None:
    first = "ferries and the growth of island towns ."
    document = load_text(f"{first}\n\n{'the towns grew with the ferries . ' * 10}\n")

    assert document.title == "ferries and the growth of island towns"
    assert ranges(document, SpanKind.BLOCK)[0] == first


def test_a_byline_below_the_title_is_neither_title_nor_heading() -> None:
    document = load_text(
        "The ferry\nBy Jane Margaret Miller\nPublished on 5 May 1932\n\n"
        "It was built of oak. It carried forty people.\n"
    )

    assert document.title == "The ferry"
    assert ranges(document, SpanKind.HEADING) == ["The ferry"]
    assert ranges(document, SpanKind.BLOCK)[:2] == [
        "By Jane Margaret Miller",
        "Published on 5 May 1932",
    ]


def test_a_title_may_begin_like_a_byline() -> None:
    document = load_text("By the river\n\nIt was built of oak. It carried forty people.\n")

    assert document.title == "By the river"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_the_text_is_the_decoded_file(text: str) -> None:
    data = text.encode()
    try:
        document = load_bytes(data, "a.txt")
    except UnreadableDocumentError:
        assert not text.strip() or any(ord(c) < 32 for c in text) or text.startswith("\ufeff")
    else:
        assert document.text == data.decode("utf-8-sig")


def test_a_dateline_dates_the_text() -> None:
    document = load_text("The ferry\n\nBEIJING, Dec. 3, 2025 — The old ferry sank in a storm.\n")

    assert document.date == "2025-12-03"


def test_a_large_file_is_looked_at_in_pieces_between_blank_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paragraphs = [f"The boat number {n} is blue.\nIt has {n} oars." for n in range(40)]
    text = "Boats\n\n" + "\n\n".join(paragraphs) + "\n"
    whole = load_bytes(text.encode(), "a.txt")

    monkeypatch.setattr(module, "_PIECE_CHARACTERS", 100)
    pieced = load_bytes(text.encode(), "a.txt")

    assert pieced == whole
    assert sum(span.kind is SpanKind.BLOCK for span in pieced.spans) == 80
