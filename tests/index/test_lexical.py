"""BM25 as its formula says, over words as people vary them."""

import math
from pathlib import Path

import pytest

from index.errors import StoreDamagedError
from index.lexical import LexicalIndex, places_of
from index.types import SearchedText

TEXTS = {
    "summit.txt": "The ministers signed agreements",
    "bread/rye.txt": "An agreement on rye bread and more bread",
    "bread/wheat/roll.txt": "Wheat rolls",
}


def filled(path: Path, texts: dict[str, str]) -> LexicalIndex:
    index = LexicalIndex.create(path)
    searched = (SearchedText(source=source, text=text) for source, text in texts.items())
    index.add(enumerate(searched, start=1))
    return index


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return filled(tmp_path, TEXTS)


def rows(index: LexicalIndex, query: str, *, places: tuple[str, ...] = ()) -> list[int]:
    return [row for row, _ in index.search(index.terms(query), 10, places=places)]


def test_terms_fold_case_accents_and_endings(index: LexicalIndex) -> None:
    assert index.terms("Agreements, AGREED: café!") == ["agreement", "agre", "cafe"]


def test_scores_follow_the_formula_of_bm25(index: LexicalIndex) -> None:
    k1, b = 1.2, 0.75
    mean_length = (5 + 9 + 3) / 3  # the name of the file counts too
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    frequency = 2 / (2 + k1 * (1 - b + b * 9 / mean_length))

    [(row, score)] = index.search(index.terms("bread"), 10)

    assert row == 2
    assert score == pytest.approx(idf * frequency * (k1 + 1), rel=1e-3)
    assert index.weight("bread") == pytest.approx(idf)


def test_any_word_of_the_query_brings_a_passage(index: LexicalIndex) -> None:
    assert rows(index, "agreements signed") == [1, 2]
    assert rows(index, "wheat") == [3]
    assert rows(index, "volcano") == []
    assert rows(index, "?!") == []


def test_covered_is_the_share_of_squared_weights(index: LexicalIndex) -> None:
    terms = index.terms("bread agreement volcano")
    common, rare, unknown = (index.weight(t) ** 2 for t in ("agreement", "bread", "volcano"))
    whole = common + rare + unknown

    assert index.covered(terms, [1, 2, 3]) == {
        1: pytest.approx(common / whole),
        2: pytest.approx((common + rare) / whole),
    }
    assert index.covered(terms, [1]) == {1: pytest.approx(common / whole)}
    assert index.covered([], [1]) == index.covered(terms, []) == {}


def test_further_terms_count_by_their_share(index: LexicalIndex) -> None:
    [agreement], [bread] = index.terms("agreement"), index.terms("bread")
    whole = dict(index.search([bread], 9))
    common, rare = index.weight(agreement) ** 2, index.weight(bread) ** 2

    assert dict(index.search([], 9, shares={bread: 0.25})) == pytest.approx(
        {row: 0.25 * score for row, score in whole.items()}
    )
    assert index.covered([agreement], [1, 2], shares={bread: 0.25}) == {
        1: pytest.approx(common / (common + 0.25 * rare)),
        2: pytest.approx(1.0),
    }
    assert index.covered([agreement], [1], shares={agreement: 0.25}) == {1: pytest.approx(1.0)}


def test_thousands_of_terms_are_covered_by_their_share(index: LexicalIndex) -> None:
    [bread], [agreement] = index.terms("bread"), index.terms("agreement")
    unknown = [f"unknown{number}" for number in range(5_000)]
    whole = sum(index.weight(term) ** 2 for term in [bread, agreement, *unknown])

    found = index.covered([bread, *unknown, agreement], [1, 2, 3])

    assert found[1] == pytest.approx(index.weight(agreement) ** 2 / whole)
    assert found[2] == pytest.approx(
        (index.weight(agreement) ** 2 + index.weight(bread) ** 2) / whole
    )


def test_a_word_said_twice_counts_twice(index: LexicalIndex) -> None:
    [bread] = index.terms("bread")
    once = dict(index.search([bread], 9))

    assert dict(index.search([bread, bread], 9)) == pytest.approx(
        {row: 2 * score for row, score in once.items()}
    )


def test_a_filter_takes_files_and_folders(index: LexicalIndex) -> None:
    assert rows(index, "agreement wheat", places=("bread",)) == [3, 2]
    assert rows(index, "agreement wheat", places=("bread/rye.txt",)) == [2]
    assert rows(index, "agreement wheat", places=("bread/wheat", "summit.txt")) == [3, 1]
    assert rows(index, "agreement", places=("bre",)) == []


def test_a_file_is_found_by_its_name(index: LexicalIndex) -> None:
    assert rows(index, "summit") == [1]


def test_an_unknown_word_weighs_most(index: LexicalIndex) -> None:
    assert index.weight("volcano") == pytest.approx(math.log(1 + 3.5 / 0.5))
    assert index.weight("volcano") > index.weight("bread") > index.weight("agreement")


def test_what_was_added_is_found_after_opening_again(index: LexicalIndex, tmp_path: Path) -> None:
    again = LexicalIndex.open(tmp_path)

    assert again.search(["bread"], 5) == index.search(["bread"], 5)
    assert len(again) == 3


def test_a_folder_without_an_index_is_damage(tmp_path: Path) -> None:
    with pytest.raises(StoreDamagedError):
        LexicalIndex.open(tmp_path / "nothing")


def test_a_source_lies_in_every_folder_above_it() -> None:
    assert places_of("a/b/c.txt") == ("a/b/c.txt", "a/b", "a")
    assert places_of('odd "name" <b>.txt') == ('odd "name" <b>.txt',)
