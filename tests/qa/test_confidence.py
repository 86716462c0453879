"""What each kind of evidence does to the probability, with numbers for the pencil."""

import math

import pytest

from index.types import Hit, Passage
from qa.confidence import INTERCEPT, WEIGHTS, evidence, probability
from qa.question import Question
from qa.reader import Reading
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon({"\0": 5.0, "brazil": 5.0})
"""Every word is known and weighs 1 but Brazil, which weighs as much as a word that is unknown."""


def hit(text: str, cosine: float = 0.5) -> Hit:
    passage = Passage(
        passage_id="0" * 16,
        source="a.txt",
        title="",
        heading="",
        start=0,
        end=len(text),
        text=text,
        sentences=((0, len(text)),),
    )
    return Hit(
        passage=passage, score=1.0, rank=1, cosine=cosine, dense=None, lexical=None, matched=()
    )


def reading(of: Hit, *, score: float = 0.5, evidence: float = 10.0) -> Reading:
    return Reading(
        hit=of, start=0, end=of.passage.end, span=None, score=score, evidence=evidence
    )


def found(question: str, *hits: Hit) -> dict[str, float]:
    return evidence(Question.parse(question, LEXICON), hits, [reading(hits[0])], LEXICON)


def test_probability_is_the_logistic_of_the_weighted_evidence():
    hits = [hit("China signed agreements.")]

    given = found("What did China sign in the treaty?", *hits)

    value = INTERCEPT + sum(WEIGHTS[name] * given[name] for name in WEIGHTS)
    assert given.keys() == WEIGHTS.keys()
    assert probability(
        "What did China sign in the treaty?", hits, [reading(hits[0])], LEXICON
    ) == pytest.approx(1 / (1 + math.exp(-value)))


def test_evidence_and_lead_are_the_first_readings():
    given = found("What did China sign?", hit("China signed."))

    assert given["evidence"] == 10.0 / 10
    assert given["lead"] == 0.5


def test_contrast_is_the_distance_to_the_mean_of_the_rest():
    hits = [hit("a", 0.7), hit("b", 0.4), hit("c", 0.2)]

    assert found("river", *hits)["contrast"] == pytest.approx(0.7 - (0.4 + 0.2) / 2)


def test_two_passages_make_no_contrast():
    assert found("river", hit("a", 0.7), hit("b", 0.1))["contrast"] == 0.0


def test_covered_is_the_best_of_the_first_three_passages():
    hits = [hit("river"), hit("river boat"), hit("none"), hit("river boat bridge water")]

    assert found("river boat bridge water", *hits)["covered"] == 2 / 4


def test_a_name_the_library_lacks_counts_against_an_answer():
    known = found("What did China sign?", hit("China signed."))
    unknown = found("What did Brazil sign?", hit("China signed."))

    assert (known["name_unknown"], known["names_missing"]) == (0.0, 0.0)
    assert (unknown["name_unknown"], unknown["names_missing"]) == (1.0, 1.0)
    assert WEIGHTS["name_unknown"] < 0
    assert WEIGHTS["names_missing"] < 0


def test_an_acronym_is_known_where_it_is_spelled_out():
    lexicon = PlainLexicon({"\0": 5.0, "us": 5.0, "u": 5.0})
    question = Question.parse("What did the US say?", lexicon)

    for text, expected in (("The United States spoke.", 0.0), ("The states spoke.", 1.0)):
        hits = [hit(text)]
        given = evidence(question, hits, [reading(hits[0])], lexicon)
        assert given["name_unknown"] == expected


def test_nothing_found_has_no_probability():
    assert probability("What did China sign?", [], [], LEXICON) == 0.0
    assert probability("What did China sign?", [hit("China")], [], LEXICON) == 0.0


@pytest.mark.parametrize("question", ["", "?", "the", "船在哪里", "US"])
def test_any_question_has_a_probability(question):
    first = hit("China signed.")

    assert 0.0 <= probability(question, [first], [reading(first)], LEXICON) <= 1.0
