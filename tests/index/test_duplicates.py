"""Reprints are found whatever stands around them; other texts on the same subject are not."""

import random

import numpy as np
import pytest

from index.duplicates import (
    LEAST_RESEMBLANCE,
    N_HASHES,
    Sketched,
    first_prints,
    resemblance,
    sketch_of,
)
from index.types import Document, Span, SpanKind

WORDS = "harbour ferry tide rope deck captain net morning gull pier anchor sail".split()


def words(n: int, seed: int) -> str:
    rng = random.Random(seed)
    return " ".join(f"{rng.choice(WORDS)}{rng.randrange(50)}" for _ in range(n))


def document_of(text: str, *spans: Span) -> Document:
    return Document(source="a", title="", text=text, digest="", encoding="utf-8", spans=spans)


def sketched(source: str, text: str, date: str = "") -> Sketched:
    return Sketched(source=source, date=date, sketch=sketch_of(document_of(text)))


def test_the_same_words_with_other_spaces_and_capitals_resemble_in_full() -> None:
    text = words(400, seed=1)

    assert resemblance(
        sketch_of(document_of(text)), sketch_of(document_of(text.upper().replace(" ", "\r\n  ")))
    ) == pytest.approx(1.0)


@pytest.mark.parametrize("n_shared", [100, 500, 900])
def test_resemblance_is_the_share_of_runs_that_both_have(n_shared: int) -> None:
    shared, n_own = words(n_shared, seed=2), 1000 - n_shared
    one, other = (f"{shared} {words(n_own, seed=seed)}" for seed in (3, 4))

    found = resemblance(sketch_of(document_of(one)), sketch_of(document_of(other)))

    assert found == pytest.approx(n_shared / (n_shared + 2 * n_own), abs=0.13)


@pytest.mark.parametrize(("n_one", "n_other"), [(0, 5), (5, 0), (40, 60), (128, 128), (128, 3)])
def test_resemblance_is_that_of_the_smallest_hashes_of_both(n_one: int, n_other: int) -> None:
    rng = np.random.default_rng(n_one)
    one, other = (
        np.sort(rng.choice(200, n, replace=False)).astype(np.uint64) for n in (n_one, n_other)
    )

    smallest = np.union1d(one, other)[:N_HASHES]
    both = np.intersect1d(np.intersect1d(one, other), smallest)
    assert resemblance(one, other) == pytest.approx(len(both) / len(smallest))
    assert resemblance(one, other) == resemblance(other, one)


def test_a_long_text_has_a_sketch_as_small_as_a_short_one() -> None:
    text = words(250_000, seed=5)

    found = sketch_of(document_of(text))

    assert found.shape == (N_HASHES,)
    assert np.all(found[1:] > found[:-1])
    assert resemblance(found, sketch_of(document_of("Title\n\n" + text))) > 0.9


def test_what_is_dropped_is_not_compared() -> None:
    text, boilerplate = words(200, seed=6), words(300, seed=7)
    whole = f"{boilerplate} {text}"
    dropped = Span(kind=SpanKind.DROPPED, start=0, end=len(boilerplate), label="boilerplate")

    found = resemblance(sketch_of(document_of(whole, dropped)), sketch_of(document_of(text)))

    assert found == 1.0


def test_reprints_name_the_earliest_as_the_first() -> None:
    text = words(500, seed=8)
    found = first_prints(
        [
            sketched("a.txt", f"{text} {words(60, seed=9)}"),
            sketched("b.txt", text, date="2025-03-01"),
            sketched("c.txt", f"{words(60, seed=10)} {text}", date="2025-02-01"),
            sketched("d.txt", words(500, seed=11)),
        ]
    )

    assert found == {"a.txt": "c.txt", "b.txt": "c.txt"}


def test_texts_that_share_less_than_the_least_are_apart() -> None:
    shared = words(300, seed=12)
    one, other = f"{shared} {words(200, seed=13)}", f"{shared} {words(200, seed=14)}"
    assert resemblance(sketch_of(document_of(one)), sketch_of(document_of(other))) < (
        LEAST_RESEMBLANCE
    )

    assert first_prints([sketched("a", one), sketched("b", other)]) == {}


def test_short_texts_are_like_only_if_they_are_equal() -> None:
    found = first_prints([sketched("a", "One two."), sketched("b", "one, two"), sketched("c", "x")])

    assert found == {"b": "a"}


def test_texts_without_words_are_like_none() -> None:
    assert first_prints([sketched("a", "…"), sketched("b", "…")]) == {}


@pytest.mark.parametrize("n_words", [8, 19, 26])
def test_the_first_print_is_the_most_alike_of_the_firsts(n_words: int) -> None:
    template = words(n_words, seed=15).split()
    rng = random.Random(16)
    texts = []
    for n in range(60):
        changed = list(template)
        changed[rng.randrange(n_words)] = f"other{rng.randrange(3)}"
        texts.append(sketched(f"{n:02}", " ".join(changed)))

    firsts: list[Sketched] = []
    expected = {}
    for text in texts:
        likeness = [resemblance(first.sketch, text.sketch) for first in firsts]
        if likeness and max(likeness) >= LEAST_RESEMBLANCE:
            expected[text.source] = max(likeness)
        else:
            firsts.append(text)

    by_source = {text.source: text.sketch for text in texts}
    found = first_prints(texts)
    assert {s: resemblance(by_source[s], by_source[f]) for s, f in found.items()} == expected
    assert 0 < len(expected) < 60
