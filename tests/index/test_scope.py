"""A search is over the files and days that were named; a text that is there twice is found once."""

from datetime import date
from pathlib import Path

import pytest

from index.errors import SourceNotFoundError
from index.scope import sources_within
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from tests.index.builders import library
from tests.word_embedder import WordEmbedder

NEWS = {
    "old/2024-05-01-bridge.txt": "The bridge over the river opened.",
    "new/2025-06-01-bridge.txt": "The bridge over the river was closed.",
    "undated.txt": "A bridge is a road over a river.",
}
LONG = "\n\n".join(
    f"The boat number {n} went down the river on day {n} with {n * 3} sacks of flour and bread."
    for n in range(1, 30)
)


def store_of(tmp_path: Path, embedder: WordEmbedder, texts: dict[str, str]) -> PassageStore:
    folder = library(tmp_path / "docs", texts)
    store = PassageStore.open_or_create(tmp_path / "store", embedder.identity)
    sync(folder, store, embedder)
    return store


def sources_of(store: PassageStore, embedder: WordEmbedder, **scope: object) -> list[str]:
    retriever = Retriever(store.current(), embedder)
    hits = retriever.search("river bridge", 10, **scope)  # type: ignore[arg-type]
    return sorted(hit.passage.source for hit in hits)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2025, 1, 1), None, ["new/2025-06-01-bridge.txt"]),
        (None, date(2025, 1, 1), ["old/2024-05-01-bridge.txt"]),
        (date(2025, 6, 1), date(2025, 6, 1), ["new/2025-06-01-bridge.txt"]),
        (date(2026, 1, 1), None, []),
        (date(2000, 1, 1), None, ["new/2025-06-01-bridge.txt", "old/2024-05-01-bridge.txt"]),
    ],
)
def test_only_documents_of_those_days_are_searched(
    tmp_path: Path,
    word_embedder: WordEmbedder,
    since: date | None,
    until: date | None,
    expected: list[str],
) -> None:
    store = store_of(tmp_path, word_embedder, NEWS)

    assert sources_of(store, word_embedder, since=since, until=until) == expected


def test_days_and_places_narrow_each_other(tmp_path: Path, word_embedder: WordEmbedder) -> None:
    store = store_of(tmp_path, word_embedder, NEWS)

    found = sources_of(store, word_embedder, sources=["old"], since=date(2025, 1, 1))

    assert found == []


def test_nothing_named_is_everything(tmp_path: Path, word_embedder: WordEmbedder) -> None:
    store = store_of(tmp_path, word_embedder, NEWS)

    assert sources_within(store.current().catalog, (), None, None) is None


def test_a_place_that_is_not_there_is_named(tmp_path: Path, word_embedder: WordEmbedder) -> None:
    store = store_of(tmp_path, word_embedder, NEWS)

    with pytest.raises(SourceNotFoundError, match="found 'nowhere'"):
        sources_within(store.current().catalog, ["new", "nowhere"], None, None)


def test_a_text_that_is_there_twice_is_found_once(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    store = store_of(tmp_path, word_embedder, {"a.txt": LONG, "b/copy.txt": LONG, "c.txt": "bread"})
    retriever = Retriever(store.current(), word_embedder)

    hits = retriever.search("boat on the river with bread", 10)

    assert {hit.passage.source for hit in hits} == {"a.txt", "c.txt"}
    assert {hit.reprints for hit in hits if hit.passage.source == "a.txt"} == {("b/copy.txt",)}
    assert {hit.reprints for hit in hits if hit.passage.source == "c.txt"} == {()}


def test_where_only_the_reprint_is_asked_for_it_is_found(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    store = store_of(tmp_path, word_embedder, {"a.txt": LONG, "b/copy.txt": LONG})
    retriever = Retriever(store.current(), word_embedder)

    hits = retriever.search("boat on the river", 10, sources=["b"])

    assert {hit.passage.source for hit in hits} == {"b/copy.txt"}
    assert {hit.reprints for hit in hits} == {()}


def test_what_only_a_reprint_says_is_found_in_it(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    copy = f"{LONG}\n\nCorrection: the bridge was old."
    store = store_of(tmp_path, word_embedder, {"a.txt": LONG, "b.txt": copy})
    retriever = Retriever(store.current(), word_embedder)

    [best, *_] = retriever.search("old bridge", 10)

    assert best.passage.source == "b.txt"
    assert "Correction" in best.passage.text
