"""Counts word pieces, for tokenizers of whole words from what each word gave before.

A text of the same words as many others is most of what is counted: looking its words up takes a
tenth of the time of tokenizing it.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from tokenizers import Tokenizer
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

_MOST_WORDS = 300_000
"""Words remembered at a time, in about 40 MB."""

_UNLIKE_SPACE = re.compile(r"[\x0b\x0c\x1c-\x1f\x85]")
"""What separates words for Python and is left out by BERT."""


class TokenCounts:
    """Counts the word pieces of texts, special tokens included."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._n_special = tokenizer.num_special_tokens_to_add(False)
        self._counts: dict[str, int] = {}
        # Only where no token reaches over a space is a text's count the sum of its words'.
        self._is_by_word = isinstance(tokenizer.pre_tokenizer, BertPreTokenizer) and isinstance(
            tokenizer.normalizer, BertNormalizer
        )

    def of(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of tokens."""
        if not self._is_by_word or any(map(_UNLIKE_SPACE.search, texts)):
            return [len(encoding) for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        split = [text.split() for text in texts]
        try:
            return self._sums(split, self._counts)
        except KeyError:
            return self._sums(split, self._learnt(split))

    def _sums(self, split: Sequence[Sequence[str]], known: Mapping[str, int]) -> list[int]:
        """Return the tokens of each text's words; one that is not known is a KeyError."""
        return [self._n_special + sum(map(known.__getitem__, words)) for words in split]

    def _learnt(self, split: Sequence[Sequence[str]]) -> dict[str, int]:
        """Return the counts of all words of texts, and remember them."""
        known, words = self._counts, set(chain.from_iterable(split))
        new = list(words.difference(known))
        if len(known) + len(new) > _MOST_WORDS:
            known, new = {}, list(words)
        encodings = self._tokenizer.encode_batch_fast(new, add_special_tokens=False)
        known.update(zip(new, map(len, encodings), strict=True))
        self._counts = known
        return known
