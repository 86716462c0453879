"""A lexicon for the pencil: words in lower case, and every word weighs as it is told, else 1."""

import re
from collections.abc import Mapping


class PlainLexicon:
    """Words in lower case without a plural s."""

    def __init__(self, weights: Mapping[str, float] | None = None) -> None:
        self._weights = weights or {}

    def terms(self, text: str) -> list[str]:
        return [word.removesuffix("s") for word in re.findall(r"\w+", text.lower())]

    def weight(self, term: str) -> float:
        return self._weights.get(term, 1.0)
