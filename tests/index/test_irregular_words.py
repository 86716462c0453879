from collections import Counter
from pathlib import Path

import pytest

from index.irregular_words import irregular_words
from index.lexical import LexicalIndex
from index.matching import HeldTerms, matched_words, telling_words
from index.store import PassageStore
from index.types import SearchedText
from tests.index.builders import write
from tests.word_embedder import WordEmbedder

TEXTS = {
    1: "The ministers met in Lyon.",
    2: "They meet in spring.",
    3: "The company was founded in Lyon.",
    4: "Two women bought the mill.",
}


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    made = LexicalIndex.create(tmp_path)
    made.add((row, SearchedText(source=f"{row}.txt", text=text)) for row, text in TEXTS.items())
    return made


def rows(index: LexicalIndex, words: str) -> set[int]:
    return {row for row, _ in index.search(index.terms(words), 9)}


def test_each_form_belongs_to_one_word() -> None:
    counts = Counter(form for forms in irregular_words() for form in forms)

    assert [] == [form for form, n_words in counts.items() if n_words > 1]


@pytest.mark.parametrize("word", ["founded", "range", "these", "indicate", "vertical", "bounded"])
def test_a_regular_word_with_such_a_stem_stays_itself(index: LexicalIndex, word: str) -> None:
    bases = {term for forms in irregular_words() for term in index.terms(forms[0])}

    assert bases.isdisjoint(index.terms(word))


def test_a_rare_form_counts_no_more_than_the_word(tmp_path: Path) -> None:
    index = LexicalIndex.create(tmp_path)
    texts = [*("A strike began." for _ in range(20)), "A stricken ship."]
    index.add((n, SearchedText(source=f"{n}.txt", text=text)) for n, text in enumerate(texts))

    scores = dict(index.search(index.terms("strike"), 30))

    assert scores[20] == pytest.approx(scores[0], rel=0.01)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("met", {1, 2}),
        ("meeting", {1, 2}),
        ("founded", {3}),
        ("find", set()),
        ("woman", {4}),
        ("buys", {4}),
    ],
)
def test_a_word_finds_its_irregular_forms(
    index: LexicalIndex, words: str, expected: set[int]
) -> None:
    assert expected == rows(index, words)


def test_a_word_weighs_what_all_its_forms_do(index: LexicalIndex) -> None:
    [meet], [lyon] = index.terms("met"), index.terms("Lyon")

    assert index.weight(lyon) == index.weight(meet)  # in two passages each
    assert index.covered([meet], [1, 2, 3]) == {1: pytest.approx(1.0), 2: pytest.approx(1.0)}


def test_a_passage_matches_a_word_in_another_form(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, {"a.txt": "the ministers met by the river"})
    snapshot = store.current()
    [passage] = snapshot.catalog.passages([1]).values()

    telling = telling_words("Where did the ministers meet?", snapshot.lexical)
    assert matched_words(telling, HeldTerms.of(passage, snapshot.lexical)) == ("ministers", "meet")
