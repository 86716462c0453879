"""Which words of a query a passage has, where they stand, and which sentence has most of them."""

import re
from collections.abc import Sequence, Set

from index.function_words import content_words
from index.types import Lexicon, Passage, Quote, Range

_WORD = re.compile(r"\w+")


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


def nearest_quote(terms: Set[str], passage: Passage, lexicon: Lexicon) -> Quote | None:
    """Return the sentence with most of a query's weight; of equals, the first."""

    def weight(quote: Quote) -> float:
        """Return how much of the query a sentence holds."""
        text = passage.text[quote.start - passage.start : quote.end - passage.start]
        found = terms & set(lexicon.terms(text))
        return sum(lexicon.weight(term) for term in found)

    quotes = [
        Quote(start=start, end=end, place=place)
        for (start, end), place in zip(passage.sentences, passage.places, strict=True)
    ]
    return max(quotes, key=weight, default=None)
