"""A library's dense index changes its kind with its size, and nothing else changes with it."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import dense_choice
from index.derived import recall_of
from index.doctor import examine
from index.erasure import files_left, removed_of
from index.search import Retriever
from index.store import PassageStore, Snapshot, parts_of
from index.syncing import sync
from index.types import EmbeddingMatrix, Recall
from tests.word_embedder import WordEmbedder

pytestmark = pytest.mark.filterwarnings("ignore")

EXACT_UP_TO = 400
N_TOPICS = 40


class TopicEmbedder(WordEmbedder):
    """Places texts around forty topics, as texts lie, each in a direction of its own."""

    def __init__(self) -> None:
        super().__init__(tuple(f"axis{n}" for n in range(95)), name="topics")

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        return np.concatenate([_near_its_topic(text) for text in queries])

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        self.texts_embedded.extend(texts)
        return self.embed_queries(texts)


def _near_its_topic(text: str) -> EmbeddingMatrix:
    number = int(text.split()[1].rstrip(".?"))
    topic = np.random.default_rng(number % N_TOPICS).normal(size=(1, 96))
    row = topic + 0.6 * np.random.default_rng([number, 1]).normal(size=(1, 96))
    unit: EmbeddingMatrix = (row / np.linalg.norm(row)).astype(np.float32)
    return unit


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries of a few hundred passages are large here."""
    monkeypatch.setattr(dense_choice, "EXACT_UP_TO", EXACT_UP_TO)
    monkeypatch.setattr(dense_choice, "N_CANDIDATES", 20)


class Library:
    def __init__(self, folder: Path) -> None:
        self.docs = folder / "docs"
        self.docs.mkdir()
        self.embedder = TopicEmbedder()
        self.store = PassageStore.open_or_create(folder / "store", self.embedder.identity)

    def hold(self, numbers: range) -> None:
        """Have exactly one file for each number."""
        names = {f"{number}.txt": number for number in numbers}
        for path in self.docs.iterdir():
            if path.name not in names:
                path.unlink()
        for name, number in names.items():
            if not (self.docs / name).exists():
                (self.docs / name).write_text(f"Lot {number} is sold.")
        sync(self.docs, self.store, self.embedder)

    def now(self) -> Snapshot:
        return self.store.current()

    @property
    def recall(self) -> Recall | None:
        derived = parts_of(self.store.folder)[1]
        return recall_of(derived / str(self.now().generation))

    def nearest(self, number: int, n: int = 10, **scope: Sequence[str]) -> list[str]:
        """Return the files nearest to a number's text by meaning alone."""
        hits = Retriever(self.now(), self.embedder).search(f"Lot {number}", 200, **scope)  # type: ignore[arg-type]
        ranked = sorted(
            (hit.dense.rank, hit.passage.source) for hit in hits if hit.dense is not None
        )
        return [source for _, source in ranked[:n]]

    def truly_nearest(self, number: int, among: Sequence[str] = ()) -> list[str]:
        catalog = self.now().catalog
        rows = catalog.rows(among)
        cosines = catalog.vectors(rows) @ self.embedder.embed_queries([f"Lot {number}"])[0]
        best = [rows[n] for n in np.argsort(-cosines, kind="stable")[:10]]
        passages = catalog.passages(best)
        return [passages[row].source for row in best]


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    return Library(tmp_path)


def test_a_small_library_is_compared_as_a_whole(shelf: Library) -> None:
    shelf.hold(range(EXACT_UP_TO))

    assert shelf.now().dense.is_exact
    assert shelf.recall is None


def test_a_large_library_becomes_a_graph_and_its_recall_known(shelf: Library) -> None:
    shelf.hold(range(EXACT_UP_TO + 200))

    recall = shelf.recall
    assert recall is not None
    assert not shelf.now().dense.is_exact
    assert (recall.n_rows, recall.n_asked) == (600, 200)
    assert recall.breadth == shelf.now().dense.breadth < recall.n_rows
    found = [
        len(set(shelf.nearest(number)).intersection(shelf.truly_nearest(number))) / 10
        for number in range(0, 600, 12)
    ]
    assert recall.share >= dense_choice.LEAST_RECALL
    assert np.mean(found) == pytest.approx(recall.share, abs=0.03)
    assert examine(shelf.store.folder, shelf.embedder).recall == recall


def test_texts_that_say_the_same_do_not_widen_the_search(shelf: Library) -> None:
    for number in range(60):  # more of one vector than a search has candidates
        (shelf.docs / f"again {number}.txt").write_text(f"Lot 7 is sold {number} times.")
    for number in range(600):
        (shelf.docs / f"{number}.txt").write_text(f"Lot {number} is sold.")
    sync(shelf.docs, shelf.store, shelf.embedder)

    assert shelf.recall is not None
    assert shelf.recall.share >= dense_choice.LEAST_RECALL
    assert shelf.recall.breadth < 100


def test_a_search_has_no_more_in_view_than_is_quick(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_choice, "LEAST_RECALL", 1.1)
    monkeypatch.setattr(dense_choice, "_MOST_BREADTH", 50)

    shelf.hold(range(600))

    assert shelf.recall is not None
    assert 50 <= shelf.recall.breadth < 65


def test_hits_of_a_graph_come_by_exact_cosines(shelf: Library) -> None:
    shelf.hold(range(EXACT_UP_TO + 200))
    catalog = shelf.now().catalog

    hits = Retriever(shelf.now(), shelf.embedder).search("Lot 33", 20)

    exact = {
        catalog.passages([row])[row].source: float(
            vector @ shelf.embedder.embed_queries(["Lot 33"])[0]
        )
        for row, vector in zip(catalog.rows(), catalog.vectors(catalog.rows()), strict=True)
    }
    expected = [exact[h.passage.source] for h in hits]
    assert [h.cosine for h in hits] == pytest.approx(expected, abs=1e-5)
    by_rank = sorted((h.dense.rank, h.cosine) for h in hits if h.dense)
    assert [cosine for _, cosine in by_rank] == sorted([c for _, c in by_rank], reverse=True)


def test_few_files_of_a_large_library_are_searched_as_a_whole(shelf: Library) -> None:
    shelf.hold(range(EXACT_UP_TO + 200))
    far = [f"{number}.txt" for number in range(1, 600, 40)]  # one topic; the query is of another

    assert shelf.nearest(500, sources=far) == shelf.truly_nearest(500, far)


@pytest.mark.parametrize("numbers", [range(500), range(100, 600), range(1_150)])
def test_a_library_that_changes_a_little_keeps_its_graph(shelf: Library, numbers: range) -> None:
    shelf.hold(range(600))
    before = shelf.recall

    shelf.hold(numbers)

    assert shelf.recall == before
    assert shelf.now().dense.rows == shelf.now().catalog.rows()
    assert examine(shelf.store.folder, shelf.embedder).sound
    middle = numbers[len(numbers) // 2]
    assert shelf.nearest(middle)[0] == f"{middle}.txt"


def test_passages_that_stay_in_an_edited_file_keep_their_places(shelf: Library) -> None:
    shelf.hold(range(600))
    for edit in range(5):
        (shelf.docs / "7.txt").write_text(f"Lot 7 is sold for {edit} crowns.")
        sync(shelf.docs, shelf.store, shelf.embedder)

    assert shelf.now().dense.n_idle == 0
    assert shelf.now().dense.rows == shelf.now().catalog.rows()
    assert shelf.nearest(7)[0] == "7.txt"
    assert examine(shelf.store.folder, shelf.embedder).sound

    (shelf.docs / "7.txt").write_text("Lot 900 is sold.")
    sync(shelf.docs, shelf.store, shelf.embedder)

    assert shelf.now().dense.n_idle == 1
    assert "7.txt" not in shelf.nearest(7, 3)
    assert shelf.nearest(900)[0] == "7.txt"


@pytest.mark.parametrize("numbers", [range(150), range(1_250), range(200, 650)])
def test_another_kind_or_graph_needs_no_embedding(shelf: Library, numbers: range) -> None:
    shelf.hold(range(600))
    before = shelf.recall
    shelf.embedder.texts_embedded.clear()

    shelf.hold(numbers)

    assert shelf.recall != before
    assert shelf.now().dense.is_exact == (len(numbers) <= EXACT_UP_TO)
    assert len(shelf.embedder.texts_embedded) == len(set(numbers).difference(range(600)))
    assert examine(shelf.store.folder, shelf.embedder).sound


def test_nothing_of_a_removed_vector_is_left_in_the_graph(shelf: Library) -> None:
    shelf.hold(range(600))
    now = shelf.now()
    [document_id] = now.catalog.run("SELECT document_id FROM documents WHERE source = '7.txt'")[0]
    removed = removed_of(now.catalog, [document_id])
    [code] = now.dense.codes(now.catalog.vectors(now.catalog.rows(["7.txt"])))
    [before] = parts_of(shelf.store.folder)[1].glob("*/dense.faiss")
    assert code.tobytes() in before.read_bytes()
    del now

    shelf.hold(range(8, 600))

    [after] = parts_of(shelf.store.folder)[1].glob("*/dense.faiss")
    assert shelf.recall is not None
    assert code.tobytes() not in after.read_bytes()
    after.write_bytes(after.read_bytes() + code.tobytes())
    current = shelf.now()
    assert files_left(removed, [after], current.catalog, current.dense) == (after,)


def test_a_changed_code_is_found_by_the_doctor(shelf: Library) -> None:
    shelf.hold(range(600))
    now = shelf.now()
    derived = parts_of(shelf.store.folder)[1] / str(now.generation)
    dense = dense_choice.DenseIndex.open(derived / "dense.faiss")
    rows = dense.rows[:3]
    dense.remove(rows)
    dense.add(rows, now.catalog.vectors(now.catalog.rows())[-3:])
    dense.save(derived / "dense.faiss")
    manifest = derived / "manifest.json"
    digests = json.loads(manifest.read_text())
    digests["dense.faiss"] = hashlib.sha256((derived / "dense.faiss").read_bytes()).hexdigest()
    manifest.write_text(json.dumps(digests))

    [finding] = examine(shelf.store.folder, shelf.embedder).findings

    assert finding.found == "3 others"
