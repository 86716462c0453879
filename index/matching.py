"""Which words of a query a passage has, where they stand, and which sentence has most of them."""

import re
from collections.abc import Mapping, Sequence

from index.function_words import content_words
from index.types import Lexicon, Passage, Quote, Range

_WORD = re.compile(r"\w+")

_QUESTION = re.compile(r"[?？؟][\W_]*\Z")

_SENTENCE_WORDS = 6
"""From as many on, words in the same order are the same sentence and not a phrase in use."""

_UNSEGMENTED = 12
"""Characters a word from which a script does not set its words apart."""


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


def matched_words(query: str, passage: Passage, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the telling words of a query that a passage holds, as the query spells them."""
    held = set(lexicon.terms(passage.embedded_text))
    words = dict.fromkeys(content_words(query))
    return tuple(word for word in words if held.intersection(lexicon.terms(word)))


def matched_ranges(words: Sequence[str], passage: Passage, lexicon: Lexicon) -> tuple[Range, ...]:
    """Return where words of a query, whatever their endings, stand in a passage's document."""
    terms = {term for word in words for term in lexicon.terms(word)}
    return tuple(
        (passage.start + word.start(), passage.start + word.end())
        for word in _WORD.finditer(passage.text)
        if terms.intersection(lexicon.terms(word.group()))
    )


def nearest_quote(
    weights: Mapping[str, float], passage: Passage, lexicon: Lexicon, *, sentence: str = ""
) -> Quote | None:
    """Return the sentence with most of a query's weight; of equals, the first.

    Args:
        weights: The query's terms, and what they weigh in the library.
        passage: Where to look.
        lexicon: Words as the library sees them.
        sentence: What `sentence_in` returned; the quote that says it comes first.
    """

    def weight(quote: Quote) -> tuple[bool, float]:
        """Return how much of the query a sentence holds."""
        text = passage.text[quote.start - passage.start : quote.end - passage.start]
        found = weights.keys() & lexicon.terms(text)
        return says(text, sentence), sum(weights[term] for term in found)

    quotes = [
        Quote(start=start, end=end, place=place)
        for (start, end), place in zip(passage.sentences, passage.places, strict=True)
    ]
    return max(quotes, key=weight, default=None)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
