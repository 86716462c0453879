"""A summary quotes the sentences whose words a document repeats, each thing once."""

from index.types import Passage, Place
from qa.summary import summary
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()

CENTRAL = "The old bridge crosses the wide river near the town."
AGAIN = "Boats on the river stop at the town for a look at its bridge."
OTHER = "Every autumn the town repairs the stones of the old bridge."
ASIDE = "My aunt keeps seventeen orange parrots in her cellar."
FILLERS = [f"Number {n} was seen by nobody but the {n} keepers." for n in range(20)]


def passage(*sentences: str) -> Passage:
    text, ranges = "", []
    for sentence in sentences:
        ranges.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return Passage(
        passage_id="0" * 16,
        source="a.txt",
        title="",
        heading="",
        start=0,
        end=len(text),
        text=text,
        sentences=tuple(ranges),
        places=tuple(Place(line=1) for _ in ranges),
    )


def test_the_sentences_that_share_most_words_are_taken_in_order() -> None:
    chosen = summary([passage(CENTRAL, OTHER, ASIDE, AGAIN)], LEXICON)

    assert [one.text for one in chosen] == [CENTRAL, OTHER, AGAIN]


def test_what_is_said_twice_is_quoted_once() -> None:
    chosen = summary([passage(CENTRAL, CENTRAL, OTHER, AGAIN)], LEXICON)

    assert [one.text for one in chosen].count(CENTRAL) == 1


def test_longer_documents_get_more_sentences_and_never_more_than_five() -> None:
    lengths = [len(summary([passage(*FILLERS[:n])], LEXICON)) for n in (2, 10, 20)]

    assert lengths == [2, 3, 4]
    assert len(summary([passage(*FILLERS, *FILLERS, *FILLERS)], LEXICON)) == 5


def test_headings_and_fragments_are_left_out_if_there_are_sentences() -> None:
    chosen = summary(
        [passage("The old bridge", CENTRAL, "river, town, bridge, river, old")], LEXICON
    )

    assert [one.text for one in chosen] == [CENTRAL]
    assert [one.text for one in summary([passage("The old bridge")], LEXICON)] == ["The old bridge"]


def test_a_sentence_that_two_passages_hold_is_one() -> None:
    found = passage(CENTRAL, OTHER)

    assert len(summary([found, found], LEXICON)) == 2
