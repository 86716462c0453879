"""A library's own questions are answered by the sentence they were made of."""

from qa.features import SentenceWords
from qa.self_questions import make_questions
from tests.index.builders import document_of, passages_of
from tests.qa.plain_lexicon import PlainLexicon

LEXICON = PlainLexicon()
TEXT = "\n".join(
    [
        "The solar plant of Marlow near the old quarry opened for visitors in May 2019.",
        "About 900 homes around the northern valley get their power from its panels.",
        "It was quiet.",
        "The engineer Ruth Okafor designed the storage hall beside the railway station.",
    ]
)
PASSAGES = [*passages_of(document_of("solar.txt", TEXT))]


def made(seed=0, n_questions=10):
    return make_questions(PASSAGES, LEXICON, n_questions, seed)


def test_the_answer_stands_in_a_sentence_and_not_in_the_question():
    for seed in range(20):
        for question in made(seed):
            assert question.answer in TEXT
            terms = set(SentenceWords(question.answer, LEXICON).terms)
            assert terms.isdisjoint(SentenceWords(question.question, LEXICON).terms)


def test_a_question_has_words_of_one_sentence_in_their_order():
    for question in made():
        words = question.question.rstrip("?").split()
        telling = [word for word in words if word in TEXT.replace(".", "").split()]
        [line] = [line for line in TEXT.splitlines() if question.answer in line]
        places = [line.index(word) for word in telling]
        assert len(telling) >= 4
        assert places == sorted(places)


def test_a_sentence_without_an_answer_is_not_asked_about():
    assert all("quiet" not in question.question for seed in range(20) for question in made(seed))


def test_a_seed_gives_the_same_questions_and_another_gives_others():
    assert made(1) == made(1)
    assert len({tuple(q.question for q in made(seed)) for seed in range(10)}) > 1


def test_no_more_questions_are_made_than_are_wanted():
    assert len(made(n_questions=2)) == 2
    assert make_questions([], LEXICON, 5, 0) == []
