"""Sentences of a PDF are whole and at their page; what runs through its pages is left out."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.loading import load_bytes
from index.loading.pdf import load_pdf, load_pdf_with_ocr
from index.loading.pdf_lines import PdfLine
from index.loading.pdf_paragraphs import joined
from index.loading.pdf_running import running_lines
from index.places import Places
from index.types import Document, SpanKind
from tests.index.pdf_files import HEADER, drawn, filled_in, laid_out, printed, scanned

FILLER = (
    "The breakwater was lengthened by forty metres, which the engineers of the harbour board had"
    " asked for since a storm destroyed the old pier. Its stones came from the north by rail."
)
PLANTED = "The seventh lamp of the mole was lit by a blind keeper called Orsolya Venn."


def load(data: bytes) -> Document:
    return load_bytes(data, "a.pdf")


def page_of(document: Document, quote: str) -> int | None:
    return Places(document).at(document.text.index(quote)).page


def dropped(document: Document) -> set[tuple[str, str]]:
    return {
        (span.label, document.text[span.start : span.end])
        for span in document.spans
        if span.kind is SpanKind.DROPPED
    }


@pytest.mark.parametrize("columns", [1, 2])
def test_planted_sentences_are_whole_and_at_their_page(columns: int) -> None:
    texts = [f"In the year {1800 + i} the work went on. {FILLER * 3}" for i in range(70)]
    places = {0: "First: " + PLANTED, 35: "Middle: " + PLANTED, 69: "Last: " + PLANTED}
    for i, sentence in places.items():
        texts[i] = f"{texts[i]} {sentence} {FILLER}"
    document = load(laid_out(texts, columns=columns))

    pages = [page_of(document, sentence) for sentence in places.values()]

    assert pages[0] == 1
    assert pages == sorted(pages)
    n_pages = sum(span.kind is SpanKind.PAGE for span in document.spans)
    assert (pages[-1] or 0) >= n_pages - 1
    for text in texts:
        for sentence in text.split(". "):
            assert sentence in document.text


@pytest.mark.parametrize("leading", [10, 12, 15, 18, 20, 24])
def test_paragraphs_are_whole_whatever_their_line_spacing(leading: int) -> None:
    document = load(laid_out([FILLER] * 9, leading=leading, edged=False))

    assert document.text.splitlines() == [FILLER] * 9


def test_a_sentence_in_a_cell_is_whole_though_its_lines_are_far_apart() -> None:
    cell = ["The keeper of the", "", "seventh lamp was", "", "blind.", "", "Another cell"]

    document = load(drawn([[*[FILLER[:80]] * 9, "", "", *cell]]))

    assert "The keeper of the seventh lamp was blind." in document.text.splitlines()


def test_a_paragraph_goes_on_over_the_page_and_its_sentences_are_whole() -> None:
    sentences = [f"Sentence {i} of a paragraph that is longer than any page." for i in range(300)]
    document = load(laid_out([" ".join(sentences)]))

    blocks = [span for span in document.spans if span.kind is SpanKind.BLOCK]

    kept = [document.text[s.start : s.end] for s in blocks]
    assert " ".join(kept) == " ".join(sentences)
    assert len(kept) <= 3
    assert page_of(document, sentences[0]) == 1
    assert page_of(document, sentences[-1]) == 3


def test_running_lines_are_dropped_with_what_they_are() -> None:
    document = load(laid_out([FILLER] * 60))

    assert dropped(document) == {("running header", HEADER)} | {
        ("page number", str(100 + n)) for n in (1, 2, 3)
    }
    kept = [s for s in document.spans if s.kind is SpanKind.BLOCK]
    assert not any(HEADER in document.text[s.start : s.end] for s in kept)


def test_a_sentence_that_ends_every_page_with_another_number_is_kept() -> None:
    told = "The lamp of pier number {n} was lit in the evening."
    pages = [["Above", "", *"abcdef", told.format(n=n)] for n in range(5)]

    document = load(drawn(pages))

    assert dropped(document) == {("running header", "Above")}
    assert page_of(document, "The lamp of pier number 3 was lit in the evening.") == 4


def test_headings_that_open_pages_are_no_running_lines() -> None:
    chapters = [[f"# Chapter {n}", "", *[FILLER[:80]] * 4] for n in range(1, 7)]

    document = load(drawn(chapters))

    assert dropped(document) == set()
    assert [s.label for s in document.spans if s.kind is SpanKind.SECTION][-1] == "Chapter 6"


def test_lines_that_recur_in_the_middle_of_pages_are_kept() -> None:
    pages = [["Above", "", f"Pier {n}", "", "Lamp 13 none", "The end"] for n in "abcde"]

    assert dropped(load(drawn(pages))) == {("running header", "Above")}


def test_headings_open_sections_and_the_largest_is_the_title() -> None:
    document = load(laid_out(["# The old mole", FILLER, "# Its lamps", PLANTED, FILLER]))

    sections = [
        (span.label, document.text[span.start : span.end])
        for span in document.spans
        if span.kind is SpanKind.SECTION
    ]

    assert document.title == "The old mole"
    [(label, text)] = sections
    assert label == "Its lamps"
    assert PLANTED in text


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Lamps of the coast", "Lamps of the coast"),
        ("Microsoft Word - draft3.docx", "The old mole"),
        ("(anonymous)", "The old mole"),
    ],
)
def test_a_stated_title_counts_unless_a_program_made_it(stated: str, title: str) -> None:
    assert load(laid_out(["# The old mole", FILLER], title=stated)).title == title


def test_a_browsers_print_is_read_in_order(tmp_path: Path) -> None:
    page = (
        "<html lang=en><head><title>Lamps</title><style>body{font-family:DejaVu Serif;hyphens:auto;"
        "text-align:justify;width:50%}</style></head><body><h1>The mole</h1>"
        + f"<p>{FILLER} \U0001f600</p>"  # two places in the text that pdfium gives
        * 30
        + f"<p>Efficient officers affirm it. {PLANTED}</p><table><tr><td>1901</td><td>300</td></tr>"
        "</table></body></html>"
    )
    document = load(printed(page, tmp_path))

    assert document.title == "Lamps"
    assert {document.text.count(f"{sentence}.") for sentence in FILLER[:-1].split(". ")} == {30}
    assert f"Efficient officers affirm it. {PLANTED}" in document.text
    assert {label for label, _ in dropped(document)} == {
        "running header",
        "running footer",
        "page number",
    }
    assert "1901" in document.text


def test_fields_are_read_and_comments_dropped() -> None:
    document = load(filled_in("Keeper", "Orsolya Venn", "Is this so?"))

    assert "Keeper: Orsolya Venn" in document.text
    assert dropped(document) == {("comment", "Is this so?")}


def test_pages_without_text_are_named() -> None:
    document = load(drawn([["One line."], [], ["Another line."], [], []]))

    assert document.remarks == (
        "pages 2, 4-5 without text; if scanned, install tesseract and use --ocr",
    )
    assert page_of(document, "Another line.") == 3


def test_a_scan_without_ocr_says_what_to_do() -> None:
    with pytest.raises(UnreadableDocumentError, match="found 1 page without any, probably scanned"):
        load(scanned("The keeper sleeps."))


@pytest.mark.skipif(not shutil.which("tesseract"), reason="expected tesseract, found none")
def test_a_scan_is_read_by_ocr_when_it_is_asked_for() -> None:
    document = load_bytes(scanned("The keeper of the lamp sleeps."), "a.pdf", ocr=True)

    assert "The keeper of the lamp sleeps." in document.text
    assert document.remarks == ("page 1 read by OCR, so words may be wrong",)


def test_without_tesseract_ocr_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UnreadableDocumentError, match="Expected the program `tesseract`"):
        load_pdf_with_ocr(scanned("a"), "a.pdf")


def test_a_password_is_asked_for_by_its_absence() -> None:
    with pytest.raises(UnreadableDocumentError, match="found an encrypted one"):
        load(laid_out([FILLER], password="secret"))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
def test_a_cut_file_is_read_as_far_as_it_goes_or_reported(share: float) -> None:
    data = laid_out([FILLER] * 30)
    cut = data[: int(len(data) * share)] or b"%PDF-1.7"

    try:
        found = load(cut).text
    except UnreadableDocumentError as error:
        found = str(error)

    assert FILLER.split(".")[0] in found or "'a.pdf'" in found


@pytest.mark.parametrize("data", [b"%PDF-1.4\n%%EOF", b"%PDF-" + bytes(1000), b"\xff\0\0"])
def test_what_only_says_that_it_is_a_pdf_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError):
        load(data)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("the exam-", "ple of it", "the example of it"),
        ("a well-", "known lamp", "a well-known lamp"),
        ("Saint-", "Malo is far", "Saint-Malo is far"),
        ("one line", "and the next", "one line and the next"),
        ("pages 3-", "7 of it", "pages 3-7 of it"),
        ("an EU-", "wide plan", "an EU-wide plan"),
        ("COVID-", "19 came", "COVID-19 came"),
        ("see http://a.org/b-", "c.html there", "see http://a.org/b-c.html there"),
        ("pre-", "and postwar", "pre- and postwar"),
        ("the thous-", "and lamps", "the thousand lamps"),
    ],
)
def test_divided_words_are_made_whole(before: str, after: str, expected: str) -> None:
    assert joined(before, after, frozenset({"well-known", "lamp", "thousand"})) == expected


def test_hyphens_at_the_ends_of_lines_are_seen_through() -> None:
    """pdfium joins such lines itself, with a sign of its own in place of the hyphen."""
    lines = [
        "The board of the harbour had a long and very inter-",
        "esting talk about the lamps of Saint-",
        "Malo, and of the town of Mecklenburg-",
        "Vorpommern, and closed it.",
    ]
    expected = (
        "The board of the harbour had a long and very interesting talk about the lamps of"
        " Saint-Malo, and of the town of Mecklenburg-Vorpommern, and closed it."
    )

    assert expected in load(drawn([lines])).text.splitlines()


def test_lines_of_few_pages_are_no_running_lines() -> None:
    pages = [
        [PdfLine(text="Same", page=n, left=0, right=9, base=700, elevation=0.9, size=10)]
        for n in range(1, 3)
    ]

    assert running_lines(pages) == {}


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), columns=st.sampled_from([1, 2]), n=st.integers(1, 30))
def test_every_word_comes_back(seed: int, columns: int, n: int) -> None:
    rng = random.Random(seed)
    syllables = "ba do ki lu me no ra su te vo".split()
    texts = [
        " ".join(
            "".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(rng.randint(3, 90))
        ).capitalize()
        + "."
        for _ in range(n)
    ]

    content = load_pdf(laid_out(texts, columns=columns, edged=False), "a.pdf")

    assert content.text.split() == " ".join(texts).split()
