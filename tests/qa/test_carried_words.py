"""Which earlier words a message means is told by where they stood."""

import pytest

from qa.carried_words import (
    FEATURES,
    earlier_words,
    features,
    points_back,
    telling_terms,
    words_seen,
)
from qa.conversation import Turn
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()
TURNS = [
    Turn(question="When was the Marlow lighthouse built?", answer="In 1890."),
    Turn(question="And the pier?", answer="Smith planned the pier.", topics=("Harbours",)),
]


def values(term: str, message: str = "Who painted it?") -> dict[str, float]:
    rows = features(message, TURNS, words_seen(message, TURNS, LEXICON), LEXICON)
    return dict(zip(FEATURES, rows[term], strict=True))


def test_a_word_is_known_by_its_turns() -> None:
    pier = values("pier")

    assert (pier["in the last question"], pier["in the last answer"]) == (1, 1)
    assert (pier["in an earlier question"], pier["in the first question"]) == (0, 0)
    assert pier["after a determiner"] == 1
    assert values("1890")["number"] == 1
    assert values("lighthouse")["in the first question"] == 1
    assert values("harbour")["in a cited title or heading"] == 1


def test_a_name_is_a_capital_inside_of_a_clause() -> None:
    assert values("marlow")["name"] == 1
    assert values("smith")["name"] == 0
    assert values("smith")["begins a clause"] == 1


def test_words_of_the_message_and_function_words_are_not_among_them() -> None:
    found = earlier_words("Who painted the pier?", TURNS, LEXICON)

    terms = {"marlow", "lighthouse", "built", "1890", "smith", "planned", "harbour"}
    assert {word.term for word in found} == terms
    assert all(0 < word.probability < 1 for word in found)


def test_likelier_words_come_first_and_verbs_are_not_among_the_first() -> None:
    found = earlier_words("Who painted it?", TURNS, LEXICON)

    chances = [word.probability for word in found]
    assert chances == sorted(chances, reverse=True)
    by_term = {word.term: word.probability for word in found}
    assert by_term["planned"] < by_term["harbour"]


def test_chatter_tells_nothing() -> None:
    assert telling_terms("Yes please, tell me about the 3.5 boats", LEXICON) == {
        "3": "3.5",
        "5": "3.5",
        "boat": "boats",
    }


@pytest.mark.parametrize(
    ("message", "points"),
    [
        ("Who painted it?", True),
        ("Is that true?", True),
        ("How do I get there?", True),
        ("What are those for?", True),
        ("Are there other rivers?", False),
        ("What was the fort that was built?", False),
        ("When an old boat leaks, what happens to it?", False),
        ("Which zones does the port have?", False),
    ],
)
def test_a_pronoun_points_back_unless_the_message_says_what_it_means(
    message: str, points: bool
) -> None:
    assert points_back(message) is points
