"""Which words answer and which sentence comes first, with marks for the pencil."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.types import Hit, Passage, Place
from qa.reader.span_network import Marks
from qa.reader.span_reader import (
    LOOKED_AT_AGAIN,
    MOST_PIECES,
    MOST_READINGS,
    MOST_ROWS_TOLD,
    SECOND_LOOK,
    WEIGHTS,
    SpanReader,
    best_answer,
)
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()


def marks(text: str, begins: dict[str, float], ends: dict[str, float], none: float = 0.0) -> Marks:
    """Marks of a text whose pieces are its words; a word that is not named scores -10."""
    words, places, at = text.split(), [], 0
    for word in words:
        at = text.index(word, at)
        places.append((at, at + len(word)))
        at += len(word)
    return Marks(
        begins=np.array([begins.get(word, -10.0) for word in words], dtype=np.float32),
        ends=np.array([ends.get(word, -10.0) for word in words], dtype=np.float32),
        places=np.array(places),
        none=none,
    )


class MarkingNetwork:
    """Gives each text the marks that were written for it, and a part of it the same."""

    name = "written"

    def __init__(self, *written: tuple[str, Marks]) -> None:
        self._written = dict(written)
        self.read: list[Sequence[str]] = []

    def mark(self, question: str, texts: Sequence[str]) -> list[Marks]:
        self.read.append(texts)
        return [self._written.get(text) or self._part(text) for text in texts]

    def _part(self, text: str) -> Marks:
        whole, found = next((w, m) for w, m in self._written.items() if text in w)
        start = whole.index(text)
        inside = (found.places[:, 0] >= start) & (found.places[:, 1] <= start + len(text))
        return Marks(
            begins=found.begins[inside],
            ends=found.ends[inside],
            places=found.places[inside] - start,
            none=found.none,
        )


def hit(*sentences: str, title: str = "", rank: int = 1, start: int = 100) -> Hit:
    text = " ".join(sentences)
    ranges = [(start + text.index(s), start + text.index(s) + len(s)) for s in sentences]
    passage = Passage(
        passage_id=f"{rank:016x}",
        source=f"{rank}.txt",
        title=title,
        heading="",
        start=start,
        end=start + len(text),
        text=text,
        sentences=tuple(ranges),
        places=(Place(line=1),) * len(ranges),
    )
    return Hit(
        passage=passage,
        score=0.5,
        rank=rank,
        cosine=0.5,
        dense=None,
        lexical=None,
        matched=(),
        nearest=None,
        reprints=(),
    )


ROW = "City: Lyon | Hotel: 175 euros | Meals: 50 euros"


def test_in_a_tables_row_the_cell_that_is_asked_for_is_marked():
    told = "The Meals of Lyon is 50 euros."
    network = MarkingNetwork(
        (ROW, marks(ROW, {"175": 5.0}, {"euros": 5.0})),
        (told, marks(told, {"50": 3.0}, {"euros.": 1.0})),
    )

    [reading] = SpanReader(network).read("How much are meals in Lyon?", [hit(ROW)], LEXICON)

    assert reading.span is not None
    start, end = (place - reading.start for place in reading.span)
    assert ROW[start:end] == "50 euros"


def test_a_tables_row_is_read_below_its_titles_as_prose_would_tell_it():
    found = hit(ROW, title="Travel")
    whole, told = found.passage.embedded_text, "Travel\nThe Meals of Lyon is 50 euros."
    network = MarkingNetwork(
        (whole, marks(whole, {"Travel": 9.0, "175": -5.0}, {"Travel": 9.0, "euros": -5.0})),
        (told, marks(told, {"Travel": 9.0, "50": 3.0}, {"Travel": 9.0, "euros.": 1.0})),
    )

    [reading] = SpanReader(network).read("How much are meals in Lyon?", [found], LEXICON)

    assert network.read[1] == [told]
    assert reading.margin == reading.near_margin == 4.0


def test_only_the_likeliest_rows_are_told():
    n_rows = MOST_ROWS_TOLD + 3
    found = hit(*(f"City: C{i} | Meals: {i} euros" for i in range(n_rows)))
    text, scores = found.passage.text, {f"C{i}": float(i) for i in range(n_rows)}
    told = [f"The Meals of C{i} is {i} euros." for i in range(n_rows)]
    network = MarkingNetwork(
        (text, marks(text, scores, scores)), ("\n".join(told), marks("\n".join(told), {}, {}))
    )

    SpanReader(network).read("How much are meals?", [found], LEXICON)

    assert network.read[1] == told[: -MOST_ROWS_TOLD - 1 : -1]


def test_the_best_answer_is_the_best_beginning_and_end_in_order():
    text = "It was built in May 1931 by hand"
    found = best_answer(
        marks(text, {"May": 3.0, "by": 4.0}, {"1931": 2.0, "May": 1.0}, none=1.5), 0, len(text)
    )

    assert found is not None
    assert text[slice(*found.span)] == "May 1931"
    assert found.margin == pytest.approx(3.0 + 2.0 - 1.5)


def test_an_answer_stays_inside_its_range():
    text = "built in 1931 opened in 1935"
    found = best_answer(marks(text, {"1931": 9.0, "1935": 1.0}, {"1931": 9.0, "1935": 1.0}), 14, 28)

    assert found is not None
    assert text[slice(*found.span)] == "1935"


def test_an_answer_is_not_longer_than_answers_are():
    words = [f"w{i}" for i in range(MOST_PIECES + 5)]
    text = " ".join(words)
    found = best_answer(
        marks(text, {"w0": 5.0, "w6": 1.0}, {words[-1]: 5.0, "w8": 1.0}), 0, len(text)
    )

    assert found is not None
    assert len(text[slice(*found.span)].split()) <= MOST_PIECES


def test_a_range_the_network_did_not_read_has_no_answer():
    assert best_answer(marks("one two", {}, {}), 50, 60) is None


def test_the_span_stands_at_its_place_in_the_document():
    sentences = ("The dam is old.", "It was built in 1931 by hand.")
    found = hit(*sentences, title="The dam")
    text = found.passage.embedded_text
    reader = SpanReader(MarkingNetwork((text, marks(text, {"1931": 4.0}, {"1931": 4.0}))))

    first = reader.read("When was the dam built?", [found], LEXICON)[0]

    assert first.text == sentences[1]
    assert first.span is not None
    start, end = (place - found.passage.start for place in first.span)
    assert found.passage.text[start:end] == "1931"
    assert first.margin == 8.0


def test_the_margin_counts_against_the_none_of_its_own_passage():
    texts = ("Ann left in 1931.", "Bob left in 1935.")
    hits = [hit(text, rank=rank) for rank, text in enumerate(texts, start=1)]
    network = MarkingNetwork(
        (texts[0], marks(texts[0], {"1931.": 6.0}, {"1931.": 6.0}, none=11.0)),
        (texts[1], marks(texts[1], {"1935.": 4.0}, {"1935.": 4.0}, none=-2.0)),
    )

    found = SpanReader(network).read("When did she leave?", hits, LEXICON)

    assert [reading.text for reading in found] == [texts[1], texts[0]]
    assert [reading.margin for reading in found] == [10.0, 1.0]
    assert found[0].evidence - found[1].evidence == pytest.approx(9.0 * WEIGHTS["margin"])


def test_scores_sum_to_one_and_never_rise():
    text = "Ann left in 1931. Bob stayed there."
    found = hit("Ann left in 1931.", "Bob stayed there.")
    reader = SpanReader(MarkingNetwork((text, marks(text, {"1931.": 2.0}, {"1931.": 2.0}))))

    scores = [reading.score for reading in reader.read("When?", [found], LEXICON)]

    assert sum(scores) == pytest.approx(1.0)
    assert scores == sorted(scores, reverse=True)


PARTED = (
    "Eve came.",
    "Ann left in 1931.",
    "Ann slept.",
    "Bob came.",
    "Bob left in 1935.",
    "Bob ate.",
)
"""Two sentences that may answer, and the neighbours that each is read with once more."""


def test_the_second_look_may_put_another_sentence_first():
    found = hit(*PARTED)
    text, near = found.passage.text, " ".join(PARTED[3:])
    network = MarkingNetwork(
        (text, marks(text, {"1931.": 3.0, "1935.": 2.0}, {"1931.": 3.0, "1935.": 2.0})),
        (near, marks(near, {"1935.": 6.0}, {"1935.": 6.0})),
    )

    first, second = SpanReader(network).read("When did she leave?", [found], LEXICON)[:2]

    assert (first.text, second.text) == (PARTED[4], PARTED[1])
    assert (first.margin, first.near_margin) == (4.0, 12.0)
    assert (second.margin, second.near_margin) == (6.0, 6.0)
    assert first.evidence - second.evidence == pytest.approx(
        WEIGHTS["margin"] * (4.0 - 6.0) + SECOND_LOOK * (12.0 - 4.0)
    )


def test_only_the_likeliest_are_read_once_more_each_with_its_neighbours():
    found = hit(*PARTED)
    text = found.passage.text
    scores = {"1931.": 3.0, "1935.": 2.0, "slept.": 1.0}
    network = MarkingNetwork((text, marks(text, scores, scores)))

    readings = SpanReader(network).read("When did she leave?", [found], LEXICON)

    assert network.read == [[text], [" ".join(PARTED[:3]), " ".join(PARTED[3:])]]
    assert LOOKED_AT_AGAIN == len(network.read[1])
    assert [reading.near_margin for reading in readings] == [r.margin for r in readings]


def test_a_sentence_at_the_edge_of_its_passage_is_read_with_what_is_there():
    found = hit(*PARTED)
    text = found.passage.text
    scores = {"Eve": 3.0, "ate.": 2.0}
    network = MarkingNetwork((text, marks(text, scores, scores)))

    SpanReader(network).read("Who came?", [found], LEXICON)

    assert network.read[1] == [" ".join(PARTED[:2]), " ".join(PARTED[4:])]


def test_a_sentence_that_cannot_be_read_once_more_keeps_its_margin():
    found = hit(*PARTED)
    text, near = found.passage.text, " ".join(PARTED[:3])
    scores = {"1931.": 3.0}
    network = MarkingNetwork(
        (text, marks(text, scores, scores)), (near, marks("Ann", {"Ann": 9.0}, {"Ann": 9.0}))
    )

    first = SpanReader(network).read("When did she leave?", [found], LEXICON)[0]

    assert (first.text, first.margin, first.near_margin) == (PARTED[1], 6.0, 6.0)


def test_a_sentence_whose_answer_is_somebody_of_another_office_is_not_read():
    told, other = "President Ann Bruce came on Monday.", "Ida Holm stayed."
    found = hit(told, other)
    text = found.passage.text
    scores = {"Bruce": 5.0, "Holm": 2.0}
    reader = SpanReader(MarkingNetwork((text, marks(text, {"Ann": 5.0, "Ida": 2.0}, scores))))

    def quoted(question: str) -> list[str]:
        return [reading.text for reading in reader.read(question, [found], LEXICON)]

    assert quoted("Which president was there?") == [told, other]
    assert quoted("Which minister was there?") == [other]


def test_nothing_found_is_nothing_read():
    assert SpanReader(MarkingNetwork()).read("When?", [], LEXICON) == ()


def test_of_many_sentences_the_best_are_returned():
    sentences = [f"Person{i} left." for i in range(MOST_READINGS + 5)]
    found = hit(*sentences)
    text = found.passage.embedded_text
    written = marks(
        text,
        {f"Person{i}": float(i) for i in range(len(sentences))},
        {f"Person{i}": float(i) for i in range(len(sentences))},
    )

    readings = SpanReader(MarkingNetwork((text, written))).read("Who?", [found], LEXICON)

    assert [reading.text for reading in readings] == sentences[:4:-1]
