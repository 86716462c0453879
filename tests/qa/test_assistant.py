"""A folder answers with its own sentences, proved against the files, or abstains."""

from pathlib import Path

import pytest

from index.errors import FolderError, SourceNotFoundError, StoreError
from qa import ask
from qa.answering import ABSTENTION
from qa.assistant import Assistant
from qa.small_talk import QuestionError
from qa.types import Answer
from tests.index.builders import library


def assert_proved(answer: Answer, folder: Path) -> None:
    """Hold every quote of Markdown and text answers against the file's own text."""
    assert answer.citations != ()
    for citation in answer.citations:
        if citation.source.endswith((".md", ".txt")):
            text = (folder / citation.source).read_text("utf-8")
            assert citation.quote == text[citation.start : citation.end]
            assert citation.line == text.count("\n", 0, citation.start) + 1
    cited = {citation.passage_id for citation in answer.citations}
    assert cited <= {hit.passage.passage_id for hit in answer.hits}
    numbers = [number for statement in answer.statements for number in statement.numbers]
    assert numbers == list(range(1, len(answer.citations) + 1))


@pytest.mark.parametrize(
    ("question", "source", "answer_text"),
    [
        ("How many panels does the solar plant have?", "energy/solar.md", "4,200 panels"),
        ("Who designed the solar plant?", "energy/solar.md", "Ruth Okafor"),
        ("What did the battery cost?", "energy/solar.md", "1.3 million euros"),
        ("When were the wind turbines built?", "energy/wind.txt", "2022"),
        ("How long does the dough rest?", "bread.html", "eighteen hours"),
    ],
)
def test_the_first_sentence_answers(
    marlow: Assistant, folder: Path, question: str, source: str, answer_text: str
) -> None:
    answer = marlow.ask(question)

    assert_proved(answer, folder)
    assert answer.citations[0].source == source
    assert answer_text in answer.statements[0].text
    assert answer.text.startswith(f"{answer.statements[0].text} [1]")
    assert 0 < answer.confidence <= 1


def test_what_two_files_say_is_quoted_once_with_both_cited(marlow: Assistant) -> None:
    answer = marlow.ask("When did the solar plant of Marlow open?")

    assert answer.statements[0].text == "The solar plant of Marlow opened in May 2019."
    assert answer.statements[0].numbers == (1, 2)
    assert {c.source for c in answer.citations[:2]} == {"energy/solar.md", "energy/wind.txt"}


@pytest.mark.parametrize(
    "question",
    ["What is the capital of Mongolia?", "Who won the chess tournament?", "什么是量子计算？"],
)
def test_what_the_documents_do_not_hold_is_abstained_from(marlow: Assistant, question: str) -> None:
    answer = marlow.ask(question, top_k=2)

    assert not answer.answered
    assert answer.text == ABSTENTION
    assert answer.statements == ()
    assert [hit.rank for hit in answer.hits] == [1, 2]


def test_a_greeting_is_no_search(marlow: Assistant) -> None:
    answer = marlow.ask("Hello!")

    assert (answer.query, answer.hits, answer.citations) == ("", (), ())
    assert answer.text.startswith("Hello!")


def test_a_question_that_is_too_long_is_refused(marlow: Assistant) -> None:
    with pytest.raises(QuestionError, match="at most 2,000"):
        marlow.ask("why " * 2_500)


def test_a_filter_keeps_answers_to_its_files(marlow: Assistant) -> None:
    answer = marlow.ask("When did the solar plant of Marlow open?", sources=["energy/wind.txt"])

    assert {c.source for c in answer.citations} == {"energy/wind.txt"}
    assert {h.passage.source for h in answer.hits} == {"energy/wind.txt"}
    with pytest.raises(SourceNotFoundError, match="found 'energie'"):
        marlow.ask("When did the solar plant open?", sources=["energie"])


def test_top_k_must_be_positive(marlow: Assistant) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        marlow.ask("When did the solar plant open?", top_k=0)


def test_boilerplate_is_not_found(marlow: Assistant) -> None:
    hits = marlow.search("imprint and terms of use", top_k=10)

    assert [h for h in hits if "imprint" in h.passage.text] == []


def test_documents_and_passages_can_be_opened(marlow: Assistant) -> None:
    [hit] = marlow.search("rye bread", top_k=1)

    assert marlow.passage(hit.passage.passage_id) == hit.passage
    document = marlow.document("bread.html")
    assert document is not None
    assert document.title == "The bakery of Marlow"
    assert [d.source for d in marlow.documents()] == [
        "bread.html",
        "energy/solar.md",
        "energy/wind.txt",
    ]
    assert marlow.passage("0" * 16) is None
    assert marlow.document("nothing.txt") is None


def test_the_function_indexes_what_is_new_and_answers(tmp_path: Path) -> None:
    folder = library(tmp_path / "docs", {"note.txt": "The key lies under the blue flowerpot."})

    answer = ask("Where does the key lie?", docs=folder, store=tmp_path / "store")

    assert answer.text == "The key lies under the blue flowerpot. [1]"
    assert_proved(answer, folder)
    assert not (folder / ".qa").exists()
    assert ask("Where does the key lie?", folder, store=tmp_path / "store") == answer


def test_files_that_disagree_are_quoted_side_by_side(tmp_path: Path) -> None:
    sentence = "The archive of Marlow holds 1,200 maps of the coast."
    later = sentence.replace("1,200", "1,400")
    folder = library(tmp_path / "docs", {"2023.txt": sentence, "b.txt": f"Date: 2024\n\n{later}"})

    answer = ask("How many maps does the archive hold?", docs=folder, store=tmp_path / "store")

    assert_proved(answer, folder)
    assert answer.text in (
        f"{sentence} [1] b.txt (2024) gives other figures than 2023.txt: {later} [2]",
        f"{later} [1] 2023.txt gives other figures than b.txt (2024): {sentence} [2]",
    )


def test_a_stretch_of_months_may_be_called_otherwise(tmp_path: Path) -> None:
    trade = (
        "In the first ten months of this year, the port of Lerwick shipped fish worth 46 million"
        " crowns to Norway while importing timber worth 22 million from there."
    )

    answer = ask(
        "How much did Lerwick buy from Norway between January and October?",
        docs=library(tmp_path, {"trade.txt": trade}),
    )

    assert answer.text == f"{trade} [1]"


def test_a_sentence_that_counts_nothing_does_not_tell_how_many(tmp_path: Path) -> None:
    cranes = "The harbour of Lerwick is known for its cranes, which the town bought after the war."
    folder = library(tmp_path, {"harbour.txt": cranes})

    assert ask("What is the harbour of Lerwick known for?", docs=folder).answered
    assert not ask("How many cranes stand in the harbour of Lerwick?", docs=folder).answered


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="found nothing there"):
        ask("Where?", docs=tmp_path / "missing")

    assert not (tmp_path / "missing").exists()


def test_a_store_that_cannot_be_made_says_how_to_keep_it_elsewhere(tmp_path: Path) -> None:
    library(tmp_path / "docs", {"note.txt": "A note."})
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(StoreError, match="--store DIR"):
        Assistant.open(tmp_path / "docs", store=tmp_path / "file")


def test_a_question_about_the_library_is_answered_from_its_catalog(
    marlow: Assistant, folder: Path
) -> None:
    answer = marlow.ask("Which documents do you have about the solar plant?")

    assert_proved(answer, folder)
    assert set(answer.documents) == {"energy/solar.md", "energy/wind.txt"}
    assert (answer.query, answer.confidence) == ("", 1.0)


def test_a_filter_keeps_the_library_to_its_files(marlow: Assistant) -> None:
    answer = marlow.ask("How many documents are there?", sources=["energy"])

    assert answer.documents == ("energy/solar.md", "energy/wind.txt")
    with pytest.raises(SourceNotFoundError, match="found 'energie'"):
        marlow.ask("How many documents are there?", sources=["energie"])


def test_this_article_is_the_one_that_the_last_answer_cited(
    marlow: Assistant, folder: Path
) -> None:
    answer = marlow.ask(
        "What is this article about?", history=[marlow.ask("How long does the dough rest?")]
    )

    assert_proved(answer, folder)
    assert answer.documents == ("bread.html",)


def test_a_sum_is_declined_in_a_line(marlow: Assistant) -> None:
    answer = marlow.ask("What is 12 * 7?")

    assert (answer.query, answer.hits, answer.citations) == ("", (), ())
    assert answer.text.startswith("Sums are not done here")
