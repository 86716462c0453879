from qa.assistant import Assistant
from qa.web.examples import N_EXAMPLES, suggest_examples


def test_examples_are_answered_and_questions_of_the_documents_come_first(
    assistant: Assistant,
) -> None:
    examples = suggest_examples(assistant)

    assert examples[0] == "How many days of annual leave do employees get?"
    assert len(examples) <= N_EXAMPLES
    assert all(assistant.ask(example).answered for example in examples)


def test_titles_with_markup_are_no_examples(assistant: Assistant) -> None:
    assert not any("<" in example or "$" in example for example in suggest_examples(assistant))
