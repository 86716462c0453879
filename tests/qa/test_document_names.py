"""A document is found by its path, its file's name or words of its title, the surest first."""

import pytest

from index.types import DocumentSummary
from qa.document_names import is_file_name, named_documents


def summary_of(source: str, title: str = "") -> DocumentSummary:
    return DocumentSummary(
        source=source,
        title=title,
        encoding="utf-8",
        digest="",
        date="",
        n_passages=1,
        n_characters=1,
        n_dropped=0,
    )


DOCUMENTS = [
    summary_of("notes/rivers.md", "The rivers of Marlow"),
    summary_of("rivers.txt", "Old rivers"),
    summary_of("boat-trips_2024.pdf", "By boat to the sea"),
    summary_of("boats.md", "Boats"),
]


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("notes/rivers.md", ["notes/rivers.md"]),
        ("RIVERS.TXT", ["rivers.txt"]),
        ("rivers", ["notes/rivers.md", "rivers.txt"]),
        ("The rivers of Marlow", ["notes/rivers.md"]),
        ("boat trips 2024", ["boat-trips_2024.pdf"]),
        ("boats", ["boats.md"]),
        ("the sea", ["boat-trips_2024.pdf"]),
        ("the lake", []),
        ("the", []),
    ],
)
def test_the_surest_fit_is_meant(name: str, sources: list[str]) -> None:
    assert [d.source for d in named_documents(name, DOCUMENTS)] == sources


@pytest.mark.parametrize(
    ("name", "is_one"), [("a.txt", True), ("a/b", True), ("rivers", False), ("Dr. Who", False)]
)
def test_a_file_name_has_an_ending_or_a_folder(name: str, is_one: bool) -> None:
    assert is_file_name(name) is is_one
