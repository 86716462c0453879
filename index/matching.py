"""Which words of a query a passage has, where they stand, and which sentence has most of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from index.function_words import content_words
from index.types import Lexicon, Passage, Quote, Range

_WORD = re.compile(r"\w+")

_QUESTION = re.compile(r"[?？؟][\W_]*\Z")

_SENTENCE_WORDS = 6
"""From as many on, words in the same order are the same sentence and not a phrase in use."""

_UNSEGMENTED = 12
"""Characters a word from which a script does not set its words apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTerms:
    """The terms of a passage, as the library sees them."""

    sentences: Sequence[Sequence[str]]
    """Of each sentence."""
    elsewhere: Sequence[str]
    """Of its titles, and of what lies between sentences."""

    @classmethod
    def of(cls, passage: Passage, lexicon: Lexicon) -> Self:
        """Return the terms of a passage, whose every word is looked at once."""
        ends = [passage.start, *(end for _, end in passage.sentences)]
        starts = [*(start for start, _ in passage.sentences), passage.end]
        between = [_text(passage, place) for place in zip(ends, starts, strict=True)]
        return cls(
            sentences=[lexicon.terms(_text(passage, place)) for place in passage.sentences],
            elsewhere=lexicon.terms("\n".join([passage.title, passage.heading, *between])),
        )


def sentence_in(query: str) -> str:
    """Return the words of a query that may be a sentence of a text, empty for one that is not.

    A question is none: where a text has it word for word, as in a list of questions, it has the
    answer somewhere else.
    """
    words = _words(query)
    is_long = len(words) >= _SENTENCE_WORDS or len("".join(words)) >= _UNSEGMENTED * len(words)
    is_sentence = is_long and not _QUESTION.search(query)
    return f" {' '.join(words)} " if words and is_sentence else ""


def says(text: str, sentence: str) -> bool:
    """Whether a text has the words that `sentence_in` returned, one right after the other."""
    return bool(sentence) and sentence in f" {' '.join(_words(text))} "


def telling_words(query: str, lexicon: Lexicon) -> dict[str, list[str]]:
    """Return the telling words of a query, as it spells them, each with the library's terms."""
    return {word: lexicon.terms(word) for word in content_words(query)}


def matched_words(telling: Mapping[str, Sequence[str]], held: HeldTerms) -> tuple[str, ...]:
    """Return those of a query's telling words that a passage holds."""
    terms = set(held.elsewhere).union(*held.sentences)
    return tuple(word for word, its in telling.items() if not terms.isdisjoint(its))


def matched_ranges(words: Sequence[str], passage: Passage, lexicon: Lexicon) -> tuple[Range, ...]:
    """Return where words of a query, whatever their endings, stand in a passage's document."""
    terms = {term for word in words for term in lexicon.terms(word)}
    return tuple(
        (passage.start + word.start(), passage.start + word.end())
        for word in _WORD.finditer(passage.text)
        if terms.intersection(lexicon.terms(word.group()))
    )


def nearest_quote(
    weights: Mapping[str, float], passage: Passage, held: HeldTerms, *, sentence: str = ""
) -> Quote | None:
    """Return the sentence with most of a query's weight; of equals, the first.

    Args:
        weights: The query's terms, and what they weigh in the library.
        passage: Where to look.
        held: The passage's terms.
        sentence: What `sentence_in` returned; the quote that says it comes first.
    """

    def weight(number: int) -> tuple[bool, float]:
        """Return how much of the query a sentence holds."""
        found = weights.keys() & held.sentences[number]
        is_said = bool(sentence) and says(_text(passage, passage.sentences[number]), sentence)
        return is_said, sum(weights[term] for term in found)

    nearest = max(range(len(passage.sentences)), key=weight, default=None)
    if nearest is None:
        return None
    start, end = passage.sentences[nearest]
    return Quote(start=start, end=end, place=passage.places[nearest])


def _text(passage: Passage, place: Range) -> str:
    start, end = place
    return passage.text[start - passage.start : end - passage.start]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
