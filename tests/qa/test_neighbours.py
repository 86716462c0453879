"""Neighbours belong to a sentence if they continue its thought."""

import pytest

from qa.neighbours import MAX_QUOTE_CHARACTERS, widened
from qa.question import Question
from tests.qa.builders import reading_in
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()
WHY = "Why did the mill close?"


@pytest.mark.parametrize(
    ("text", "sentence", "expected"),
    [
        (
            "|It closed. |As a result, all left. |Birds sing.",
            "It closed.",
            "It closed. As a result, all left.",
        ),
        (
            "|It closed.\n|This hurt. |So all left. |So it is.",
            "It closed.",
            "It closed.\nThis hurt. So all left.",
        ),
        (
            "|The river fell. |It therefore closed. |Birds sing.",
            "It therefore closed.",
            "The river fell. It therefore closed.",
        ),
        ("|It ran dry. |The mill was sold.", "It ran dry.", "It ran dry. The mill was sold."),
        # the neighbour is about something else, in another paragraph, or asks
        ("|It closed. |Birds sing.", "It closed.", "It closed."),
        ("|It closed.\n\n|This hurt.", "It closed.", "It closed."),
        ("|It closed.\n- |This hurt.", "It closed.", "It closed."),
        ("|It closed. |So what now?", "It closed.", "It closed."),
        ("|It closed. |Sooner or later.", "It closed.", "It closed."),
        ("|This hurt.", "This hurt.", "This hurt."),
        # a reading that is no sentence of its passage stays as it is
        ("|It closed at last. |This hurt.", "closed", "closed"),
    ],
)
def test_a_quote_takes_in_what_continues_its_thought(
    text: str, sentence: str, expected: str
) -> None:
    found = widened(Question.parse(WHY, LEXICON), reading_in(text, sentence), LEXICON)

    assert found.text == expected
    assert found.end - found.start == len(expected)


def test_a_quote_does_not_grow_beyond_what_is_read_at_a_glance() -> None:
    long = f"This {'x' * MAX_QUOTE_CHARACTERS}."
    found = widened(
        Question.parse(WHY, LEXICON), reading_in(f"|It closed. |{long}", "It closed."), LEXICON
    )

    assert found.text == "It closed."
