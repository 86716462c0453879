"""What quoting cannot do is declined in a line; what a document may say is not."""

import pytest

from qa.declined import declined_line


@pytest.mark.parametrize(
    "message",
    [
        "What is 12 * 7?",
        "3+4=",
        "How much is 17 percent of 300?",
        "Calculate the growth from 2019 to 2024",
        "Please add up all the tariffs",
        "What is the sum of these numbers?",
        "How much is 3.5 million plus 2 million?",
        "What is the square root of 144?",
        "What percentage is 30 of 120?",
    ],
)
def test_sums_are_declined(message: str) -> None:
    assert str(declined_line(message)).startswith("Sums are not done here")


@pytest.mark.parametrize(
    "message",
    [
        "What do you think of the summit?",
        "Do you like cognac?",
        "What is your opinion on tariffs?",
        "Who is right, in your opinion?",
        "Which article do you like best?",
        "Who do you think will win?",
        "What would you do?",
    ],
)
def test_opinions_are_declined(message: str) -> None:
    assert str(declined_line(message)).startswith("There is no opinion")


@pytest.mark.parametrize(
    "message",
    [
        "Write a poem about pandas",
        "Can you draft an e-mail to the minister?",
        "Translate this into French",
        "Tell me a joke",
        "Help me write a letter",
        "Correct the spelling of this sentence",
        "Make a table of the tariffs",
    ],
)
def test_writing_is_declined(message: str) -> None:
    assert str(declined_line(message)).startswith("Nothing is written or translated")


@pytest.mark.parametrize(
    "message",
    [
        "What is the average height of the tower?",
        "What is the total length of the river?",
        "Who wrote the report?",
        "What are some practices for the cloud do you recommend?",
        "Write-offs: how are they taxed?",
        "What percentage of electricity is nuclear?",
        "Should an exporter apply for a licence?",
        "What did the minister think of the treaty?",
        "What does Macron believe?",
        "In 2024, what was the deficit?",
        "What is 5G?",
        "2024",
        "How is milk converted into cheese?",
        "Which translations of the book exist?",
        "Where do I write to for a refund?",
    ],
)
def test_what_a_document_may_say_is_asked(message: str) -> None:
    assert declined_line(message) is None
