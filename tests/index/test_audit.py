"""Every character that was found is kept in a passage or dropped for a reason."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.audit import accounts, merged, totals
from index.catalog import Catalog
from index.store import PassageStore
from index.syncing import sync
from index.types import Skipped, SyncReport
from tests.index.builders import library
from tests.word_embedder import WordEmbedder

PAGE = """<html><body><nav><a href="/">Home</a> <a href="/x">More</a></nav><article>
<h1>Ferries</h1><p>{text}</p></article><footer>All rights reserved</footer></body></html>"""

TEXT = "The ferry leaves at nine in the morning. It carries forty cars and their drivers. " * 4


def synced(
    tmp_path: Path, embedder: WordEmbedder, texts: dict[str, str]
) -> tuple[Catalog, SyncReport, PassageStore]:
    folder = library(tmp_path / "docs", texts)
    store = PassageStore.open_or_create(tmp_path / "store", embedder.identity)
    report = sync(folder, store, embedder)
    return store.current().catalog, report, store


def n_characters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def test_an_account_says_what_was_kept_and_why_the_rest_was_dropped(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    texts = {"a.md": f"---\ntitle: Boats\n---\n\n{TEXT}\n", "b.html": PAGE.format(text=TEXT)}
    catalog, report, _store = synced(tmp_path, word_embedder, texts)

    markdown, page = accounts(catalog, report.skipped)

    assert markdown.n_found == n_characters(texts["a.md"])
    assert markdown.dropped == {"front matter": n_characters("---title: Boats---")}
    assert markdown.n_kept == n_characters(TEXT)
    assert page.dropped == {"boilerplate": n_characters("Home More All rights reserved")}
    assert page.n_found == page.n_kept + page.n_dropped
    assert (markdown.encoding, markdown.n_passages) == ("utf-8", 1)


def test_a_file_that_was_skipped_is_there_with_its_reason(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    catalog, report, _store = synced(tmp_path, word_embedder, {"a.txt": TEXT, "b.txt": ""})
    link = Skipped(source="link", reason="is a link")

    found = list(accounts(catalog, [*report.skipped, link]))

    assert [account.source for account in found] == ["a.txt", "b.txt", "link"]
    assert [bool(account.skipped) for account in found] == [False, True, True]
    assert found[1].skipped.startswith("Expected text in 'b.txt', found an empty file")
    assert found[2].n_found == 0


def test_a_reprint_names_the_first_print(tmp_path: Path, word_embedder: WordEmbedder) -> None:
    long = " ".join(f"word{i}" for i in range(300))
    texts = {"a.txt": long, "b.txt": f"{long} reprinted", "c.txt": TEXT}
    catalog, report, _store = synced(tmp_path, word_embedder, texts)

    found = list(accounts(catalog, report.skipped))

    assert [account.same_as for account in found] == ["", "a.txt", ""]
    assert totals(found).n_same == 1


def test_totals_are_sums(tmp_path: Path, word_embedder: WordEmbedder) -> None:
    texts = {"a.txt": TEXT, "b.html": PAGE.format(text=TEXT), "c.txt": ""}
    catalog, report, _store = synced(tmp_path, word_embedder, texts)
    found = list(accounts(catalog, report.skipped))

    sums = totals(found)

    assert (sums.n_files, sums.n_skipped) == (3, 1)
    assert sums.n_found == sum(account.n_found for account in found)
    assert sums.n_kept + sum(sums.dropped.values()) == sums.n_found
    assert sums.n_passages == sum(account.n_passages for account in found)


def test_text_that_reached_no_passage_shows_as_lost(
    tmp_path: Path, word_embedder: WordEmbedder
) -> None:
    _catalog, report, store = synced(tmp_path, word_embedder, {"a.txt": TEXT})
    store.close()
    writing = Catalog.open(tmp_path / "store" / "catalog.sqlite")
    writing.run("UPDATE passages SET start = start + 4 WHERE row = 1")

    [account] = accounts(writing, report.skipped)

    assert account.n_found - account.n_kept - account.n_dropped == n_characters(TEXT[:4])


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], []),
        ([(0, 5), (3, 8), (8, 9), (12, 14)], [(0, 9), (12, 14)]),
        ([(4, 6), (0, 10)], [(0, 10)]),
    ],
)
def test_ranges_are_merged(ranges: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert merged(ranges) == expected


@settings(max_examples=15, deadline=None)
@given(
    suffix=st.sampled_from([".txt", ".md", ".html"]),
    text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300),
    seed=st.integers(0, 1000),
)
def test_whatever_is_found_is_kept_or_dropped(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, text: str, seed: int
) -> None:
    embedder = WordEmbedder()
    lines = [text, TEXT, "# Heading", "<!-- note -->", "| a | b |", "|---|---|", "| c | d |", ""]
    random.Random(seed).shuffle(lines)
    texts = {f"a{suffix}": "\n".join(lines), "b.txt": TEXT}
    catalog, report, store = synced(tmp_path_factory.mktemp("audit"), embedder, texts)

    for account in accounts(catalog, report.skipped):
        assert account.n_found == account.n_kept + account.n_dropped
    store.close()
