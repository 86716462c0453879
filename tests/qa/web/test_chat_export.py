"""A saved chat proves what it quotes, and nothing of it acts as markup."""

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt

from qa.assistant import Assistant
from qa.types import Answer
from qa.verification import AnswerFileError, Verdict, claims_in, verify
from qa.web.chat_export import ExportedChat, Form, shown_text
from qa.web.chat_text import answer_message
from qa.web.handlers import Handlers
from qa.web.messages import Message, with_question, with_reply
from qa.web.proofs import Proofs
from tests.qa.web.payloads import ALL

LEAVE = "How many days of paid annual leave does a full-time employee receive?"
PUMPS = "How much did the old pump and the new pump cost?"


def chat_of(answer: Answer, question: str) -> list[Message]:
    return with_reply(with_question([], question), answer_message(answer))


def exported(messages: list[Message], assistant: Assistant) -> ExportedChat:
    return ExportedChat.of(messages, "town", Proofs(assistant))


def test_a_saved_chat_has_each_citation_as_the_answer_had_it(assistant: Assistant) -> None:
    answer = assistant.ask(LEAVE)

    [turn] = exported(chat_of(answer, LEAVE), assistant).turns

    assert turn.question == LEAVE
    assert turn.citations == tuple(
        replace(citation, span=None, also_in=()) for citation in answer.citations
    )
    assert turn.gone == ()


def test_a_saved_chat_is_proved_against_the_files(assistant: Assistant) -> None:
    kept = exported(chat_of(assistant.ask(LEAVE), LEAVE), assistant).as_json()

    proofs = list(verify(assistant.folder, claims_in(kept)))
    changed = claims_in(kept.replace("25 days", "26 days"))

    assert [proof.verdict for proof in proofs] == [Verdict.PROVED] * 2
    assert {p.verdict for p in verify(assistant.folder, changed)} == {Verdict.MISSING}


@pytest.mark.parametrize("kept", ['{"turns": [{}]}', '{"turns": [7]}', '{"turns": 7}'])
def test_what_is_no_saved_chat_is_refused(kept: str) -> None:
    with pytest.raises(AnswerFileError, match="citations"):
        claims_in(kept)


def test_a_quote_that_has_gone_is_counted_as_gone(assistant: Assistant) -> None:
    reply = f"Some words. [1](#p-{'f' * 16}.0.11)"

    chat = exported(with_reply(with_question([], "Why?"), reply), assistant)

    assert (chat.turns[0].citations, chat.turns[0].gone) == ((), (1,))
    assert chat.turns[0].text == "Some words. [1]"
    assert "no longer in the library" in chat.as_markdown()


def test_quotes_are_saved_as_they_were_read(assistant: Assistant) -> None:
    answer = assistant.ask(PUMPS)

    assert shown_text(answer_message(answer)) == answer.text
    assert "*final* report of pump_x200" in answer.text


def test_numbers_of_one_quote_stand_together_as_in_the_answer() -> None:
    numbers = f"[1](#p-{'f' * 16}.0.11) [2](#p-{'e' * 16}.0.11)"

    assert shown_text(f"It was so (twice). {numbers} So it was. {numbers}") == (
        "It was so (twice). [1][2] So it was. [1][2]"
    )


def test_what_was_searched_for_stands_beside_the_question(assistant: Assistant) -> None:
    answer = assistant.ask("And who approves it?", history=[assistant.ask(LEAVE)])

    [turn] = exported(chat_of(answer, "And who approves it?"), assistant).turns

    assert turn.query == answer.query
    assert turn.text.startswith(answer.text)


@pytest.mark.parametrize("payload", ALL)
def test_a_hostile_conversation_is_plain_text_in_markdown(
    assistant: Assistant, payload: str
) -> None:
    """Whatever the browser sends as a reply, its words are words."""
    messages = with_reply(with_question([], payload), payload)

    page = (
        MarkdownIt("commonmark").enable("table").render(exported(messages, assistant).as_markdown())
    )

    inside = html.unescape(re.sub(r"</?(?:h1|h2|p|br /)>", "", page))
    assert set(re.findall(r"<([a-z]+\d?)", page)) <= {"h1", "h2", "p"}
    assert payload in inside


def test_places_and_hashes_are_in_the_markdown(assistant: Assistant) -> None:
    answer = assistant.ask(LEAVE)
    page = MarkdownIt().render(exported(chat_of(answer, LEAVE), assistant).as_markdown())

    for citation in answer.citations:
        assert f"[{citation.number}] {citation.source}, line 5, characters" in page
        assert citation.digest in page


@pytest.mark.parametrize(
    ("question", "name"),
    [("Who? Ünd/../wo", "chat-who-nd-wo"), ("誰?", "chat"), ("../" * 9, "chat")],
)
def test_a_file_s_name_is_of_letters_and_dashes(
    assistant: Assistant, question: str, name: str
) -> None:
    chat = exported(with_question([], question), assistant)

    assert chat.name == f"{name}-{chat.exported.date().isoformat()}"


@pytest.mark.parametrize("messages", [None, 7, [], [{"role": "assistant", "content": "x"}], ["x"]])
def test_any_request_to_save_is_answered(assistant: Assistant, messages: Any) -> None:
    handlers = Handlers(assistant)

    assert json.loads(handlers.export(messages, Form.JSON.value)["text"])["turns"] == []
    assert handlers.export(messages, {})["name"].endswith(".md")
