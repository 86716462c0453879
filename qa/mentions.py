"""Which documents mention a topic: its words side by side, each of its parts, or in one sentence.

Function words are left out on both sides, and endings do not count: "the Great Hall of the People"
is found in "Beijing's Great Hall of the People".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.function_words import content_words
from index.matching import HeldTerms, nearest_quote
from index.store import Snapshot
from index.types import Passage
from qa.summary import Sentence

N_SEARCHED = 5_000
"""Passages looked at for a topic: all that have its words, but in a very large library."""

_PAIR = re.compile(r"(?:both|either)\s+", re.IGNORECASE)
_JOINT = re.compile(r"(?:\s*,)?\s+(?:and|or)\s+(?:also\s+)?|\s*,\s+", re.IGNORECASE)
_CHOICE = re.compile(r"\sor\s", re.IGNORECASE)

Found = dict[str, list[Passage]]
"""By source, the passages that mention a topic, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """The documents that mention a topic, the most telling first, each with its best sentence."""

    sentences: Mapping[str, Sentence | None]
    scattered: bool
    """Whether the topic's words only stand in one sentence, not side by side."""
    is_cut: bool
    """Whether more passages have words of the topic than were looked at."""


class MentionFinder:
    """Looks for topics in one snapshot, or in what of it lies within a scope."""

    def __init__(self, snapshot: Snapshot, within: Sequence[str] | None) -> None:
        self._catalog = snapshot.catalog
        self._lexicon = snapshot.lexical
        self._within = within

    def of(self, topic: str) -> Mentions:
        """Return the documents that mention a topic."""
        whole = _PAIR.sub("", topic)
        scattered = False
        found: Found = {} if _PAIR.match(topic) else self._together(whole)
        if not found:
            found = self._parts(_JOINT.split(whole), any_is_enough=bool(_CHOICE.search(whole)))
        if not found:
            found = self._in_one_sentence(whole)
            scattered = bool(found)
        terms = set(self._terms(whole))
        ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        return Mentions(
            sentences={source: self._nearest(terms, passages) for source, passages in ordered},
            scattered=scattered,
            is_cut=len(self._lexicon.search(sorted(terms), N_SEARCHED + 1)) > N_SEARCHED,
        )

    def _parts(self, parts: Sequence[str], *, any_is_enough: bool) -> Found:
        """Return the documents that mention all parts of a topic, or any of them."""
        if len(parts) < 2:
            return {}
        each = [self._together(part) or self._in_one_sentence(part) for part in parts]
        sources = [set(found) for found in each]
        kept = set.union(*sources) if any_is_enough else set.intersection(*sources)
        return {source: [p for found in each for p in found.get(source, ())] for source in kept}

    def _together(self, topic: str) -> Found:
        """Return the passages with the words of a topic side by side."""
        terms = self._terms(topic)
        return self._holding(terms, lambda passage: _runs_in(terms, self._terms_of(passage)))

    def _in_one_sentence(self, topic: str) -> Found:
        """Return the passages with all words of a topic in one sentence."""
        terms = set(self._terms(topic))
        return self._holding(
            sorted(terms),
            lambda passage: any(
                terms.issubset(
                    self._lexicon.terms(passage.text[a - passage.start : b - passage.start])
                )
                for a, b in passage.sentences
            ),
        )

    def _holding(self, terms: Sequence[str], holds: Callable[[Passage], bool]) -> Found:
        rows = self._lexicon.search(terms, N_SEARCHED, places=self._within or ())
        passages = self._catalog.passages([row for row, _ in rows])
        found: Found = {}
        for row, _ in rows:
            if holds(passages[row]):
                found.setdefault(passages[row].source, []).append(passages[row])
        return found

    def _terms(self, text: str) -> list[str]:
        return self._lexicon.terms(" ".join(content_words(text)))

    def _terms_of(self, passage: Passage) -> list[str]:
        return self._terms(passage.embedded_text)

    def _nearest(self, terms: set[str], passages: Sequence[Passage]) -> Sentence | None:
        """Return the sentence of the best passage that has most of the terms."""
        weights = {term: self._lexicon.weight(term) for term in terms}
        for passage in passages:
            quote = nearest_quote(weights, passage, HeldTerms.of(passage, self._lexicon))
            if quote:
                return Sentence(passage=passage, start=quote.start, end=quote.end)
        return None


def _runs_in(terms: Sequence[str], held: Sequence[str]) -> bool:
    """Whether the terms stand in a text one after the other."""
    n_terms = len(terms)
    starts = (i for i, term in enumerate(held) if term == terms[0]) if terms else ()
    return any(list(held[i : i + n_terms]) == list(terms) for i in starts)
