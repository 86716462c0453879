"""A question about the library is told from one about what its documents say."""

import pytest

from qa.library_questions import LibraryKind, LibraryQuestion, library_question, points_back


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
        "files",
        "",
    ],
)
def test_an_ordinary_question_is_left_alone(question: str) -> None:
    assert library_question(question) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which documents do you have about rare earths?", {"topic": "rare earths"}),
        ("do you have anything on “rare earths”?", {"topic": "rare earths"}),
        ("Which files mention pork and cognac?", {"topic": "pork and cognac"}),
        ("Show me all articles by Jane Doe", {"topic": "Jane Doe"}),
        ("list all files", {}),
        ("So, what is in the library?", {}),
    ],
)
def test_a_list_is_of_all_or_of_a_topic(question: str, expected: dict[str, str]) -> None:
    assert library_question(question) == LibraryQuestion(kind=LibraryKind.LIST, **expected)


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
    assert library_question(question) == LibraryQuestion(
        kind=LibraryKind.SUMMARY, document=document, noun=noun
    )


@pytest.mark.parametrize(
    ("name", "points"),
    [("this article", True), ("the same file", True), ("it", True), ("the pier", False)],
)
def test_a_document_may_be_named_by_pointing_back(name: str, points: bool) -> None:
    assert points_back(name) is points
