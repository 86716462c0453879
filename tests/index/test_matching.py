"""Which words of a query a passage has, where, and in which sentence most of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.matching import (
    HeldTerms,
    matched_ranges,
    matched_words,
    nearest_quote,
    says,
    sentence_in,
    telling_words,
)
from index.store import PassageStore
from index.types import Place, Quote
from tests.index.builders import write
from tests.word_embedder import WordEmbedder


def test_of_two_sentences_the_one_with_more_of_the_query_is_nearest(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, {"a.txt": "river boat bridge water"})
    passage = replace(
        store.current().catalog.passages([1])[1],
        sentences=((0, 10), (11, 23)),
        places=(Place(line=1), Place(line=2)),
    )

    held = HeldTerms.of(passage, store.current().lexical)
    found = nearest_quote({"bridg": 1.0, "water": 1.0}, passage, held)

    assert found == Quote(start=11, end=23, place=Place(line=2))


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("He lit seven lamps that night.", "| he *lit* | seven\nlamps that night |", True),
        ("He lit seven lamps that night.", "he lit seven lamps that nights", False),
        ("seven lamps that night", "he lit seven lamps that night", False),
        (
            "鍛冶屋は望遠鏡を松本の商人から買った。",
            "雨。鍛冶屋は望遠鏡を松本の商人から買った。",
            True,
        ),
        ("...", "he lit...", False),
        ("Who lit the lamps that night?", "who lit the lamps that night?", False),
    ],
)
def test_a_query_as_long_as_a_sentence_is_looked_for_word_for_word(
    query: str, text: str, expected: bool
) -> None:
    assert says(text, sentence_in(query)) == expected


def test_matched_words_are_found_where_they_stand_whatever_their_endings(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, {"a.txt": "bread\nthe old bridge over the Water"})
    lexicon = store.current().lexical
    passage = store.current().catalog.passages([2])[2]

    telling = telling_words("Which BRIDGES cross the water?", lexicon)
    words = matched_words(telling, HeldTerms.of(passage, lexicon))
    ranges = matched_ranges(words, passage, lexicon)

    document = store.current().catalog.document("a.txt")
    assert document is not None
    assert words == ("BRIDGES", "water")
    assert [document.text[start:end] for start, end in ranges] == ["bridge", "Water"]


def test_every_word_of_a_passage_is_held_once(tmp_path: Path, word_embedder: WordEmbedder) -> None:
    store = PassageStore.open_or_create(tmp_path, word_embedder.identity)
    write(store, word_embedder, {"a.txt": "river boat, bridge and water"})
    passage = replace(
        store.current().catalog.passages([1])[1],
        title="Craft",
        heading="Rivers",
        sentences=((6, 10), (12, 18)),
        places=(Place(line=1), Place(line=2)),
    )

    held = HeldTerms.of(passage, store.current().lexical)

    assert held.sentences == [["boat"], ["bridg"]]
    assert held.elsewhere == ["craft", "river", "river", "and", "water"]
