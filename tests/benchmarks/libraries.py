"""Small and large libraries made of training texts, with questions they answer and do not answer.

Each library is a folder of whole or partial articles. Its questions are of four groups: answered
in it (`here`), about a paragraph that was left out (`left`), written to look answerable (`topic`),
and about articles that are not in it (`away`).
"""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Pair = dict[str, Any]

N_HERE = {"one": 30, "two": 40, "few": 70, "many": 400, "short": 24, "plain": 250}
"""Questions with an answer asked of one library of each shape."""

SHARE_LEFT = 0.3
"""Share of an article's paragraphs that is left out of its library."""


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
    titles = sorted(articles.keys() & unanswerable.keys())
    rng.shuffle(titles)
    outside = [pair for title in titles[-80:] for pair in articles[title]]
    drawn = iter(titles[:-80])
    for shape, n_articles, count in (
        ("one", 1, 6), ("two", 2, 5), ("few", 4, 3), ("short", 2, 16), ("many", 12, 1)
    ):  # fmt: skip
        for number in range(count):
            chosen = [next(drawn) for _ in range(n_articles)]
            yield _library(
                f"{shape}-{number}",
                folder,
                {title: (articles[title], unanswerable[title]) for title in chosen},
                rng.sample(outside, N_HERE[shape]),
                rng,
            )
    for name in ("nq-qed", "squadshifts"):
        yield _plain_library(name, folder, load_pairs(data / f"{name}.jsonl.gz"), rng)


def load_pairs(path: Path) -> list[Pair]:
    """Return the training pairs of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


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
    return Library(name=name, folder=folder / name, asked=tuple(asked))


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
    kept = set(contexts[:250])
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


def _by_title(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
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
