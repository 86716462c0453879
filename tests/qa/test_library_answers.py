"""What the sample articles are asked about themselves, and every quote of the answers is exact."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.search import Retriever
from index.store import PassageStore, Snapshot
from index.syncing import sync
from qa.conversation import Turn
from qa.document_answers import WHICH_ONE
from qa.library_answers import answer_about_library
from qa.quoted_list import N_LISTED
from qa.types import Answer
from tests.index.builders import library
from tests.word_embedder import WordEmbedder

ARTICLES = Path(__file__).parents[2] / "docs" / "articles"

ALL = {path.name for path in ARTICLES.iterdir()}
PANDAS = {"giant-pandas.html", "chengdu.txt"}
SEEN = Turn(question="Where is cognac made?", answer="In France.", sources=("cognac.txt",))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    embedder = WordEmbedder()
    store = PassageStore.open_or_create(tmp_path_factory.mktemp("store"), embedder.identity)
    sync(ARTICLES, store, embedder)
    yield store.current()
    store.close()


def about(
    question: str, snapshot: Snapshot, *turns: Turn, within: Sequence[str] | None = None
) -> Answer | None:
    retriever = Retriever(snapshot, WordEmbedder())
    return answer_about_library(
        question, turns, snapshot, within, search=lambda topic: retriever.search(topic, 3)
    )


def ask(snapshot: Snapshot, question: str, *turns: Turn) -> Answer:
    answer = about(question, snapshot, *turns)

    assert answer is not None
    for citation in answer.citations:
        document = snapshot.catalog.document(citation.source)
        assert document is not None
        assert citation.quote == document.text[citation.start : citation.end]
    cited = {citation.passage_id for citation in answer.citations}
    assert not cited or cited == {hit.passage.passage_id for hit in answer.hits}
    return answer


@pytest.mark.parametrize(
    "question",
    [
        "List all files",
        "Which documents are there?",
        "What articles do you have?",
        "Show me the documents, please",
        "What is in this library?",
        "What can I ask you?",
        "What topics do you cover?",
        "Tell me the names of all the files.",
    ],
)
def test_all_documents_are_listed_each_with_a_quote(snapshot: Snapshot, question: str) -> None:
    answer = ask(snapshot, question)

    assert set(answer.documents) == ALL
    assert {citation.source for citation in answer.citations} == ALL
    assert answer.text.startswith(f"{len(ALL)} documents: ")


@pytest.mark.parametrize(
    "question",
    [
        "How many documents are there?",
        "How many articles do you have in the library?",
        "how many files are indexed",
        "What is the number of documents?",
        "Count the files",
        "How many files do you know about?",
    ],
)
def test_all_documents_are_counted(snapshot: Snapshot, question: str) -> None:
    assert ask(snapshot, question).text.startswith(f"{len(ALL)} documents: ")


@pytest.mark.parametrize(
    "question",
    [
        "Which documents do you have about giant pandas?",
        "Do you have anything about giant pandas?",
        "Which articles mention giant pandas?",
        "List the articles about giant pandas",
        "Is there a file on giant pandas?",
        "In which documents are giant pandas mentioned?",
        "What do you have on giant pandas?",
        "Are there any documents that deal with giant pandas",
    ],
)
def test_documents_about_a_topic_quote_it(snapshot: Snapshot, question: str) -> None:
    answer = ask(snapshot, question)

    assert answer.documents[0] == "giant-pandas.html"
    assert PANDAS <= set(answer.documents)
    assert all("panda" in citation.quote.lower() for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How many articles mention cognac?", "cognac"),
        ("How many documents are about pork?", "pork"),
        ("How many of the files do you have about nuclear power?", "nuclear power"),
        ("In how many articles is pork mentioned?", "pork"),
    ],
)
def test_documents_with_a_word_are_counted(snapshot: Snapshot, question: str, topic: str) -> None:
    texts = {
        path.name: " ".join(path.read_text("utf-8").lower().split()) for path in ARTICLES.iterdir()
    }
    holding = {name for name, text in texts.items() if topic in text}

    answer = ask(snapshot, question)

    assert set(answer.documents) == holding
    assert answer.text.startswith(f"{len(holding)} of {len(ALL)} documents mention “{topic}”:")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which document mentions the Great Hall of the People?", "mentions “the Great Hall"),
        ("What do you have on the Ukraine war?", "has the words of “the Ukraine war” in one"),
        ("Does any document mention a war in Ukraine?", "mentions “a war in Ukraine”"),
    ],
)
def test_small_words_and_order_do_not_hide_a_mention(
    snapshot: Snapshot, question: str, told: str
) -> None:
    answer = ask(snapshot, question)

    assert answer.documents == ("china-france-summit.md",)
    assert f"1 of {len(ALL)} documents {told}" in answer.text


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        (
            "Which articles mention both Xi and Macron?",
            lambda text: "xi " in text and "macron" in text,
        ),
        ("Which articles mention pork or pandas?", lambda text: "pork" in text or "panda" in text),
        ("Which articles do not mention France?", lambda text: "france" not in text),
    ],
)
def test_topics_are_joined_chosen_from_or_excluded(
    snapshot: Snapshot, question: str, holds: Callable[[str], bool]
) -> None:
    texts = {path.name: path.read_text("utf-8").lower() for path in ARTICLES.iterdir()}
    wanted = {name for name, text in texts.items() if holds(text)}

    answer = ask(snapshot, question)

    assert set(answer.documents) == wanted
    assert answer.text.startswith(f"{len(wanted)} of {len(ALL)} documents")


def test_what_every_document_mentions_is_missing_in_none(snapshot: Snapshot) -> None:
    answer = ask(snapshot, "Which articles do not mention China?")

    assert answer.text == "Every document mentions “China”."


def test_a_long_topic_that_no_document_has_in_its_words_is_searched_for(snapshot: Snapshot) -> None:
    question = "articles on small deflection theory for buckling of sandwich cylinders"

    assert about(question, snapshot) is None


@pytest.mark.parametrize("question", ["Which files mention unicorns?", "Anything by Ada Byrne?"])
def test_a_topic_that_no_document_has_is_an_abstention(snapshot: Snapshot, question: str) -> None:
    if question.startswith("Anything"):
        question = f"Do you have {question.lower()}"
    answer = ask(snapshot, question)

    assert not answer.answered
    assert answer.text.startswith("No document mentions “")


@pytest.mark.parametrize(
    "question",
    [
        "Summarise cognac.txt",
        "Summarize the article about cognac",
        "Give me an overview of cognac",
        "What is cognac.txt about?",
        "What does the file cognac.txt say?",
        "Sum up cognac and its rules",
        "Summarise the article on cognac in a few sentences",
        "What are the main points of the article cognac?",
    ],
)
def test_a_summary_quotes_three_to_five_sentences_in_order(
    snapshot: Snapshot, question: str
) -> None:
    answer = ask(snapshot, question)

    starts = [citation.start for citation in answer.citations]
    assert answer.documents == ("cognac.txt",)
    assert 3 <= len(starts) <= 5
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(
    "question",
    ["What is this article about?", "summarise it", "Give me a summary of that document"],
)
def test_this_article_is_the_one_cited_last(snapshot: Snapshot, question: str) -> None:
    assert ask(snapshot, question, SEEN).documents == ("cognac.txt",)
    assert ask(snapshot, question).text == WHICH_ONE
    assert about(question, snapshot, within=["chengdu.txt"]).documents == ("chengdu.txt",)


def test_a_pronoun_means_what_was_asked_about_last(snapshot: Snapshot) -> None:
    pandas = Turn(question="What about giant pandas?", answer="They live in China.")

    answer = ask(snapshot, "Which documents mention them?", pandas)

    assert set(answer.documents) >= PANDAS
    assert about("Which documents mention them?", snapshot) is None


@pytest.mark.parametrize("question", ["Summarise the French economy", "When was the Louvre built?"])
def test_what_names_no_document_is_an_ordinary_question(snapshot: Snapshot, question: str) -> None:
    assert about(question, snapshot, SEEN) is None


def test_a_thing_of_a_documents_name_is_no_document(snapshot: Snapshot) -> None:
    assert about("When was cognac created?", snapshot) is None


def test_several_documents_of_a_name_are_listed(snapshot: Snapshot) -> None:
    answer = ask(snapshot, "Summarise the summit")

    assert {"china-france-summit.md", "trade-balance-at-the-summit.md"} <= set(answer.documents)
    assert "fit that name" in answer.text


@pytest.mark.parametrize(
    ("question", "longest"),
    [
        ("What is the longest article?", True),
        ("Which document is the longest?", True),
        ("which is the shortest file", False),
        ("Show me the shortest document", False),
    ],
)
def test_the_longest_and_the_shortest_are_found(
    snapshot: Snapshot, question: str, longest: bool
) -> None:
    lengths = {d.source: d.n_characters for d in snapshot.catalog.documents()}
    wanted = (max if longest else min)(lengths, key=lambda source: lengths[source])

    assert ask(snapshot, question).documents == (wanted,)


DATED = {
    "a-2019.html": "2019-05-02",
    "b-2024.html": "2024-11-30",
    "c-2021.html": "2021-01-15",
}


@pytest.fixture
def dated(tmp_path: Path, word_embedder: WordEmbedder) -> Snapshot:
    page = (
        '<html><head><meta property="article:published_time" content="{day}"></head><body><article>'
        "<p>The boat on the river is old, and the people of the town paint it every year.</p>"
        "</article></body></html>"
    )
    texts = {source: page.replace("{day}", day) for source, day in DATED.items()}
    folder = library(tmp_path / "docs", {**texts, "d.txt": "The bridge is new."})
    store = PassageStore.open_or_create(tmp_path / "store", word_embedder.identity)
    sync(folder, store, word_embedder)
    return store.current()


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("What is the newest?", "b-2024.html"),
        ("Which is the most recent document?", "b-2024.html"),
        ("What is your latest article about the boat?", "b-2024.html"),
        ("What is the oldest file?", "a-2019.html"),
        ("Which document is the earliest?", "a-2019.html"),
        ("When was c-2021.html written?", "c-2021.html"),
        ("What is the date of the article c-2021?", "c-2021.html"),
    ],
)
def test_documents_are_known_by_their_dates(dated: Snapshot, question: str, source: str) -> None:
    answer = ask(dated, question)

    assert answer.documents == (source,)
    assert DATED[source] in answer.text


def test_without_a_date_the_files_own_is_told_as_such(dated: Snapshot) -> None:
    answer = ask(dated, "When was d.txt written?")

    assert answer.text.startswith("d.txt has no date of its own; its file is of 20")


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("Which articles were published in 2021?", {"c-2021.html"}),
        ("How many documents are from November 2024?", {"b-2024.html"}),
        ("Show me all files since 15 January 2021", {"b-2024.html", "c-2021.html"}),
        ("Which files were written after 15 January 2021?", {"b-2024.html"}),
        (
            "Which documents about the boat were written before 2024?",
            {"a-2019.html", "c-2021.html"},
        ),
        (
            "Do you have any articles dated between May 2019 and 2021?",
            {"a-2019.html", "c-2021.html"},
        ),
    ],
)
def test_documents_of_a_time_are_known_by_their_dates(
    dated: Snapshot, question: str, sources: set[str]
) -> None:
    answer = ask(dated, question)

    assert set(answer.documents) == sources
    assert f"{len(sources)} of 4 documents" in answer.text
    assert "; 1 have no date of their own:" in answer.text


def test_a_time_without_documents_says_how_many_have_a_date(dated: Snapshot) -> None:
    answer = ask(dated, "Which articles were published in 2020?")

    assert not answer.answered
    assert answer.text == "No document is dated in 2020; 3 of 4 have a date of their own."


def test_a_long_list_quotes_its_beginning_and_names_all(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    texts = {f"{n:03}.txt": f"Boat number {n} is blue." for n in range(N_LISTED + 5)}
    store = PassageStore.open_or_create(tmp_path / "store", word_embedder.identity)
    sync(library(tmp_path / "docs", texts), store, word_embedder)

    answer = ask(store.current(), "How many documents mention boat?")

    assert len(answer.documents) == N_LISTED + 5
    assert len(answer.citations) == N_LISTED
    assert f"The first {N_LISTED}:" in answer.text


@pytest.fixture
def mixed(tmp_path: Path, word_embedder: WordEmbedder) -> Snapshot:
    texts = {
        "notes/rivers.md": "# Rivers\n\nBy Ada Byrne, 12 March 2021\n\nThe boat is on the river.",
        "notes/bread.csv": "kind,flour\nbread,rye\n",
        "boats.txt": "By boat one comes to the sea. The river is old.",
    }
    folder = library(tmp_path / "docs", texts)
    for n, source in enumerate(texts):
        day = datetime(2024, 5, 1 + n, 12, tzinfo=UTC).timestamp()
        os.utime(folder / source, (day, day))
    store = PassageStore.open_or_create(tmp_path / "store", word_embedder.identity)
    sync(folder, store, word_embedder)
    return store.current()


@pytest.mark.parametrize(
    ("question", "sources", "told"),
    [
        ("List all markdown files", {"notes/rivers.md"}, "1 of 3 documents is of the format .md"),
        ("How many files are in notes?", {"notes/rivers.md", "notes/bread.csv"}, "are in notes/"),
        ("Which files in the notes folder mention the river?", {"notes/rivers.md"}, "mentions"),
        ("Which files mention the river but not the sea?", {"notes/rivers.md"}, "does not mention"),
        ("Which file types do you have?", None, "3 documents: 1 .txt, 1 .csv, 1 .md."),
        ("What is the last added file?", {"boats.txt"}, "newest of 3 files is of 2024-05-03"),
        ("the two newest files", {"boats.txt", "notes/bread.csv"}, "the 2 newest of 3 files:"),
        ("Which files were changed before 2 May 2024?", {"notes/rivers.md"}, "has a file changed"),
        ("When was boats.txt last changed?", {"boats.txt"}, "was changed last on 2024-05-03"),
        ("How long is boats.txt?", {"boats.txt"}, "boats.txt has 11 words and 47 characters."),
        ("Who wrote the rivers document?", {"notes/rivers.md"}, "By Ada Byrne, 12 March 2021"),
        ("Who wrote boats.txt?", {"boats.txt"}, "boats.txt names no author where it begins."),
        ("Do you have a file called boats.txt?", {"boats.txt"}, "boats.txt has 11 words"),
    ],
)
def test_format_folder_day_and_length_are_known(
    mixed: Snapshot, question: str, sources: set[str] | None, told: str
) -> None:
    answer = ask(mixed, question)

    assert told in answer.text
    assert sources is None or set(answer.documents) == sources


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Is there a file named sea.pdf?", "No document is named “sea.pdf”."),
        ("List all PDFs", "No document is of the format .pdf."),
        (
            "Are there PDFs about rivers?",
            "No document mentions “rivers” and is of the format .pdf.",
        ),
        (
            "Which files in folder notes mention sea?",
            "No document mentions “sea” and is in notes/.",
        ),
        ("What is in the attic folder?", "No folder of the library is named “attic”."),
        ("Which files were added today?", "No document has a file changed today ("),
    ],
)
def test_what_is_not_there_is_said_not_to_be(mixed: Snapshot, question: str, told: str) -> None:
    answer = ask(mixed, question)

    assert not answer.answered
    assert answer.text.startswith(told)


def test_a_word_that_is_no_folder_makes_no_question_about_the_library(mixed: Snapshot) -> None:
    assert about("Which files are in disorder?", mixed) is None


def test_what_comes_nearest_is_shown_where_no_document_mentions_a_topic(mixed: Snapshot) -> None:
    answer = ask(mixed, "Which documents mention flour mills?")

    assert answer.text == "No document mentions “flour mills”."
    assert answer.hits[0].passage.source == "notes/bread.csv"
