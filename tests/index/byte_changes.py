"""Changes single bytes of a store's files and sees whether anybody could be deceived by it."""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.doctor import examine
from index.errors import ReportableError
from index.mending import mend
from index.search import Retriever
from index.store import PassageStore
from index.syncing import sync
from tests.index.builders import library
from tests.word_embedder import VOCABULARY, WordEmbedder

QUERIES = ("river boat", "bread flour oven", "treaty summit", "solar energy", "bridge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one changed byte."""

    place: str
    detected: bool
    """Whether the doctor found something."""
    refused: bool
    """Whether opening or searching said that the store is damaged."""
    same: bool
    """Whether all answers were those of a state that may be there; true if they were refused."""
    mended: bool
    """Whether all was as before after mending."""
    crash: str
    """An error that a user would have seen as a traceback."""

    @property
    def deceives(self) -> bool:
        """Whether a wrong answer was given and nobody could know."""
        return not self.same and not self.detected


def made_library(folder: Path, n_files: int, seed: int) -> Path:
    """Write files of sentences that a seed draws from the vocabulary; two are nearly the same."""
    chance = random.Random(seed)

    def paragraph() -> str:
        return " ".join(chance.choices(VOCABULARY, k=12)).capitalize() + "."

    texts = {
        f"part{n % 3}/{n:02}.md": f"# On {VOCABULARY[n % 16]}\n\nDate: 2025-03-{n % 28 + 1:02}\n\n"
        + "\n\n".join(paragraph() for _ in range(chance.randint(3, 60)))
        for n in range(n_files)
    }
    texts["reprint.md"] = texts[max(texts, key=lambda source: len(texts[source]))] + "\n\nEnd.\n"
    return library(folder, texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pristine:
    """A store that nothing happened to."""

    docs: Path
    folder: Path
    states: tuple[dict[str, Any], ...]
    """What may be found in it after a change, the present state last."""


def made_store(place: Path, *, n_files: int, seed: int, is_open: bool) -> Pristine:
    """Make a store of two syncs, as it lies there while it is open, or after it was closed.

    While it is open, what was published stands in SQLite's log. Of a damaged log SQLite takes what
    comes before the damage, which is an earlier state, as after a loss of power; the sync that
    every command begins with leads on from there.
    """
    docs, embedder = made_library(place / "docs", n_files, seed), WordEmbedder()
    folder, work = place / "pristine", place / "store"
    with closing(PassageStore.open_or_create(work, embedder.identity)) as store:
        states = [all_of(work)]
        sync(docs, store, embedder)
        states.append(all_of(work))
        library(docs, {"later.md": "# On bridges\n\nA bridge over the river.\n"})
        (docs / "reprint.md").unlink()
        sync(docs, store, embedder)
        states.append(all_of(work))
        if is_open:
            shutil.copytree(work, folder)
    if not is_open:
        shutil.copytree(work, folder)
    return Pristine(docs=docs, folder=folder, states=tuple(states if is_open else states[-1:]))


def all_of(store_folder: Path) -> dict[str, Any]:
    """Return everything a store can say: texts, vectors, files, and what searches find."""
    embedder = WordEmbedder()
    with closing(PassageStore.open(store_folder, embedder.identity)) as store:
        snapshot = store.current()
        catalog, rows = snapshot.catalog, snapshot.catalog.rows()
        passages = catalog.passages(rows)
        vectors = dict(zip(rows, catalog.vectors(rows).tolist(), strict=True))
        retriever = Retriever(snapshot, embedder)
        return {
            "passages": sorted((repr(passages[row]), vectors[row]) for row in rows),
            "documents": [repr(catalog.document(d.source)) for d in catalog.documents()],
            "summaries": catalog.documents(),
            "reprints": catalog.first_prints(),
            "files": {source: state.digest for source, state in catalog.files().items()},
            "hits": [found(retriever, query) for query in QUERIES],
        }


def found(retriever: Retriever, query: str) -> list[tuple[float, str]]:
    """Return what a search finds, apart from how equal scores are ordered: that is by row."""
    hits = [(round(hit.score, 6), repr(hit.passage)) for hit in retriever.search(query, 20)]
    return sorted((score, passage) for score, passage in hits if score > hits[-1][0])


def answers_of(told: dict[str, Any]) -> dict[str, Any]:
    """Return what answers are made of: a file that is forgotten is read again by the next sync."""
    return {part: value for part, value in told.items() if part != "files"}


def files_of_store(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def drawn_places(folder: Path, n: int, seed: int) -> Iterator[tuple[str, int, int]]:
    """Draw files, offsets and new bytes: by turns any file alike, and any byte alike."""
    chance = random.Random(seed)
    paths = files_of_store(folder)
    sizes = [path.stat().st_size for path in paths]
    for turn in range(n):
        path = chance.choices(paths, weights=sizes if turn % 2 else None)[0]
        offset = chance.randrange(path.stat().st_size)
        yield path.relative_to(folder).as_posix(), offset, chance.randrange(1, 256)


def changed(pristine: Pristine, work: Path, place: tuple[str, int, int]) -> Outcome:
    """Change one byte in a copy of a store, then examine, search and mend it."""
    name, offset, difference = place
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(pristine.folder, work)
    data = bytearray((work / name).read_bytes())
    data[offset] ^= difference
    (work / name).write_bytes(data)
    detected = refused = False
    same = mended = True
    crash = ""
    try:
        checkup = examine(work, WordEmbedder())
        detected = not checkup.sound
    except ReportableError:
        detected = refused = True
        checkup = None
    except Exception as error:
        crash = f"examine: {error!r}"
        checkup = None
    try:
        same = answers_of(all_of(work)) in map(answers_of, pristine.states)
    except ReportableError:
        refused = True
    except Exception as error:
        crash = f"{crash} search: {error!r}"
    if checkup and detected:
        embedder = WordEmbedder()
        try:
            mend(work, embedder, checkup, sync=lambda store: sync(pristine.docs, store, embedder))
            mended = all_of(work) == pristine.states[-1] and examine(work, embedder).sound
        except Exception as error:
            mended, crash = False, f"{crash} mend: {error!r}"
    return Outcome(
        place=f"{name} at {offset:,} by {difference:#04x}",
        detected=detected,
        refused=refused,
        same=same,
        mended=mended,
        crash=crash,
    )
