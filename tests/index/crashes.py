"""Trials of a sync that dies or meets a failing disk, each compared with stores made from scratch.

Three journeys: from nothing to a library, from a store of an older format, and from one state of
a library to the next, with files added, changed, moved and removed. After each trial the store is
opened as a user would open it, has to be wholly the old state or wholly the new one, and has to
reach the new one by syncing again.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.catalog_schema import FORMAT
from index.creation import CATALOG
from index.staging import ERASING
from index.store import PassageStore
from index.syncing import sync
from tests.index.builders import library
from tests.word_embedder import WordEmbedder

ROOT = Path(__file__).parents[2]

FIRST = {
    "river.txt": "The river has a boat.\n\nHeronlike gulls sit on the bridge at noon.\n",
    "food/bread.txt": "The bread needs flour.\n\nMillstones turn quernwise in the old barn.\n",
    "food/butter.txt": "Butter is made of cream.\n\nChurning goes on butterbox after butterbox.\n",
    "power.md": "# Power\n\nA solar panel gives energy.\n\nThe battery keeps the energy.\n",
    "old/treaty.txt": "The treaty was signed.\n\nParchmentward the minister bent his quill.\n",
    "copy.txt": "The river has a boat.\n\nWater runs below the bridge.\n",
}
SECOND = {
    "river.txt": "The river has a boat.\n\nThe ferry crosses the water at dawn.\n",
    "kitchen/bread.txt": FIRST["food/bread.txt"],
    "food/butter.txt": FIRST["food/butter.txt"],
    "power.md": "# Power\n\nA solar panel gives energy.\n\nA turbine gives energy at night.\n",
    "copy.txt": FIRST["copy.txt"],
    "new/summit.txt": "The summit ended.\n\nThe minister praised the agreement.\n",
    "new/oven.txt": "The oven is hot.\n\nThe flour stands beside the oven.\n",
}
GONE = (b"heronlike", b"Heronlike", b"gulls sit", b"parchmentward", b"Parchmentward", b"his quill")
"""What only removed texts say, as it stands in files and in lists of words."""

QUERIES = ("river boat", "bread flour", "solar energy", "treaty minister", "water bridge oven")

STORE_ENTRIES = {"catalog.sqlite", "catalog.sqlite-shm", "catalog.sqlite-wal", "derived"} | {
    "writer.json",
    "writer.lock",
}

View = dict[str, Any]


@dataclass(frozen=True)
class Journey:
    """A folder of documents, the store it starts from, and the states that are right."""

    docs: Path
    start: Path
    allowed: tuple[View, ...]
    target: View


def journeys(work: Path) -> dict[str, Journey]:
    """Prepare all journeys."""
    docs = library(work / "first", FIRST)
    before = made(docs, work / "before")
    again = library(work / "second", SECOND)
    target = view(made(again, work / "oracle"))
    empty = PassageStore.open_or_create(work / "empty", WordEmbedder().identity)
    outdated = outdate(Path(shutil.copytree(work / "before", work / "outdated")))
    return {
        "create": Journey(again, work / "nothing", (view(empty), target), target),
        "renew": Journey(again, outdated, (view(empty), target), target),
        "update": Journey(again, work / "before", (view(before), target), target),
    }


def made(docs: Path, store: Path) -> PassageStore:
    """Return a store made from scratch."""
    embedder = WordEmbedder()
    opened = PassageStore.open_or_create(store, embedder.identity)
    sync(docs, opened, embedder)
    return opened


def outdate(store: Path) -> Path:
    """Let a store look as if an older version had made it."""
    with closing(Catalog.open(store / CATALOG)) as catalog:
        catalog.set_fact("format", str(FORMAT - 1))
    return store


def view(store: PassageStore) -> View:
    """Return everything that a reader can see of a store, without the numbers of its rows."""
    snapshot = store.current()
    catalog = snapshot.catalog
    passages = catalog.passages(catalog.rows())
    names = {row: f"{p.source}:{p.start}" for row, p in passages.items()}
    rows = sorted(passages, key=names.__getitem__)

    def named(found: list[tuple[int, float]]) -> list[tuple[str, float]]:
        return sorted((names[row], round(score, 4)) for row, score in found)

    embedded = WordEmbedder().embed_queries(QUERIES)
    summaries = catalog.documents()
    return {
        "documents": [(d, catalog.document(d.source)) for d in summaries],
        "passages": [passages[row] for row in rows],
        "vectors": catalog.vectors(rows).tobytes(),
        "dense vectors": snapshot.dense.vectors(rows).tobytes(),
        "reprints": sorted(catalog.first_prints().items()),
        "files": sorted((s.source, s.digest, s.problem) for s in catalog.files().values()),
        "dense": [
            named(snapshot.dense.search(embedded[n : n + 1], 99)) for n in range(len(QUERIES))
        ],
        "lexical": [
            named(snapshot.lexical.search(snapshot.lexical.terms(query), 99)) for query in QUERIES
        ],
    }


class SyncingProcess:
    """The process of `syncing_process.py`, and the orders it is given."""

    def __init__(self, work: Path) -> None:
        self._work = work
        shim = work / "faults.so"
        source = Path(__file__).with_name("faults.c")
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", str(shim), str(source), "-ldl"], check=True
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.index.syncing_process"],
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(shim)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._n_trials = 0

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def calls(self, journey: Journey) -> tuple[list[str], float]:
        """Return the calls of an undisturbed sync, and how long it takes."""
        log = self._work / "calls"
        log.unlink(missing_ok=True)
        store = self.store_for(journey)
        took_s = self.sync(journey, store, mode="count", log=str(log))["took_s"]
        return log.read_text().splitlines(), took_s

    def sync(self, journey: Journey, store: Path, **order: Any) -> dict[str, Any]:
        """Let the process sync; return how that ended."""
        told = {"docs": str(journey.docs), "store": str(store), "mode": "off", "log": "", **order}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        ended: dict[str, Any] = json.loads(self._process.stdout.readline())
        return ended

    def store_for(self, journey: Journey) -> Path:
        """Return a place for one trial that holds the state the journey starts from."""
        self._n_trials += 1
        store = self._work / f"trial-{self._n_trials}"
        if journey.start.exists():
            shutil.copytree(journey.start, store)
        return store


@contextmanager
def syncing_process(work: Path) -> Iterator[SyncingProcess]:
    """Run the process while inside."""
    process = SyncingProcess(work)
    try:
        yield process
    finally:
        process.close()


def try_once(process: SyncingProcess, journey: Journey, **order: Any) -> tuple[str, list[str]]:
    """Disturb one sync; return how it ended and everything that is wrong afterwards."""
    store = process.store_for(journey)
    ended = process.sync(journey, store, **order)
    wrong = wrong_errors(ended["error"])
    try:
        wrong += wrong_afterwards(journey, store)
    except Exception as error:
        wrong.append(f"after it: {error!r}")
    if not wrong:
        shutil.rmtree(store, ignore_errors=True)
    outcome = "killed" if ended["killed"] else ended["error"].split(":")[0] or "done"
    return outcome, wrong


def wrong_errors(error: str) -> list[str]:
    """Say what is wrong with the error a user saw."""
    if not error or (error.startswith("StoreAccessError: ") and "\n" not in error):
        return []
    return [f"error: {error}"]


def wrong_afterwards(journey: Journey, path: Path) -> list[str]:
    """Open the store as a user would, then sync again; say all that is wrong."""
    embedder = WordEmbedder()
    store = PassageStore.open_or_create(path, embedder.identity)
    found = view(store)
    wrong = [] if found in journey.allowed else ["a state that is neither the old nor the new one"]
    sync(journey.docs, store, embedder)
    differing = [name for name, value in view(store).items() if value != journey.target[name]]
    wrong += [f"after syncing again, another state: {', '.join(differing)}"] if differing else []
    return wrong + orphans(path, store)


def orphans(path: Path, store: PassageStore) -> list[str]:
    """Name what a store holds that nothing of it needs."""
    current = store.current()
    counts = {
        "staged documents": "SELECT count(*) FROM documents WHERE staged = 1",
        "passages": "SELECT count(*) FROM passages WHERE document_id NOT IN"
        " (SELECT document_id FROM documents)",
        "vectors": "SELECT count(*) FROM vectors WHERE key NOT IN (SELECT key FROM passages)",
    }
    found = [what for what, query in counts.items() if current.catalog.run(query) != [(0,)]]
    found += [f"entry {p.name}" for p in path.iterdir() if p.name not in STORE_ENTRIES]
    kept = [p.name for p in (path / "derived").iterdir()]
    found += [f"folders {kept}"] if kept != [str(current.generation)] else []
    found += ["removals nobody looked for"] if store.fact(ERASING) else []
    files = [p for p in path.rglob("*") if p.is_file()]
    found += [f"{gone!r} in {p.name}" for p in files for gone in GONE if gone in p.read_bytes()]
    return [f"orphan: {what}" for what in found]


def boundaries(calls: list[str]) -> list[int]:
    """Return the number of the first call of each kind: the same operation on the same file."""
    first: dict[str, int] = {}
    for number, call in enumerate(calls, start=1):
        operation, _, path = call.partition(" ")
        name = Path(path).name
        kind = Path(path).suffix if "lexical/" in path else name.lstrip("0123456789")
        first.setdefault(f"{operation} {kind}", number)
    return list(first.values())
