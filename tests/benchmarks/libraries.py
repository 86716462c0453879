"""Small and large libraries made of training texts, with questions they answer and do not answer.

Each library is a folder of whole or partial articles that no reader was trained on. Its questions
are of five groups: answered in it (`here`), about a paragraph that was left out (`left`), written
to look answerable (`topic`), about a name put in place of one in the articles (`swapped`), and
about other articles (`away`).
"""

import hashlib
import itertools
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store import PassageStore
from index.syncing import sync
from index.types import Embedder, EmbedderIdentity, EmbeddingMatrix
from qa.training.examples import is_held_out, load_pairs

Pair = dict[str, Any]

N_HERE = {"one": 30, "two": 40, "few": 60, "many": 240, "short": 24, "plain": 150}
"""Questions with an answer asked of one library of each shape."""

SHAPES = (("one", 1, 5), ("two", 2, 3), ("few", 4, 3), ("short", 2, 5), ("many", 22, 1))
"""Name, articles and number of the libraries; together they go through all articles thrice."""

SHARE_LEFT = 0.3
"""Share of an article's paragraphs that is left out of its library."""


_NAME = re.compile(r"(?<=\w )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*")


PLAIN_NAMES = ("nq-qed",)
"""Training sets without whole articles: each of their paragraphs becomes a file.

squadshifts is left out: its questions ("is the poster happy?") make no sense without the paragraph.
"""


class RememberingEmbedder:
    """Embeds each text once, however many questions compare it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._rows: dict[str, NDArray[np.float32]] = {}

    @property
    def identity(self) -> EmbedderIdentity:
        """That of the embedder behind it."""
        return self._embedder.identity

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of word pieces."""
        return self._embedder.count_tokens(texts)

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per query, in order."""
        return self._embedder.embed_queries(queries)

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per text, in order."""
        new = list(dict.fromkeys(text for text in texts if text not in self._rows))
        self._rows.update(zip(new, self._embedder.embed_passages(new), strict=True))
        return np.stack([self._rows[text] for text in texts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, its group, and the paragraph and answers that prove it."""

    question: str
    group: str
    context: str
    answers: tuple[tuple[str, int], ...]
    """Each answer's text and its place in the context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A folder of documents and what is asked of it."""

    name: str
    folder: Path
    asked: tuple[Asked, ...]


def build_libraries(data: Path, folder: Path, seed: int = 0) -> Iterator[Library]:
    """Write the libraries below a folder, one after the other.

    Args:
        data: Where the training pairs lie, as `NAME.jsonl.gz`.
        folder: Where a folder for each library is made.
        seed: Which articles, paragraphs and questions are drawn.
    """
    rng = random.Random(seed)
    articles = _by_title(load_pairs(data / "squad1.jsonl.gz"))
    unanswerable = _by_title(load_pairs(data / "squad2-unanswerable.jsonl.gz"))
    unseen = sorted(title for title, pairs in articles.items() if is_held_out(pairs[0]))
    rng.shuffle(unseen)
    outside = [pair for title in sorted(articles.keys() - set(unseen)) for pair in articles[title]]
    drawn = itertools.cycle(unseen)
    for shape, n_articles, count in SHAPES:
        for number in range(count):
            chosen = list(itertools.islice(drawn, n_articles))
            yield _library(
                f"{shape}-{number}",
                folder,
                {title: (articles[title], unanswerable.get(title, [])) for title in chosen},
                rng.sample(outside, N_HERE[shape]),
                rng,
            )
    for name in PLAIN_NAMES:
        pairs = [pair for pair in load_pairs(data / f"{name}.jsonl.gz") if is_held_out(pair)]
        yield _plain_library(name, folder, pairs, rng)


def open_library(library: Library, work: Path, embedder: Embedder) -> PassageStore:
    """Bring a library's store below `work` in step with its folder and open it."""
    store = PassageStore.open_or_create(work / "stores" / library.name, embedder.identity)
    sync(library.folder, store, embedder)
    return store


def _library(
    name: str,
    folder: Path,
    articles: dict[str, tuple[list[Pair], list[Pair]]],
    away: Sequence[Pair],
    rng: random.Random,
) -> Library:
    shape = name.split("-")[0]
    kept: set[str] = set()
    for title, (pairs, _) in articles.items():
        kept |= _write_article(folder / name, title, pairs, shape == "short", rng)
    pairs = [pair for answerable, _ in articles.values() for pair in answerable]
    tricks = [pair for _, unanswerable in articles.values() for pair in unanswerable]
    groups = {
        "here": ([pair for pair in pairs if pair["context"] in kept], N_HERE[shape]),
        "left": ([pair for pair in pairs if pair["context"] not in kept], N_HERE[shape] // 3),
        "topic": ([pair for pair in tricks if pair["context"] in kept], N_HERE[shape] // 3),
        "away": (list(away), N_HERE[shape] // 3),
    }
    asked = [
        _asked(pair, group)
        for group, (found, n_wanted) in groups.items()
        for pair in rng.sample(found, min(n_wanted, len(found)))
    ]
    asked += _swapped(groups["here"][0], groups["away"][0], kept, N_HERE[shape] // 3, rng)
    return Library(name=name, folder=folder / name, asked=tuple(asked))


def _swapped(
    pairs: Sequence[Pair], away: Sequence[Pair], kept: set[str], n_wanted: int, rng: random.Random
) -> list[Asked]:
    """Ask about names of other articles: "What did Brazil sign?" where the article has China."""
    library = "\n".join(kept).lower()
    names = [name for pair in away for name in _NAME.findall(pair["question"])]
    foreign = [name for name in names if not any(w in library for w in name.lower().split())]
    named = [pair["question"] for pair in pairs if _NAME.search(pair["question"])]
    if not foreign:
        return []
    return [
        Asked(
            question=_NAME.sub(rng.choice(foreign), question, count=1).strip(),
            group="swapped",
            context="",
            answers=(),
        )
        for question in rng.sample(named, min(n_wanted, len(named)))
    ]


def _write_article(
    folder: Path, title: str, pairs: Sequence[Pair], short: bool, rng: random.Random
) -> set[str]:
    """Write part of an article's paragraphs as one file; return those written."""
    paragraphs = list(dict.fromkeys(pair["context"] for pair in pairs))
    if short:
        n_kept = rng.randint(4, 12)
        begin = rng.randrange(max(1, len(paragraphs) - n_kept))
        kept = paragraphs[begin : begin + n_kept]
    else:
        kept = [paragraph for paragraph in paragraphs if rng.random() > SHARE_LEFT]
    _write(folder / f"{_slug(title)}.txt", "\n\n".join(kept))
    return set(kept)


def _plain_library(name: str, folder: Path, pairs: list[Pair], rng: random.Random) -> Library:
    """Make a library of single paragraphs, each a file, and ask half of the questions away."""
    contexts = [c for c in dict.fromkeys(pair["context"] for pair in pairs) if len(c) > 250]
    rng.shuffle(contexts)
    kept = set(contexts[: len(contexts) * 2 // 3])
    for context in sorted(kept):
        _write(folder / name / f"{_digest(context)}.txt", context)
    here = [pair for pair in pairs if pair["context"] in kept]
    away = [pair for pair in pairs if pair["context"] not in kept]
    asked = [_asked(pair, "here") for pair in rng.sample(here, min(len(here), N_HERE["plain"]))]
    asked += [_asked(pair, "away") for pair in rng.sample(away, N_HERE["plain"] // 3)]
    return Library(name=name, folder=folder / name, asked=tuple(asked))


def _asked(pair: Pair, group: str) -> Asked:
    return Asked(
        question=pair["question"].strip(),
        group=group,
        context=pair["context"],
        answers=tuple((answer["text"], answer["start"]) for answer in pair["answers"]),
    )


def _by_title(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    grouped: dict[str, list[Pair]] = {}
    for pair in pairs:
        grouped.setdefault(pair["title"], []).append(pair)
    return grouped


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-_")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
