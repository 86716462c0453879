"""What each kind of evidence does to the probability, with numbers for the pencil."""

import math
from dataclasses import replace

import pytest

from index.types import Hit, Passage, Place
from qa.confidence import ConfidenceModel, OwnQuestions, RiskPoint, dumped, evidence
from qa.question import Question
from qa.reader import BUNDLED_NAME, SENTENCES_NAME, Reading
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
        places=(Place(line=1),) * 1,
    )
    return Hit(
        passage=passage,
        score=1.0,
        rank=1,
        cosine=cosine,
        dense=None,
        lexical=None,
        matched=(),
        nearest=None,
        reprints=(),
    )


def reading(
    of: Hit, *, score: float = 0.5, evidence: float = 10.0, margin: float | None = None
) -> Reading:
    return Reading(
        hit=of,
        start=0,
        end=of.passage.end,
        span=None,
        score=score,
        evidence=evidence,
        margin=margin,
        near_margin=margin,
    )


def found(question: str, *hits: Hit) -> dict[str, float]:
    return evidence(Question.parse(question, LEXICON), hits, [reading(hits[0])], LEXICON)


MODEL = ConfidenceModel(
    reader="a",
    intercept=-1.0,
    weights={"lead": 2.0, "covered": 0.5},
    curve=(
        RiskPoint(threshold=0.1, error=0.3, coverage=1.0),
        RiskPoint(threshold=0.4, error=0.1, coverage=0.6),
        RiskPoint(threshold=0.8, error=0.02, coverage=0.2),
    ),
    own_questions=OwnQuestions(intercept=0.5, slope=1.2, trust=0.5),
)


def test_the_probability_is_the_logistic_of_the_weighted_evidence():
    hits = [hit("China signed agreements.")]
    given = found("What did China sign in the treaty?", *hits)

    value = -1.0 + 2.0 * given["lead"] + 0.5 * given["covered"]

    assert MODEL.probability(given) == pytest.approx(1 / (1 + math.exp(-value)))
    assert MODEL.of(
        "What did China sign in the treaty?", hits, [reading(hits[0])], LEXICON
    ) == MODEL.probability(given)


@pytest.mark.parametrize(
    ("max_error", "expected"), [(0.5, 0.1), (0.3, 0.1), (0.29, 0.4), (0.1, 0.4), (0.05, 0.8)]
)
def test_the_threshold_is_the_least_that_keeps_the_error(max_error, expected):
    assert MODEL.threshold(max_error) == expected


def test_an_error_below_the_curve_is_met_by_its_last_point_at_best():
    assert MODEL.threshold(0.001) == 0.8


def test_models_are_loaded_as_they_were_dumped():
    other = replace(MODEL, reader="b", weights={"lead": 1.0}, curve=())
    kept = dumped([MODEL, other])

    assert ConfidenceModel.load(kept, "a") == MODEL
    assert ConfidenceModel.load(kept, "b") == other
    assert ConfidenceModel.load(kept, "c") is None
    assert ConfidenceModel.load("", "a") is None


def test_a_reader_without_a_model_is_taken_to_mark_as_ours():
    ours = ConfidenceModel.shipped(BUNDLED_NAME)
    assert ConfidenceModel.shipped("another") == replace(ours, reader="another")


@pytest.mark.parametrize("reader", [BUNDLED_NAME, SENTENCES_NAME])
def test_a_shipped_model_trusts_what_holds_more_of_the_question(reader):
    model = ConfidenceModel.shipped(reader)

    assert model.reader == reader
    assert model.weights["evidence"] > 0
    assert model.weights["cosine" if reader == SENTENCES_NAME else "highest_margin"] > 0
    assert [p.threshold for p in model.curve] == sorted(p.threshold for p in model.curve)


def test_evidence_and_lead_are_the_first_readings():
    given = found("What did China sign?", hit("China signed."))

    assert given["evidence"] == 10.0 / 10
    assert given["lead"] == 0.5


@pytest.mark.parametrize(("margins", "expected"), [((2.0, 3.0), 0.3), ((None, None), 0.0)])
def test_the_highest_margin_may_be_another_readings_and_is_zero_without_a_network(
    margins, expected
):
    hits = [hit("China signed."), hit("France signed.")]
    readings = [reading(h, margin=margin) for h, margin in zip(hits, margins, strict=True)]

    given = evidence(Question.parse("Who signed?", LEXICON), hits, readings, LEXICON)

    assert given["highest_margin"] == expected


def test_the_near_margin_is_the_first_readings_and_zero_without_a_network():
    hits = [hit("China signed."), hit("France signed.")]
    question = Question.parse("Who signed?", LEXICON)

    for margins, expected in (((2.0, 3.0), 0.2), ((None, None), 0.0)):
        readings = [reading(h, margin=margin) for h, margin in zip(hits, margins, strict=True)]
        assert evidence(question, hits, readings, LEXICON)["near_margin"] == expected


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


def test_an_acronym_is_known_where_it_is_spelled_out():
    lexicon = PlainLexicon({"\0": 5.0, "us": 5.0, "u": 5.0})
    question = Question.parse("What did the US say?", lexicon)

    for text, expected in (("The United States spoke.", 0.0), ("The states spoke.", 1.0)):
        hits = [hit(text)]
        given = evidence(question, hits, [reading(hits[0])], lexicon)
        assert given["name_unknown"] == expected


def test_nothing_found_has_no_probability():
    assert MODEL.of("What did China sign?", [], [], LEXICON) == 0.0
    assert MODEL.of("What did China sign?", [hit("China")], [], LEXICON) == 0.0


@pytest.mark.parametrize("question", ["", "?", "the", "船在哪里", "US"])
def test_any_question_has_a_probability(question):
    first = hit("China signed.")

    assert 0.0 <= MODEL.of(question, [first], [reading(first)], LEXICON) <= 1.0
