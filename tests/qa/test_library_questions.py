"""A question about the library is told from one about what its documents say."""

from datetime import date
from typing import Any

import pytest

from qa.library_forms import LibraryKind
from qa.library_questions import N_FEW, LibraryQuestion, library_question, points_back
from qa.periods import Period

TODAY = date(2025, 3, 12)


@pytest.mark.parametrize(
    "question",
    [
        "How many articles does the constitution have?",
        "Which article of the treaty deals with trade?",
        "How many pages did the author write each day?",
        "What is the newest member state of the European Union?",
        "What is the latest figure for the trade deficit?",
        "Who wrote the first report on the bridge?",
        "When did the solar plant open?",
        "What are rare earths used for?",
        "Which papers did the minister sign in Beijing?",
        "List the capitals of the member states",
        "How many documents were signed at the summit?",
        "What article was published in 1937?",
        "How many articles were written in haste?",
        "Which reports were signed in 2024?",
        "What is the largest item from Italy in the collection?",
        "Do you need a visa to visit China?",
        "What is the most recent treaty about?" + " really" * 40,
        "How long is the Yangtze?",
        "How many pages does the treaty run to?",
        "Who is the author of the theory of relativity?",
        "What has changed since 1973?",
        "What was discussed last?",
        "Do you have a fraud alert on your credit report?",
        "Is there a list of answers on forbearance/deferment?",
        "I need information about opening hours",
        "Is there more information on the duty?",
        "Tell me something about pandas",
        "What is new in the agreement?",
        "Name the three largest producers",
        "List the goals of the act",
        "files",
        "",
    ],
)
def test_an_ordinary_question_is_left_alone(question: str) -> None:
    assert library_question(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which documents do you have about rare earths?", {"topic": "rare earths"}),
        ("do you have anything on “rare earths”?", {"topic": "rare earths"}),
        ("Which files mention pork and cognac?", {"topic": "pork and cognac"}),
        ("Show me all articles by Jane Doe", {"topic": "Jane Doe"}),
        ("list all files", {}),
        ("So, what is in the library?", {}),
        ("Tell me which files mention Macron", {"topic": "Macron"}),
        ("I'm looking for documents about oil", {"topic": "oil"}),
        ("Which document should I read about oil?", {"topic": "oil"}),
        ("Does anything here mention oil?", {"topic": "oil"}),
        ("Is there anything in the library about oil?", {"topic": "oil"}),
        ('Which documents contain the word "oil"?', {"topic": "oil"}),
        ("Which files have no mention of oil?", {"topic": "oil", "without": True}),
        ("Which mention neither", None),
        ("Which files mention neither oil nor gas?", {"topic": "oil or gas", "without": True}),
        ("Which files mention oil but not gas?", {"topic": "oil", "excluded": "gas"}),
        ("What do the documents say about oil?", {"topic": "oil"}),
        ("Can you show me the list of sources?", {}),
        ("What can you tell me about your documents?", {}),
        ("What can you tell me about the contents of this library?", {}),
        ("What is this library about?", {}),
    ],
)
def test_a_list_is_of_all_or_of_a_topic(question: str, expected: dict[str, Any] | None) -> None:
    asked = library_question(question, TODAY)

    if expected is None:
        assert asked is None
    else:
        assert asked == LibraryQuestion(kind=LibraryKind.LIST, **expected)


@pytest.mark.parametrize(
    ("question", "kind", "n_wanted"),
    [
        ("the three newest PDFs", LibraryKind.NEWEST, 3),
        ("What's the biggest document you have?", LibraryKind.LONGEST, 0),
        ("Which documents were added recently?", LibraryKind.NEWEST, N_FEW),
        ("What was the last document added?", LibraryKind.NEWEST, 0),
        ("Count the documents that mention oil", LibraryKind.COUNT, 0),
        ("What kinds of files are there?", LibraryKind.FORMATS, 0),
    ],
)
def test_what_is_asked_of_several_documents(
    question: str, kind: LibraryKind, n_wanted: int
) -> None:
    asked = library_question(question, TODAY)

    assert asked is not None
    assert (asked.kind, asked.filters.n_wanted) == (kind, n_wanted)


@pytest.mark.parametrize(
    ("question", "days", "by_file"),
    [
        ("What did you index last week?", (date(2025, 3, 3), date(2025, 3, 9)), True),
        ("Which files were changed today?", (TODAY, TODAY), True),
        ("Which articles were published this month?", (date(2025, 3, 1), TODAY), False),
        ("Are there any documents dated 2024?", (date(2024, 1, 1), date(2024, 12, 31)), False),
    ],
)
def test_what_is_done_to_files_counts_by_their_own_days(
    question: str, days: tuple[date, date], by_file: bool
) -> None:
    asked = library_question(question, TODAY)

    assert asked is not None
    assert asked.period == Period(since=days[0], until=days[1])
    assert asked.by_file is by_file


def test_a_list_may_be_wanted_in_an_order() -> None:
    for question in ("Sort the files by date", "List the documents from newest to oldest"):
        asked = library_question(question, TODAY)

        assert asked is not None
        assert asked.is_order
        assert asked.kind is LibraryKind.NEWEST


@pytest.mark.parametrize(
    ("question", "document", "noun"),
    [
        ("Summarise cognac.txt", "cognac.txt", ""),
        ("Could you sum up the article about giant pandas?", "giant pandas", "article"),
        ("Give me a short overview of trade policy", "trade policy", ""),
        ("What is this article about?", "this article", ""),
        ("What does the file cognac.txt say?", "cognac.txt", "file"),
    ],
)
def test_a_summary_is_of_the_document_that_is_named(
    question: str, document: str, noun: str
) -> None:
    assert library_question(question, TODAY) == LibraryQuestion(
        kind=LibraryKind.SUMMARY, document=document, noun=noun
    )


@pytest.mark.parametrize(
    ("name", "points"),
    [("this article", True), ("the same file", True), ("it", True), ("the pier", False)],
)
def test_a_document_may_be_named_by_pointing_back(name: str, points: bool) -> None:
    assert points_back(name) is points
