"""A row stands for itself: it names its columns, and is cited by its number and line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.loading import load_bytes
from index.loading.tables import rows_in_words
from index.places import Places
from index.types import Document, Place, SpanKind

TABLE = 'Harbour,Boats,Founded\nMarlow,12,1874\n"Old, Quay",,1901\n'


def rows_of(document: Document) -> list[tuple[str, str]]:
    return [
        (span.label, document.text[span.start : span.end])
        for span in document.spans
        if span.kind is SpanKind.ROW
    ]


def place_of(document: Document, words: str) -> Place:
    return Places(document).at(document.text.index(words))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_record_repeats_the_header(delimiter: str) -> None:
    text = TABLE.replace('"Old, Quay"', "Old Quay").replace(",", delimiter)

    assert rows_of(load_bytes(text.encode(), "a.csv")) == [
        ("1", "Harbour | Boats | Founded"),
        ("2", "Harbour: Marlow | Boats: 12 | Founded: 1874"),
        ("3", "Harbour: Old Quay | Founded: 1901"),
    ]


def test_a_record_of_several_lines_is_cited_at_its_first() -> None:
    data = b'Name,Note\r\nBell,"one\r\ntwo ""three"""\r\n\r\nVenn,four\r\n'
    document = load_bytes(data, "a.csv")

    assert rows_of(document)[1:] == [
        ("2", 'Name: Bell | Note: one two "three"'),
        ("4", "Name: Venn | Note: four"),
    ]
    assert place_of(document, "three") == Place(line=2, row=2)
    assert place_of(document, "four") == Place(line=5, row=4)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["1901", "12"], ["1902", "13"]], ["1901 | 12", "1902 | 13"]),
        ([["Year", "Year"], ["1", "2"]], ["Year | Year", "1 | 2"]),
        (
            [["Boats of Marlow"], ["Boat", "2023", "2024", "", ""], ["Tern", "1", "2"]],
            ["Boats of Marlow", "Boat | 2023 | 2024", "Boat: Tern | 2023: 1 | 2024: 2"],
        ),
        ([["", "A", "B"], ["x", "1", ""]], ["A | B", "x | A: 1"]),
        ([[], ["A", "B"], ["1", "2", "3"]], ["", "A | B", "A: 1 | B: 2 | 3"]),
        ([["A", "B" * 100], ["1", "2"]], ["A | " + "B" * 100, "1 | 2"]),
    ],
)
def test_a_header_is_short_different_words_in_every_column(
    rows: list[list[str]], expected: list[str]
) -> None:
    assert list(rows_in_words(rows)) == expected


def test_whether_there_is_a_header_may_be_known() -> None:
    rows = [["A", "B"], ["1", "2"]]

    assert list(rows_in_words(rows, is_headed=False)) == ["A | B", "1 | 2"]
    assert list(rows_in_words([["", "2"], ["x", "1"]], is_headed=True)) == ["2", "x | 2: 1"]


@pytest.mark.parametrize(
    "data", [b"one column\nonly\n", b'"never closed,\n1,2\n', b"a,b\n\x851,2\n", b",,,\n,1,\n"]
)
def test_odd_files_are_read(data: bytes) -> None:
    document = load_bytes(data, "a.csv")

    assert document.text.strip()


def test_a_field_may_be_an_article() -> None:
    article = "The ferry leaves at nine. " * 20_000
    document = load_bytes(f"Title,Text\nFerries,{article}\n".encode(), "a.csv")

    assert article.strip() in document.text


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_every_cell_comes_back(rows: list[list[str]]) -> None:
    rows = [["First", "Second", "Third", "Fourth"], *rows]
    lines = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    document = load_bytes("\n".join(lines).encode(), "a.csv")

    for number, row in enumerate(rows, start=1):
        for cell in row:
            told = " ".join(cell.split())
            assert not told or any(
                told in text for n, text in rows_of(document) if n == str(number)
            )
