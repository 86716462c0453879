import re

import pytest

from qa.assistant import Assistant
from qa.small_talk import MAX_QUESTION_CHARACTERS
from qa.web import render
from qa.web.handlers import Handlers, question_problem
from qa.web.links import Reference
from qa.web.messages import with_question, with_reply
from tests.qa.web.library import HOSTILE_NAME, LONG_NAME, N_FILES

QUESTION = "How many days of paid annual leave does a full-time employee receive?"
NO_PASSAGES = render.card_list(())


_CARD = re.compile(r"id=\"(card-\w+|p-[\w.]+)\"")
"""Cards and the marks of their quotes."""


@pytest.fixture
def handlers(assistant: Assistant) -> Handlers:
    return Handlers(assistant)


def test_an_answer_comes_with_the_passages_of_all_files_that_say_it(handlers: Handlers) -> None:
    message, passages = handlers.ask(QUESTION, [])

    assert message.startswith("Every full-time employee receives 25 days of paid annual leave")
    assert "policies/</span><b>leave-2024.md" in passages
    assert "policies/</span><b>leave-2025.md" in passages


def test_the_filter_limits_the_answer(handlers: Handlers) -> None:
    _, passages = handlers.ask(QUESTION, ["policies/leave-2025.md"])

    assert "leave-2025.md" in passages
    assert "leave-2024.md" not in passages


def test_a_reportable_error_is_a_line_of_the_chat(handlers: Handlers) -> None:
    message, passages = handlers.ask(QUESTION, ["gone.md"])

    assert "gone.md" in message
    assert passages == NO_PASSAGES


@pytest.mark.parametrize("question", [None, 7, ["?"], {"text": "?"}])
def test_what_is_not_a_question_is_refused(handlers: Handlers, question: object) -> None:
    assert handlers.ask(question, []) == ("Please type a question.", NO_PASSAGES)
    assert question_problem(question) == "Please type a question."


def test_the_days_limit_the_answer(handlers: Handlers) -> None:
    question = "How much did the old pump and the new pump cost?"

    within, _ = handlers.ask(question, [], "2024-05-01", "2024-05-31")
    after, passages = handlers.ask(question, [], "2024-05-03", "")

    assert "461" in within
    assert "461" not in after
    assert passages == NO_PASSAGES


def test_what_is_no_day_is_a_line_of_the_chat(handlers: Handlers) -> None:
    message, passages = handlers.ask(QUESTION, [], "spring", None)

    assert message.startswith("Expected a day such as 2025")
    assert passages == NO_PASSAGES


@pytest.mark.parametrize("sources", [None, "policies", 7, {"a": 1}, [None, 7]])
def test_what_is_not_a_list_of_sources_is_no_filter(handlers: Handlers, sources: object) -> None:
    assert handlers.ask(QUESTION, []) == handlers.ask(QUESTION, sources)


def test_too_long_a_question_has_a_problem_and_one_of_full_length_has_none() -> None:
    assert question_problem("x" * MAX_QUESTION_CHARACTERS) == ""
    assert "2,001" in question_problem("x" * (MAX_QUESTION_CHARACTERS + 1))


def test_earlier_passages_come_back_as_they_were(handlers: Handlers, assistant: Assistant) -> None:
    _, passages = handlers.ask(QUESTION, [])
    citations = assistant.ask(QUESTION).citations

    again = handlers.passages([Reference.of(citation) for citation in citations])
    assert again is not None
    assert _CARD.findall(again) == _CARD.findall(passages)
    assert len(_CARD.findall(again)) == 2 * len({citation.passage_id for citation in citations})
    assert "Why this passage" not in again  # what was searched for is not known any more


def test_a_passage_that_is_gone_brings_nothing(handlers: Handlers) -> None:
    gone = Reference(passage_id="f" * 16, quote=(0, 5), number=1)

    assert handlers.passages([gone]) is None
    assert handlers.document(gone) is None


@pytest.mark.parametrize("quote", [(0, 10**12), (5, 5), (9, 3)])
def test_a_quote_outside_its_passage_is_not_marked(
    handlers: Handlers, assistant: Assistant, quote: tuple[int, int]
) -> None:
    passage_id = assistant.ask(QUESTION).citations[0].passage_id
    document = handlers.document(Reference(passage_id=passage_id, quote=quote, number=1))

    assert document is not None
    assert "<mark" not in document


def test_the_filter_offers_folders_of_several_files_before_all_files(handlers: Handlers) -> None:
    files = [
        "policies/leave-2024.md",
        "policies/leave-2025.md",
        "machines/pumps.md",
        "ferries.xlsx",
        "harbour.pdf",
        "roofs.pptx",
        "trades.docx",
        f"town/{LONG_NAME}",
        HOSTILE_NAME,
    ]

    assert handlers.search_choices() == [
        ("policies/ (all 2 files)", "policies"),
        *((source, source) for source in sorted(files)),
    ]


def test_the_header_names_the_folder_and_counts_its_documents(handlers: Handlers) -> None:
    assert f"town · {N_FILES} documents · " in handlers.header()


def test_what_is_being_done_comes_before_the_answer(handlers: Handlers) -> None:
    asked = with_question([], QUESTION)

    told = [(shown[-1]["content"], passages) for shown, passages in handlers.converse(asked, [])]

    assert told[:2] == [("Searching …", None), ("Reading …", None)]
    assert told[2:] == [handlers.ask(QUESTION, [])]


def test_a_conversation_without_a_waiting_question_is_left_alone(handlers: Handlers) -> None:
    assert list(handlers.converse(with_reply(with_question([], QUESTION), "Yes."), [])) == []
    assert list(handlers.converse([], [])) == []


def test_an_unforeseen_failure_is_a_line_of_the_chat(
    handlers: Handlers, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "_reader", None)

    *_, (shown, passages) = handlers.converse(with_question([], QUESTION), [])

    assert shown[-1]["content"].startswith("Something went wrong")
    assert passages == NO_PASSAGES
