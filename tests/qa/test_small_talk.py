"""What is not a question gets a helpful line instead of a search."""

import pytest

from qa.small_talk import MAX_QUESTION_CHARACTERS, QuestionError, helpful_line


@pytest.mark.parametrize("message", ["Hi", "hello there!", "Good morning.", "BONJOUR", "你好"])
def test_a_greeting_is_greeted(message: str) -> None:
    line = helpful_line(message)

    assert line == "Hello! Ask a question about the documents, and the answer will quote them."


@pytest.mark.parametrize("message", ["", "   ", "\n", "?!", "…", "🙂"])
def test_a_message_without_words_asks_for_one(message: str) -> None:
    line = helpful_line(message)

    assert line == "There is no question yet. Type one about the documents, in your own words."


@pytest.mark.parametrize("message", ["what is it?", "Why?", "who are they"])
def test_a_message_of_function_words_is_told_what_is_missing(message: str) -> None:
    line = helpful_line(message)

    assert line is not None
    assert "has no word to search for" in line


@pytest.mark.parametrize("message", ["help", "What can you do?", "thanks!", "Thank you very much"])
def test_other_small_talk_has_its_line(message: str) -> None:
    assert helpful_line(message) is not None


@pytest.mark.parametrize(
    "message",
    [
        "Who visited Beijing?",
        "hello kitty",
        "What is AI?",
        "How does the WHO decide?",
        "峰会在哪里举行？",
        "Thanks to whom was it built?",
        "2024",
    ],
)
def test_a_question_is_left_alone(message: str) -> None:
    assert helpful_line(message) is None


def test_a_question_may_be_long_but_not_a_document() -> None:
    longest = "word " * (MAX_QUESTION_CHARACTERS // 5)

    assert helpful_line(longest) is None
    with pytest.raises(QuestionError, match=r"at most 2,000 characters, found 10,000"):
        helpful_line("x" * 10_000)


def test_after_earlier_turns_function_words_are_a_question() -> None:
    assert helpful_line("Why?", follows=True) is None
    assert helpful_line("Hello!", follows=True) is not None
    assert helpful_line("?!", follows=True) is not None
