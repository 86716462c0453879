"""What counts as holding an answer."""

import pytest

from qa.metrics import holds_answer, normalized


def test_normal_form_has_no_case_punctuation_articles_or_double_spaces():
    assert normalized("The  Great Hall, of a\nPeople!") == "great hall of people"


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("It cost nearly $12 globally.", ["nearly $12"], True),
        ("The oil crisis began in October 1973.", ["1974", "october 1973"], True),
        ("It cost 120 francs.", ["12"], False),
        ("It cost 12 francs.", [], False),
        ("It cost 12 francs.", ["the"], False),
    ],
)
def test_an_answer_is_held_as_whole_words(text: str, answers: list[str], expected: bool):
    assert holds_answer(text, answers) is expected
