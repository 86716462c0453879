"""Which sentence comes first, with a lexicon and an embedder for the pencil."""

import math

import pytest

from index.types import Hit, Passage, Place
from qa.question import Question
from qa.reader.reading import Reading
from qa.reader.sentence_reader import N_EMBEDDED, WEIGHTS, SentenceReader, candidates
from tests.qa.plain_lexicon import PlainLexicon
from tests.word_embedder import WordEmbedder

LEXICON = PlainLexicon()


def hit(*sentences: str, rank: int = 1, score: float = 1.0, start: int = 10) -> Hit:
    """A passage of sentences that begins at `start` of its document."""
    text = " ".join(sentences)
    ranges = []
    at = 0
    for sentence in sentences:
        at = text.index(sentence, at)
        ranges.append((start + at, start + at + len(sentence)))
        at += len(sentence)
    passage = Passage(
        passage_id=f"{rank:016x}",
        source=f"{rank}.txt",
        title="",
        heading="",
        start=start,
        end=start + len(text),
        text=text,
        sentences=tuple(ranges),
        places=(Place(line=1),) * len(ranges),
    )
    return Hit(
        passage=passage,
        score=score,
        rank=rank,
        cosine=0.5,
        dense=None,
        lexical=None,
        matched=(),
        nearest=None,
        reprints=(),
    )


@pytest.fixture
def reader(word_embedder: WordEmbedder) -> SentenceReader:
    return SentenceReader(word_embedder)


def texts(readings: tuple[Reading, ...]) -> list[str]:
    return [reading.text for reading in readings]


def test_the_sentence_with_the_questions_words_and_kind_of_answer_comes_first(reader):
    found = reader.read(
        "When was the treaty on the river signed?",
        [
            hit("The river is wide and long here.", "The treaty on the river was signed in 1973."),
            hit("Bread needs flour and a hot oven.", rank=2, score=0.0),
        ],
        LEXICON,
    )

    assert texts(found)[0] == "The treaty on the river was signed in 1973."


def test_a_sentence_is_quoted_at_its_place(reader):
    first, second = "The river is wide.", "A boat is on the river."

    found = reader.read("Where is the boat?", [hit(first, second, start=100)], LEXICON)

    places = {reading.text: (reading.start, reading.end) for reading in found}
    assert places == {first: (100, 118), second: (119, 142)}


def test_scores_are_the_softmax_of_the_evidence(reader):
    found = reader.read(
        "Where is the boat?", [hit("The river is wide.", "A boat floats here.")], LEXICON
    )

    powers = [math.exp(reading.evidence) for reading in found]
    assert [r.score for r in found] == pytest.approx([power / sum(powers) for power in powers])
    assert [r.evidence for r in found] == sorted((r.evidence for r in found), reverse=True)


def test_evidence_is_the_weighted_sum_with_the_cosine(reader, word_embedder):
    question, passage = "Where is the boat?", hit("A boat floats on the water.")

    found = reader.read(question, [passage], LEXICON)

    parsed = Question.parse(question, PlainLexicon())
    (candidate,) = candidates(parsed, [passage], PlainLexicon())
    assert candidate.features.keys() == WEIGHTS.keys() - {"cosine"}
    assert found[0].evidence == pytest.approx(
        sum(WEIGHTS[name] * value for name, value in candidate.features.items())
        + WEIGHTS["cosine"] * (1 / math.sqrt(2)),
        abs=1e-5,
    )


def test_a_sentence_that_two_passages_share_is_read_once(reader):
    passage = hit("A boat floats on the water.", "The river is wide.")

    assert len(reader.read("Where is the boat?", [passage, passage], LEXICON)) == 2


def test_a_question_in_the_text_is_not_quoted_before_a_statement(reader):
    found = reader.read(
        "Where is the boat?",
        [hit("Where is the boat?", "The boat is in the old water tower.")],
        LEXICON,
    )

    assert texts(found)[0] == "The boat is in the old water tower."


def test_the_names_of_a_tables_columns_are_not_quoted(reader):
    rows = ["Article | Price", "Article: lamp | Price: 12 euros", "Article: oven | Price: 90 euros"]

    readings = reader.read("What is the price of the article?", [hit(*rows)], LEXICON)

    assert {reading.text for reading in readings} == set(rows[1:])


def test_a_row_needs_no_currency_that_its_table_names_once(reader):
    row, caption = "Year: 2024 | Revenue: 40", "Revenue in EUR million:"
    question = "What was the revenue in euros?"

    assert row in texts(reader.read(question, [hit(caption, row)], LEXICON))
    assert reader.read(question, [hit("Revenue in million:", row)], LEXICON) == ()


def test_only_likely_sentences_are_embedded(reader, word_embedder):
    sentences = [f"River number {number} is wide." for number in range(40)]

    found = reader.read(
        "Where is the boat?", [hit(*sentences, "The boat is on the river.")], LEXICON
    )

    assert len(found) == N_EMBEDDED
    assert len(word_embedder.texts_embedded) == N_EMBEDDED
    assert texts(found)[0] == "The boat is on the river."


@pytest.mark.parametrize("question", ["", "?", "the", "船在哪里", "x" * 500])
def test_any_question_is_read(reader, question):
    assert len(reader.read(question, [hit("The boat is on the river.")], LEXICON)) == 1


def test_nothing_is_read_from_nothing(reader):
    assert reader.read("Where is the boat?", [], LEXICON) == ()
