"""Neighbours belong to a sentence if they continue its thought or its list."""

import re

import pytest

from index.types import Passage, Place
from qa.neighbours import MAX_QUOTE_CHARACTERS, items_beside, widened
from qa.question import Question
from qa.reader import Reading
from tests.qa.builders import hit_of
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()
OFFSET = 100
WHY = "Why did the mill close?"


def reading(text: str, sentence: str) -> Reading:
    """Return a reading of a passage at OFFSET, `|` before each sentence, marks before `|`."""
    plain = text.replace("|", "")
    starts = [found.start() - i for i, found in enumerate(re.finditer(r"\|", text))]
    parts = re.split(r"\|", text)[1:]
    ends = [
        start + len(re.sub(r"\s+(?:[-*]|\d\.)?\s*$", "", part))
        for start, part in zip(starts, parts, strict=True)
    ]
    passage = Passage(
        passage_id="0" * 16,
        source="a.txt",
        title="",
        heading="",
        start=OFFSET,
        end=OFFSET + len(plain),
        text=plain,
        sentences=tuple((OFFSET + s, OFFSET + e) for s, e in zip(starts, ends, strict=True)),
        places=(Place(line=1),) * len(starts),
    )
    start = OFFSET + plain.index(sentence)
    return Reading(
        hit=hit_of(passage),
        start=start,
        end=start + len(sentence),
        span=None,
        score=0.5,
        evidence=1.0,
        margin=None,
        near_margin=None,
    )


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
    found = widened(Question.parse(WHY, LEXICON), reading(text, sentence), LEXICON)

    assert found.text == expected
    assert found.end - found.start == len(expected)


def test_a_quote_does_not_grow_beyond_what_is_read_at_a_glance() -> None:
    long = f"This {'x' * MAX_QUOTE_CHARACTERS}."
    found = widened(
        Question.parse(WHY, LEXICON), reading(f"|It closed. |{long}", "It closed."), LEXICON
    )

    assert found.text == "It closed."


MARKED = "|Zones of cognac:\n\n- |Borderies. |They are small.\n- |Fins Bois.\n\n|Zones end."
PLAIN = "|Zones of cognac:\n\n|VS is young.\n|XO is old. |It was raised.\n\n|Zones end."


@pytest.mark.parametrize(
    ("text", "sentence", "expected"),
    [
        (MARKED, "Zones of cognac:", ["Borderies.", "Fins Bois."]),
        (MARKED, "Fins Bois.", ["Borderies."]),
        (MARKED, "They are small.", []),
        (MARKED, "Zones end.", []),
        (PLAIN, "Zones of cognac:", ["VS is young.", "XO is old."]),
        ("|Rivers of France:\n- |Loire\n- |Seine", "Loire", []),  # not the list asked for
        ("|Zones of cognac:\n- |Borderies.", "Zones of cognac:", []),  # one item is no list
        ("|Zones of cognac: |Borderies. |Fins Bois.", "Zones of cognac:", []),
        ("|Zones of cognac.\n- |Borderies.\n- |Fins Bois.", "Zones of cognac.", []),
    ],
)
def test_a_list_is_what_follows_a_colon_line_by_line(
    text: str, sentence: str, expected: list[str]
) -> None:
    question = Question.parse("Which zones are there?", LEXICON)

    assert [r.text for r in items_beside(question, reading(text, sentence), LEXICON)] == expected


def test_a_list_is_cut_at_six_items() -> None:
    text = "|Zones:" + "".join(f"\n- |Zone {letter}." for letter in "ABCDEFGH")
    question = Question.parse("Which zones are there?", LEXICON)

    assert [r.text for r in items_beside(question, reading(text, "Zones:"), LEXICON)] == [
        f"Zone {letter}." for letter in "ABCDEF"
    ]
