"""Each feature by a sentence for which it can be counted out."""

import pytest

from qa.features import SentenceWords, Surroundings, candidates, sentence_features
from qa.question import Question
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()
ALONE = Surroundings(before=frozenset(), after=frozenset(), passage=frozenset())


def features(question: str, sentence: str, around: Surroundings = ALONE) -> dict[str, float]:
    parsed = Question.parse(question, LEXICON)
    return sentence_features(parsed, SentenceWords(sentence, LEXICON), around)


def test_coverage_counts_what_the_sentence_and_then_its_neighbours_hold():
    around = Surroundings(
        before=frozenset({"boat"}),
        after=frozenset({"boat", "bridge"}),
        passage=frozenset({"boat", "bridge", "water"}),
    )

    found = features("river boat bridge water", "The river is wide.", around)

    assert found["coverage"] == 1 / 4
    assert found["coverage_before"] == 1 / 4
    assert found["coverage_after"] == 2 / 4
    assert found["coverage_passage"] == 3 / 4


def test_stems_count_only_words_that_are_not_held_themselves():
    found = features("navigation river", "They navigated the river in a river boat.")

    assert found["stems"] == 1 / 2
    assert found["coverage"] == 1 / 2


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("When was the bridge built?", "The bridge was built in 1973 by hand.", 1.0),
        ("When was the bridge built?", "The bridge was built by hand.", -1.0),
        ("Who built the bridge in Lyon?", "Anna Weil built the bridge.", 1.0),
        ("Who built the bridge in Lyon?", "Somebody built the bridge in Lyon.", -1.0),
        ("How many bridges were built in 1973?", "Two bridges were built in 1973.", 1.0),
        ("How many bridges were built in 1973?", "Bridges were built in 1973.", -1.0),
        ("How many bridges were opened?", "They opened bridges on Dec. 5, 1973.", -1.0),
        ("Where did Xi speak?", "Xi spoke in the Great Hall.", 1.0),
        ("Where did Xi speak?", "Then Xi spoke with Macron.", -1.0),
        ("How often do they meet?", "They meet twice a year.", 1.0),
        ("How often do they meet?", "They meet at an annual summit.", 1.0),
        ("How often do they meet?", "They meet every second spring.", 1.0),
        ("How often do they meet?", "They meet for a three-day visit.", -1.0),
        ("How often do they meet?", "Everyone went home a day later.", -1.0),
        ("What share of bridges is old?", "About 40 % of bridges are old.", 1.0),
        ("What was the cost of the bridge?", "The bridge cost €3 million.", 1.0),
        ("What is the price of the lamp?", "Article: lamp | Price EUR: 12.50", 1.0),
        ("How long did the visit last?", "It was a three-day visit.", 1.0),
        ("Why was the bridge built?", "It was built because of the flood.", 1.0),
        ("What is a bridge?", "A bridge is a way over water.", 0.0),
    ],
)
def test_kind_held_says_whether_a_new_answer_of_the_kind_is_there(
    question: str, sentence: str, expected: float
):
    assert features(question, sentence)["kind_held"] == expected


def test_an_answer_fades_with_its_distance_from_the_questions_words():
    near = features("When was the bridge built?", "The bridge was built 1973.")
    far = features("When was the bridge built?", "Built 1 2 3 4 5 6 7 8 9 1973.")

    # built: 1 word away, bridge: 3
    assert near["kind_far"] == pytest.approx((0.5 ** (1 / 6) + 0.5 ** (3 / 6)) / 2 - 1)
    assert far["kind_far"] == pytest.approx(0.5 ** (10 / 6) - 1)


def test_a_number_before_the_thing_counted_is_found():
    question = "How many cooperation agreements were signed?"

    assert features(question, "They signed 12 new cooperation agreements.")["counted"] == 1.0
    assert features(question, "The agreements were signed in 12 cities.")["counted"] == 0.0


def test_pairs_are_neighbours_in_the_question_that_stand_close_in_the_sentence():
    found = features("old river boats sail", "An old boat on the river will sail.")

    # old→river 4 words apart, river→boat in the wrong order, boat→sail 5 words apart
    assert found["pairs"] == 0.0
    assert features("old river boats", "The old, wide river has boats.")["pairs"] == 2 / 2


def test_form_is_judged_without_the_question():
    assert features("river", "How can we help you today?")["asks"] == 1.0
    assert features("river", "Source: the river herald")["fragment"] == 1.0
    assert features("river", "The river is wide and deep.")["fragment"] == 0.0
    assert features("river", "It is wide and deep.")["pronoun"] == 1.0
    assert features("river", "It is wide.")["short"] == 1 - 3 / 12


def test_candidates_are_word_ranges():
    words = SentenceWords("On 4 May 1973 it opened.", LEXICON)

    assert candidates(Question.parse("When did it open?", LEXICON), words) == [(2, 2), (3, 3)]
