from qa.assistant import Assistant
from qa.web.examples import N_EXAMPLES, suggest_examples


def test_examples_are_answered_and_the_documents_own_questions_are_among_them(
    assistant: Assistant,
) -> None:
    examples = suggest_examples(assistant)

    assert "How many days of annual leave do employees get?" in examples
    assert len(examples) <= N_EXAMPLES
    assert all(assistant.ask(example).answered for example in examples)


def test_titles_with_markup_are_no_examples(assistant: Assistant) -> None:
    assert not any("<" in example or "$" in example for example in suggest_examples(assistant))
