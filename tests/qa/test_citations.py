"""A quote stands where its citation says, and what is said twice is quoted once."""

from pathlib import Path

import pytest

from index.lexical import LexicalIndex
from index.types import Lexicon
from qa.citations import choose, cite, written_out
from qa.reader import Reading
from qa.types import Statement
from tests.qa.builders import library_of, reading_of

TWELVE = "China and France signed 12 agreements at the summit in Beijing."
TWELVE_AGAIN = "At the summit in Beijing, France and China signed 12 agreements."
EIGHTEEN = "China and France signed 18 agreements at the summit in Beijing."
PANDAS = "The pandas of Chengdu eat bamboo."

LIBRARY = library_of(
    {
        "a.txt": f"A first line.\r\n{TWELVE}\n{PANDAS}",
        "b.txt": f"{TWELVE_AGAIN}\n{TWELVE}",
        "c.txt": EIGHTEEN,
    }
)


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    return LexicalIndex.create(tmp_path)


def reading(source: str, sentence: str, score: float) -> Reading:
    return reading_of(LIBRARY[source], sentence, score)


def quoted(groups: tuple[tuple[Reading, ...], ...]) -> list[list[tuple[str, str]]]:
    return [[(r.hit.passage.source, r.text) for r in group] for group in groups]


def test_near_duplicates_of_several_files_become_one_sentence(lexicon: Lexicon) -> None:
    groups = choose([reading("a.txt", TWELVE, 0.6), reading("b.txt", TWELVE_AGAIN, 0.1)], lexicon)

    assert quoted(groups) == [[("a.txt", TWELVE), ("b.txt", TWELVE_AGAIN)]]


def test_a_file_stands_for_a_sentence_once(lexicon: Lexicon) -> None:
    readings = [reading("b.txt", TWELVE_AGAIN, 0.5), reading("b.txt", TWELVE, 0.5)]

    assert quoted(choose(readings, lexicon)) == [[("b.txt", TWELVE_AGAIN)]]


def test_sentences_with_other_numbers_do_not_say_the_same(lexicon: Lexicon) -> None:
    groups = choose([reading("a.txt", TWELVE, 0.5), reading("c.txt", EIGHTEEN, 0.4)], lexicon)

    assert quoted(groups) == [[("a.txt", TWELVE)], [("c.txt", EIGHTEEN)]]


@pytest.mark.parametrize(("score", "expected"), [(0.3, 2), (0.29, 1)])
def test_a_further_sentence_must_be_half_as_likely(
    lexicon: Lexicon, score: float, expected: int
) -> None:
    groups = choose([reading("a.txt", TWELVE, 0.6), reading("a.txt", PANDAS, score)], lexicon)

    assert len(groups) == expected


def test_citations_are_numbered_through_and_stand_at_their_own_place() -> None:
    groups = (
        (reading("a.txt", TWELVE, 0.5), reading("b.txt", TWELVE_AGAIN, 0.4)),
        (reading("a.txt", PANDAS, 0.3),),
    )

    statements, citations = cite(groups, LIBRARY.get)

    assert statements == (
        Statement(text=TWELVE, span=None, numbers=(1, 2)),
        Statement(text=PANDAS, span=None, numbers=(3,)),
    )
    assert [(c.number, c.source, c.line, c.quote) for c in citations] == [
        (1, "a.txt", 2, TWELVE),
        (2, "b.txt", 1, TWELVE_AGAIN),
        (3, "a.txt", 3, PANDAS),
    ]
    for c in citations:
        assert c.quote == LIBRARY[c.source].text[c.start : c.end]
        assert c.digest == LIBRARY[c.source].digest


def test_an_answer_in_words_carries_its_numbers() -> None:
    statements = (
        Statement(text="One.", span=None, numbers=(1, 2)),
        Statement(text="Two.", span=None, numbers=(3,)),
    )

    assert written_out(statements) == "One. [1][2] Two. [3]"
