"""An answer is its best sentence, and more only where more is asked or where files disagree."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.lexical import LexicalIndex
from index.types import Document, Lexicon, Place
from qa.agreement import Difference
from qa.composition import Point, compose
from qa.question import Question
from qa.reader import Reading
from tests.qa.builders import hit_of, library_of, reading_in, reading_of
from tests.qa.plain_lexicon import PlainLexicon

TWELVE = "China and France signed 12 agreements at the summit in Beijing."
TWELVE_AGAIN = "At the summit in Beijing, France and China signed twelve agreements."
EIGHTEEN = "China and France signed 18 agreements at the summit in Beijing."
TWENTY = "China and France signed 20 agreements at the summit in Beijing."
PANDAS = "The pandas of Chengdu eat bamboo."
HOW_MANY = "How many agreements were signed?"

Quotes = list[list[tuple[str, str]]]


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    return LexicalIndex.create(tmp_path)


def readings_of(sentences: list[tuple[str, str, float]]) -> list[Reading]:
    """Return readings of files that hold one line for each (source, sentence, score)."""
    texts: dict[str, str] = {}
    for source, sentence, _ in sentences:
        texts[source] = "\n".join(filter(None, (texts.get(source), sentence)))
    library: dict[str, Document] = library_of(texts)
    return [reading_of(library[source], sentence, score) for source, sentence, score in sentences]


def composed(
    question: str, sentences: list[tuple[str, str, float]], lexicon: Lexicon
) -> tuple[Point, ...]:
    return compose(Question.parse(question, lexicon), readings_of(sentences), lexicon)


def quoted(points: tuple[Point, ...]) -> Quotes:
    return [[(r.hit.passage.source, r.text) for r in point.readings] for point in points]


def test_no_reading_makes_no_point(lexicon: Lexicon) -> None:
    assert composed(HOW_MANY, [], lexicon) == ()


def test_near_duplicates_of_several_files_become_one_point(lexicon: Lexicon) -> None:
    points = composed(HOW_MANY, [("a.txt", TWELVE, 0.6), ("b.txt", TWELVE_AGAIN, 0.1)], lexicon)

    assert quoted(points) == [[("a.txt", TWELVE), ("b.txt", TWELVE_AGAIN)]]
    assert points[0].differs is None


def test_a_file_stands_for_a_sentence_once(lexicon: Lexicon) -> None:
    points = composed(HOW_MANY, [("b.txt", TWELVE_AGAIN, 0.5), ("b.txt", TWELVE, 0.5)], lexicon)

    assert quoted(points) == [[("b.txt", TWELVE_AGAIN)]]


def test_other_figures_stand_beside_the_best_whatever_their_score(lexicon: Lexicon) -> None:
    points = composed(
        HOW_MANY,
        [
            ("a.txt", TWELVE, 0.6),
            ("c.txt", EIGHTEEN, 0.2),
            ("d.txt", TWENTY, 0.1),
            ("b.txt", TWELVE_AGAIN, 0.05),
            ("e.txt", EIGHTEEN, 0.05),
        ],
        lexicon,
    )

    assert quoted(points) == [
        [("a.txt", TWELVE), ("b.txt", TWELVE_AGAIN)],
        [("c.txt", EIGHTEEN), ("e.txt", EIGHTEEN)],
        [("d.txt", TWENTY)],
    ]
    assert [p.differs for p in points] == [None, Difference.FIGURES, Difference.FIGURES]


OKAFOR = "The solar plant was designed by the engineer Ruth Okafor."


@pytest.mark.parametrize(
    ("question", "best", "further", "n_points"),
    [
        # another file names another answer
        (
            "Who designed the solar plant?",
            OKAFOR,
            ("b.txt", "Solar plant: Ada Bell designed it.", 0.3),
            2,
        ),
        # the same, but less than half as likely
        (
            "Who designed the solar plant?",
            OKAFOR,
            ("b.txt", "Solar plant: Ada Bell designed it.", 0.29),
            1,
        ),
        # the same, but from the same place
        (
            "Who designed the solar plant?",
            OKAFOR,
            ("a.txt", "Solar plant: Ada Bell designed it.", 0.5),
            1,
        ),
        # another file covers less of the question
        (
            "Who designed the solar plant?",
            OKAFOR,
            ("b.txt", "Solar panels amuse Ada Bell.", 0.5),
            1,
        ),
        # another file gives the same answer in other words
        (
            "Who designed the solar plant?",
            OKAFOR,
            ("b.txt", "Ruth Okafor drew plans for it.", 0.5),
            1,
        ),
        # another file holds no answer of the kind asked for
        ("Who designed the solar plant?", OKAFOR, ("b.txt", "The solar plant is near it.", 0.5), 1),
        # another file speaks of something else than the name asked for
        (
            "How tall is the Marlow tower?",
            "The Marlow tower is 60 metres tall.",
            ("b.txt", "The tower of Bree is 90 metres tall.", 0.5),
            1,
        ),
        # nothing but repetition, in a language without patterns
        ("什么是大熊猫？", "大熊猫 是 熊", ("b.txt", "大熊猫 是 熊 吗", 0.5), 1),
        ("什么是大熊猫？", "大熊猫 是 熊", ("b.txt", "生活 在 四川 山区", 0.5), 2),
        # one word
        (HOW_MANY, "Twelve.", ("b.txt", "12.", 0.5), 1),
        (HOW_MANY, "Twelve.", ("a.txt", "Eighteen.", 0.5), 1),
    ],
)
def test_a_further_sentence_must_add_something(
    lexicon: Lexicon, question: str, best: str, further: tuple[str, str, float], n_points: int
) -> None:
    points = composed(question, [("a.txt", best, 0.6), further], lexicon)

    texts = [point.readings[0].text for point in points]
    assert texts == [best, further[1]][:n_points]
    assert {point.differs for point in points} == {None}


FOUNDED = "The bakery of Marlow was founded in 1874."
LEADS = "Ada Bell leads the bakery of Marlow."


@pytest.mark.parametrize(
    ("question", "sentences", "expected"),
    [
        (
            "When was the bakery of Marlow founded and who leads it?",
            [("a.txt", FOUNDED, 0.8), ("a.txt", PANDAS, 0.1), ("a.txt", LEADS, 0.1)],
            [FOUNDED, LEADS],
        ),
        (
            "When was the bakery of Marlow founded and who leads it?",
            [("a.txt", FOUNDED, 0.9), ("a.txt", LEADS, 0.03)],  # not likely enough
            [FOUNDED],
        ),
        (
            # another file adds a name, but no part is open
            "Who leads the bakery of Marlow and who leads the bakery of Bree?",
            [
                ("a.txt", "Ada Bell leads the bakery of Marlow, Ann Lee the bakery of Bree.", 0.5),
                ("b.txt", "Ruth Okafor leads the bakery of Marlow to Bree.", 0.4),
            ],
            ["Ada Bell leads the bakery of Marlow, Ann Lee the bakery of Bree."],
        ),
        (
            # each part has its own name
            "When was the bakery of Marlow founded and who leads the bakery of Bree?",
            [("a.txt", FOUNDED, 0.6), ("a.txt", "Ann Lee leads the bakery of Bree.", 0.3)],
            [FOUNDED, "Ann Lee leads the bakery of Bree."],
        ),
        (
            # a part that names nobody, but says what it is about
            "When was the bakery of Marlow founded and which bear eats bamboo?",
            [("a.txt", FOUNDED, 0.6), ("a.txt", "The panda is a bear that eats bamboo.", 0.3)],
            [FOUNDED, "The panda is a bear that eats bamboo."],
        ),
        (
            # somebody else
            "When was the bakery of Marlow founded and who leads it?",
            [("a.txt", FOUNDED, 0.6), ("a.txt", "Ann Lee leads the bakery of Bree.", 0.3)],
            [FOUNDED],
        ),
        (
            "Who founded the bakery of Marlow and when?",
            [
                ("a.txt", "Ada Bell founded the bakery of Marlow in 1874.", 0.6),
                ("a.txt", FOUNDED, 0.4),
            ],
            ["Ada Bell founded the bakery of Marlow in 1874."],  # answers both parts
        ),
        (
            "Who founded the bakery of Marlow and when?",
            [("a.txt", "The bakery of Marlow: founded by Ada Bell.", 0.6), ("a.txt", FOUNDED, 0.4)],
            ["The bakery of Marlow: founded by Ada Bell.", FOUNDED],
        ),
        (
            "When was the bakery of Marlow founded?",
            [("a.txt", FOUNDED, 0.5), ("a.txt", LEADS, 0.5)],
            [FOUNDED],
        ),
    ],
)
def test_each_part_of_a_question_gets_its_sentence(
    lexicon: Lexicon, question: str, sentences: list[tuple[str, str, float]], expected: list[str]
) -> None:
    points = composed(question, sentences, lexicon)

    assert [point.readings[0].text for point in points] == expected


def test_a_list_question_gathers_new_items_even_of_one_file(lexicon: Lexicon) -> None:
    sentences = [
        ("a.txt", "Marlow trades with Norway.", 0.3),
        ("a.txt", "Marlow trades with Peru.", 0.25),
        ("a.txt", "Norway trades with Marlow much.", 0.2),  # nothing new
        ("b.txt", "Marlow trades with Chad and Peru.", 0.2),
        ("b.txt", "Marlow trades with Fiji.", 0.1),  # not likely enough
    ]

    points = composed("Which countries trade with Marlow?", sentences, lexicon)

    assert [point.readings[0].text for point in points] == [
        "Marlow trades with Norway.",
        "Marlow trades with Peru.",
        "Marlow trades with Chad and Peru.",
    ]


def test_a_list_ends_at_six(lexicon: Lexicon) -> None:
    names = ["Norway", "Peru", "Chad", "Fiji", "Mali", "Oman", "Cuba", "Togo"]
    sentences = [("a.txt", f"Marlow trades with {name}.", 0.125) for name in names]

    points = composed("Which countries trade with Marlow?", sentences, lexicon)

    assert len(points) == 6


def passage_reading(text: str, sentences: list[str], best: str) -> Reading:
    """Return the reading of one sentence of a passage that is a whole document."""
    places = [(text.index(s), text.index(s) + len(s)) for s in sentences]
    passage = replace(
        reading_of(library_of({"a.txt": best})["a.txt"], best, 0.9).hit.passage,
        end=len(text),
        text=text,
        sentences=tuple(places),
        places=(Place(line=1),) * len(places),
    )
    start = text.index(best)
    return replace(
        reading_of(library_of({"a.txt": best})["a.txt"], best, 0.9),
        hit=hit_of(passage),
        start=start,
        end=start + len(best),
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Why did the mill close?", ["The river fell. As a result, the mill closed."]),
        ("When did the mill close?", ["As a result, the mill closed."]),
        ("Which mills closed?", ["As a result, the mill closed."]),
    ],
)
def test_only_an_explanation_takes_in_its_neighbours(
    lexicon: Lexicon, question: str, expected: list[str]
) -> None:
    sentences = ["The river fell.", "As a result, the mill closed.", "Birds sing."]
    best = passage_reading(" ".join(sentences), sentences, sentences[1])

    points = compose(Question.parse(question, lexicon), [best], lexicon)

    assert [point.readings[0].text for point in points] == expected


@pytest.mark.parametrize("question", ["Which zones are there?", "What does each zone mean?"])
def test_a_sentence_that_leads_into_a_list_is_quoted_with_it(
    lexicon: Lexicon, question: str
) -> None:
    sentences = ["The zones are:", "Borderies", "Fins Bois"]
    best = passage_reading("The zones are:\n- Borderies\n- Fins Bois", sentences, sentences[0])
    other = readings_of([("b.txt", "Zones: Bons Bois.", 0.8)])

    points = compose(Question.parse(question, lexicon), [best, *other], lexicon)

    assert [point.readings[0].text for point in points] == sentences


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How is a permit bought?", ["Register.", "Apply.", "Pay."]),
        ("What are the steps to a permit?", ["Register.", "Apply.", "Pay."]),
        ("Where is a permit bought?", ["Apply."]),
    ],
)
def test_steps_are_told_in_their_order(question: str, expected: list[str]) -> None:
    lexicon = PlainLexicon()
    best = reading_in(
        "1. |Register.\n2. |Apply.\n3. |Pay.", "Apply.", heading="Permit bought: steps"
    )

    points = compose(Question.parse(question, lexicon), [best], lexicon)

    assert [point.readings[0].text for point in points] == expected


def test_how_something_is_done_takes_in_no_list_without_numbers() -> None:
    lexicon = PlainLexicon()
    best = reading_in("- |Register.\n- |Apply.", "Apply.", heading="Permit bought")

    [point] = compose(Question.parse("How is a permit bought?", lexicon), [best], lexicon)

    assert point.readings[0].text == "Apply."


def test_a_marked_answer_given_again_adds_nothing(lexicon: Lexicon) -> None:
    question = Question.parse("Who designed the solar plant?", lexicon)
    sentences = [OKAFOR, "Ruth Okafor, who designed the solar plant, met Ada Bell."]
    readings = readings_of([("a.txt", sentences[0], 0.5), ("b.txt", sentences[1], 0.5)])
    marked = [
        replace(r, span=(r.text.index("Ruth"), r.text.index("Okafor") + len("Okafor")))
        for r in readings
    ]

    assert [len(compose(question, given, lexicon)) for given in (readings, marked)] == [2, 1]
