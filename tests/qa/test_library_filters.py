"""What narrows a question about the library is taken out of it, and documents are held to it."""

import pytest

from qa.library_filters import NO_FILTERS, Filters, plainer


@pytest.mark.parametrize(
    ("message", "plain", "filters"),
    [
        ("How many PDFs are there?", "How many documents are there?", ("PDFs", "", 0)),
        ("List the word files", "List the documents", ("word files", "", 0)),
        ("Which .docx files exist", "Which documents exist", None),
        ("the two newest files", "the newest files", ("", "", 2)),
        ("the latest 3 documents", "the latest documents", ("", "", 3)),
        ("files in the notes folder", "files in the library", ("", "notes", 0)),
        ("files in folder a/b", "files in the library", ("", "a/b", 0)),
        ("How many files are in notes?", "How many files are in the library?", ("", "notes", 0)),
    ],
)
def test_a_format_a_number_and_a_folder_are_taken_out(
    message: str, plain: str, filters: tuple[str, str, int] | None
) -> None:
    last, found = plainer(message)[-1]

    assert last == plain
    assert filters in (None, (found.kind, found.folder, found.n_wanted))


@pytest.mark.parametrize(
    "message", ["Who wrote notes.pdf?", "What was said in 2024 of it?", "Words of the treaty"]
)
def test_what_narrows_nothing_is_left(message: str) -> None:
    assert plainer(message) == [(message, NO_FILTERS)]


def test_a_word_that_may_be_a_folder_is_no_sure_one() -> None:
    sure, unsure = plainer("files in the notes folder")[-1][1], plainer("files in notes")[-1][1]

    assert sure.is_folder
    assert not unsure.is_folder


@pytest.mark.parametrize(
    ("source", "held"),
    [
        ("notes/a.PDF", True),
        ("old/notes/a.pdf", True),
        ("notes/a.txt", False),
        ("notes.pdf", False),
    ],
)
def test_documents_are_held_to_format_and_folder(source: str, held: bool) -> None:
    assert Filters(endings=(".pdf",), folder="Notes/").hold(source) is held
