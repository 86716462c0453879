"""Hits in fused order, each with a true account of why it is there."""

import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index.errors import SourceNotFoundError, StoreDamagedError
from index.fusion import COVERED_WEIGHT, DENSE_WEIGHT, LEXICAL_WEIGHT
from index.lexical import LexicalIndex
from index.search import LIKELY_SHARE, Retriever
from index.store import PassageStore
from index.types import EmbeddingMatrix, Leg, Place, Quote, Said
from tests.index.builders import write
from tests.word_embedder import WordEmbedder

TEXTS = {
    "rivers/craft.txt": "river boat\nthe old bridge over water",
    "rivers/notes.txt": "river river river",
    "bread.txt": "bread and flour",
}


@pytest.fixture
def retriever(tmp_path: Path, word_embedder: WordEmbedder) -> Retriever:
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, TEXTS)
    return Retriever(store.current(), word_embedder)


def test_the_fused_score_is_the_convex_sum_of_scaled_scores(retriever: Retriever) -> None:
    hits = retriever.search("boat", 4)

    best = hits[0]
    assert best.passage.text == "river boat"
    assert best.score == pytest.approx(1.0)
    assert best.cosine == pytest.approx(math.sqrt(0.5), abs=1e-3)
    assert best.dense == Leg(rank=1, score=best.cosine)
    assert best.lexical is not None
    assert best.lexical.rank == 1
    assert {hit.score for hit in hits[1:]} == {0.0}


def test_each_scale_has_its_weight(retriever: Retriever) -> None:
    scores = {h.passage.text: h.score for h in retriever.search("old river", 4)}
    cosines = {"river boat": math.sqrt(0.5), "river river river": 1.0, "bread and flour": 0.0}
    hits = {h.passage.text: h for h in retriever.search("old river", 4)}
    bm25 = {text: h.lexical.score if h.lexical else 0.0 for text, h in hits.items()}
    old, river = (math.log(1 + (4 - n + 0.5) / (n + 0.5)) ** 2 for n in (1, 2))

    for text, cosine in cosines.items():
        covered = river / (old + river) if "river" in text else 0.0
        expected = (
            DENSE_WEIGHT * cosine
            + LEXICAL_WEIGHT * bm25[text] / max(bm25.values())
            + COVERED_WEIGHT * covered
        )
        assert scores[text] == pytest.approx(expected, abs=1e-3)


def test_a_sentence_searched_for_word_for_word_comes_first(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    sentence = "The river boat went under the old bridge."
    texts = {
        "long.txt": f"{'bread and flour, ' * 12} {sentence} {'Bread and flour! ' * 12}",
        "like.txt": "The river boat went over the old water.",
        "mixed.txt": "Under the bridge went the old river boat.",
    }
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, texts)
    retriever = Retriever(store.current(), word_embedder)

    hits = retriever.search(sentence.upper(), 3)

    assert [h.passage.source for h in hits] == ["long.txt", "mixed.txt", "like.txt"]
    assert hits[0].score == 1.0
    assert retriever.search("the old bridge", 3)[0].passage.source == "mixed.txt"


def test_the_only_mention_of_a_name_comes_before_passages_of_like_form(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    names = [f"Name{n}" for n in range(40)]
    texts = {f"{name}.txt": "The medal went to the surveyor." for name in names}
    texts["long.txt"] = "Bread was baked of flour and water, and much later Vezakebi had a medal."
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, texts)

    [best] = Retriever(store.current(), word_embedder).search("the surveyor Vezakebi's medal", 1)

    assert best.passage.source == "long.txt"


def test_scores_fall_and_ranks_count_from_one(retriever: Retriever) -> None:
    hits = retriever.search("river bridge flour", 10)

    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_fewer_hits_are_the_beginning_of_more(retriever: Retriever) -> None:
    assert retriever.search("river bread", 2) == retriever.search("river bread", 4)[:2]


def test_a_hit_shows_the_place_of_its_nearest_sentence(retriever: Retriever) -> None:
    [best, *_] = retriever.search("Which bridges cross the water?", 1)

    start, end = best.passage.start, best.passage.end
    assert best.nearest == Quote(start=start, end=end, place=Place(line=2))


def test_matched_words_are_spelled_as_the_query_spells_them(retriever: Retriever) -> None:
    [best, *_] = retriever.search("Which BRIDGES cross the water?", 1)

    assert best.passage.text == "the old bridge over water"
    assert best.matched[0] == "BRIDGES"
    assert "water" in best.matched
    assert "cross" not in best.matched


def test_a_passage_only_one_search_brings_says_so(retriever: Retriever) -> None:
    hits = retriever.search("old", 4)

    assert hits[0].passage.text == "the old bridge over water"
    assert [hit.lexical is not None for hit in hits] == [True, False, False, False]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (["rivers"], {"rivers/craft.txt", "rivers/notes.txt"}),
        (["rivers/notes.txt"], {"rivers/notes.txt"}),
        (["bread.txt", "rivers/notes.txt"], {"bread.txt", "rivers/notes.txt"}),
    ],
)
def test_a_filter_keeps_to_its_files_and_folders(
    retriever: Retriever, sources: list[str], expected: set[str]
) -> None:
    hits = retriever.search("bread river", 10, sources=sources)

    assert {hit.passage.source for hit in hits} == expected


def test_a_filter_that_names_nothing_is_an_error(retriever: Retriever) -> None:
    with pytest.raises(SourceNotFoundError, match="found 'river'"):
        retriever.search("boat", 3, sources=["river"])


def test_an_empty_library_has_no_hits(tmp_path: Path, word_embedder: WordEmbedder) -> None:
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)

    assert Retriever(store.current(), word_embedder).search("river", 5) == ()


def test_words_that_are_only_likely_meant_count_by_their_share(retriever: Retriever) -> None:
    said = Said(text="boat", likely="boat bread", shares={"bread": 0.5})
    both = {h.passage.text: h for h in retriever.search("boat", 4, said=said)}
    boat, bread = (
        {h.passage.text: h.lexical.score for h in retriever.search(word, 4) if h.lexical}
        for word in ("boat", "bread")
    )
    weight = math.log(1 + 3.5 / 1.5)

    assert {text: h.lexical.score for text, h in both.items() if h.lexical} == pytest.approx(
        boat | {text: score * LIKELY_SHARE * 0.5 for text, score in bread.items()}
    )
    held = both["bread and flour"].score - LEXICAL_WEIGHT * LIKELY_SHARE * 0.5 * (
        bread["bread and flour"] / boat["river boat"]
    )
    cosines = [h.cosine for h in both.values()]
    scaled = (both["bread and flour"].cosine - min(cosines)) / (max(cosines) - min(cosines))
    share = 0.5 * LIKELY_SHARE * weight**2 / (weight**2 + 0.5 * LIKELY_SHARE * weight**2)
    assert held == pytest.approx(DENSE_WEIGHT * scaled + COVERED_WEIGHT * share)


def test_the_vector_leans_to_what_was_said(retriever: Retriever) -> None:
    [best] = retriever.search("boat", 1, said=Said(text="boat", likely="bread", shares={}))

    # unit vectors of one word each: a passage of one of two words has half of the sum's square
    length = math.sqrt(1 + LIKELY_SHARE**2)
    assert best.passage.text == "river boat"
    assert best.cosine == pytest.approx(math.sqrt(0.5) / length, abs=1e-3)


def test_words_are_looked_up_while_the_query_is_encoded(
    tmp_path: Path, word_embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, TEXTS)
    snapshot, are_looked_up = store.current(), threading.Event()
    lexical_search = snapshot.lexical.search

    def told_search(*args: Any, **options: Any) -> list[tuple[int, float]]:
        are_looked_up.set()
        return lexical_search(*args, **options)

    class WaitingEmbedder(WordEmbedder):
        def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
            assert are_looked_up.wait(10.0)
            return super().embed_queries(queries)

    monkeypatch.setattr(snapshot.lexical, "search", told_search)
    [best] = Retriever(snapshot, WaitingEmbedder()).search("boat", 1)

    assert best.passage.text == "river boat"


def test_what_goes_wrong_with_the_words_is_told(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: Any, **__: Any) -> None:
        raise StoreDamagedError("the words are gone")

    monkeypatch.setattr(LexicalIndex, "search", damaged)

    with pytest.raises(StoreDamagedError, match="the words are gone"):
        retriever.search("boat", 1)
