"""HTML is read back with a parser: what it shows, and that it has no elements but ours."""

import dataclasses
from collections.abc import Iterable

import pytest
from lxml import html

from index.types import DocumentSummary, Span, SpanKind
from qa.confidence import Certainty
from qa.web.links import Reference
from qa.web.paper import Paper, Sheet
from qa.web.render import Card, card_list, document_view, empty_panel, page_header
from tests.qa.web.payloads import ALL
from tests.qa.web.samples import DOCUMENT, FIRST, SECOND, TEXT, hit, passage

QUOTE = Reference(passage_id=FIRST, quote=(9, 27), number=1)
CARD = Card(document=DOCUMENT, passage=passage(FIRST, 9, 45), references=(QUOTE,))
NEAR = Card(document=DOCUMENT, passage=passage(SECOND, 47, 67))
OUR_ELEMENTS = {"article", "b", "bdi", "button", "div", "h2", "header", "mark", "p", "section"} | {
    "span",
    *("dd", "details", "dl", "dt", "summary"),
}


def of_class(page: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    return [element for element in page.iter() if name in element.get("class", "").split()]


def texts(elements: Iterable[html.HtmlElement]) -> list[str]:
    return [element.text_content().strip() for element in elements]


def test_a_card_shows_number_file_place_heading_and_the_marked_quote() -> None:
    page = html.fromstring(card_list([CARD]))

    assert texts(page.iter("h2")) == ["Cited passages"]
    assert texts(of_class(page, "number")) == ["1"]
    assert texts(of_class(page, "file")) == ["policies/leave.md"]
    assert texts(of_class(page, "place")) == ["line 3"]
    assert texts(of_class(page, "outline-path")) == ["Leave › Leave"]
    assert texts(of_class(page, "text")) == ["Staff get 25 days. Five may be kept."]
    assert texts(page.iter("mark")) == ["Staff get 25 days."]
    assert [mark.get("id") for mark in page.iter("mark")] == [f"p-{FIRST}.9.27"]
    assert [b.get("data-href") for b in of_class(page, "open")] == [QUOTE.href]


def test_a_card_shows_the_date_of_its_file_and_where_the_text_is_too() -> None:
    dated = dataclasses.replace(DOCUMENT, date="2025-12-04")
    card = dataclasses.replace(CARD, document=dated, copies=("a/b.md", "<i>.md"))
    page = html.fromstring(card_list([card]))

    assert texts(of_class(page, "place")) == ["line 3 · 2025-12-04"]
    assert texts(of_class(page, "outline-path"))[1] == "The same text is also in a/b.md, <i>.md"


def test_a_card_says_why_it_is_there_and_how_sure_the_answer_is() -> None:
    found = dataclasses.replace(hit(CARD.passage), matched=("<b>days", "kept"))
    card = dataclasses.replace(CARD, hit=found, matches=((22, 26),))
    certainty = Certainty(probability=0.9, threshold=0.2, max_error=0.4, is_own=True)
    page = html.fromstring(card_list([card], certainty))

    assert texts(page.iter("summary")) == ["Why this passage"]
    assert texts(page.iter("dt"))[-1] == "Words of the question"
    assert texts(of_class(page, "word")) == ["<b>days", "kept"]
    assert texts(of_class(page, "matched")) == ["days"]
    assert texts(of_class(page, "certainty")) == [
        "90\N{NO-BREAK SPACE}% sure that the first quote is right."
    ]
    assert {element.tag for element in page.iter()} <= OUR_ELEMENTS


def test_an_earlier_turns_card_claims_no_reasons() -> None:
    page = html.fromstring(card_list([CARD]))

    assert not list(page.iter("details"))
    assert not of_class(page, "certainty")


def test_steps_lead_through_citations_only() -> None:
    assert len(of_class(html.fromstring(card_list([CARD])), "step")) == 2
    assert len(of_class(html.fromstring(document_view(CARD, opening=1)), "step")) == 2
    assert not of_class(html.fromstring(card_list([NEAR])), "step")


def test_a_card_leaves_out_the_heading_its_passage_begins_with() -> None:
    card = dataclasses.replace(CARD, passage=passage(FIRST, 0, 45))

    assert card.body == (9, 45)
    assert dataclasses.replace(CARD, passage=passage(FIRST, 0, 7)).body == (7, 7)


def test_two_quotes_of_one_passage_share_a_card() -> None:
    second = Reference(passage_id=FIRST, quote=(28, 45), number=2)
    page = html.fromstring(card_list([dataclasses.replace(CARD, references=(QUOTE, second))]))

    assert texts(of_class(page, "number")) == ["1", "2"]
    assert texts(page.iter("mark")) == ["Staff get 25 days.", "Five may be kept."]


def test_nearest_passages_have_neither_numbers_nor_marks() -> None:
    page = html.fromstring(card_list([NEAR]))

    assert texts(page.iter("h2")) == ["Nearest passages"]
    assert of_class(page, "number") + list(page.iter("mark")) == []
    assert texts(of_class(page, "place")) == ["line 5"]
    assert [b.get("data-href") for b in of_class(page, "open")] == [f"#p-{SECOND}"]


def test_a_page_number_takes_the_place_of_a_line() -> None:
    paged = dataclasses.replace(
        DOCUMENT, spans=(Span(kind=SpanKind.PAGE, start=0, end=len(TEXT), label="7"),)
    )
    page = html.fromstring(card_list([dataclasses.replace(NEAR, document=paged)]))

    assert texts(of_class(page, "place")) == ["page 7"]


def test_a_document_keeps_every_character_and_marks_passage_and_quote() -> None:
    page = html.fromstring(document_view(CARD, opening=1))

    assert [text.text_content() for text in of_class(page, "text")] == [TEXT]
    assert texts(page.iter("mark")) == ["Staff get 25 days."]
    assert ["".join(piece.text_content() for piece in of_class(page, "passage"))] == [
        "Staff get 25 days. Five may be kept."
    ]
    assert texts(of_class(page, "heading")) == ["# Leave"]


def test_a_document_opened_again_differs() -> None:
    assert document_view(CARD, opening=1) != document_view(CARD, opening=2)


def test_a_long_document_is_shown_around_the_passage_and_says_so() -> None:
    page = html.fromstring(document_view(CARD, opening=1, reach=3))

    assert texts(of_class(page, "cut")) == [
        "The 6 characters before this are not shown.",
        "The 20 characters after this are not shown.",
    ]
    assert texts(page.iter("mark")) == ["Staff get 25 days."]


def test_dropped_text_looks_dropped() -> None:
    dropped = Span(kind=SpanKind.DROPPED, start=47, end=67, label="boilerplate")
    document = dataclasses.replace(DOCUMENT, spans=(dropped,))
    card = dataclasses.replace(CARD, document=document)

    assert texts(of_class(html.fromstring(document_view(card, opening=1)), "dropped")) == [
        "Sick days are extra."
    ]


@pytest.mark.parametrize("payload", ALL)
def test_hostile_text_names_titles_and_headings_are_only_text(payload: str) -> None:
    source = f"a/{payload.replace('/', '∕')}\n\"'.md"
    document = dataclasses.replace(DOCUMENT, source=source, title=payload, text=payload, spans=())
    found = dataclasses.replace(passage(FIRST, 0, len(payload), document), heading=payload)
    reference = Reference(passage_id=FIRST, quote=(0, len(payload)), number=1)
    card = Card(document=document, passage=found, references=(reference,))
    shown = [html.fromstring(h) for h in (card_list([card]), document_view(card, opening=1))]

    for page in shown:
        assert {element.tag for element in page.iter()} <= OUR_ELEMENTS
        assert page.xpath("//@onerror | //@onload | //@src | //@href | //@style") == []
        assert [text.text_content() for text in of_class(page, "text")] == [payload]
        assert [name.get("title") for name in of_class(page, "file")] == [source]
    assert texts(of_class(shown[0], "outline-path")) == [f"{payload} › {payload}"]
    assert texts(shown[1].iter("h2")) == [payload]


@pytest.mark.parametrize("payload", ALL)
def test_a_hostile_name_is_only_text_beside_the_picture_of_a_page(payload: str) -> None:
    hostile = dataclasses.replace(CARD, passage=dataclasses.replace(CARD.passage, source=payload))
    sheet = Sheet(page=1, width=2, height=3, boxes=(), is_whole=True, address="data:image/webp,")
    page, line = (
        html.fromstring(document_view(hostile, opening=1, paper=paper))
        for paper in (Paper(sheets=(sheet,)), Paper(problem=f"Not found: {payload}"))
    )

    assert [img.get("alt") for img in page.iter("img")] == [f"Page 1 of {payload}"]
    assert texts(of_class(line, "remark")) == [f"Not found: {payload}"]
    assert {element.tag for element in page.iter()} <= OUR_ELEMENTS | {"img"}
    assert {element.tag for element in line.iter()} <= OUR_ELEMENTS


def test_the_header_counts_the_library_and_escapes_its_folder() -> None:
    summary = DocumentSummary(
        source="a.md",
        title="",
        encoding="utf-8",
        digest="",
        date="",
        n_passages=1200,
        n_characters=9,
        n_dropped=0,
    )
    page = html.fromstring(page_header("<b>docs</b>", [summary, summary]))

    assert texts(of_class(page, "size")) == ["<b>docs</b> · 2 documents · 2,400 passages"]


def test_no_cards_leave_the_panel_empty() -> None:
    assert empty_panel("The passages that prove an answer appear here.") == card_list([])
