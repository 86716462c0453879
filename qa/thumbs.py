"""What readers thought of answers, one JSON object a line in the store's folder.

No word of a document is kept: a quote is named by its file, its offsets and its SHA-256. So when a
file leaves the library, this file holds nothing of its text, and proof of deletion stays true.
"""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from qa.types import Citation

logger = logging.getLogger(__name__)

FILE = "thumbs.jsonl"

MAX_BYTES = 5_000_000
"""Thousands of verdicts; a larger file was not filled by readers."""


class Verdict(StrEnum):
    """What a reader thought of an answer."""

    UP = "up"
    DOWN = "down"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePlace:
    """A quote without its words."""

    source: str
    start: int
    end: int
    digest: str
    """SHA-256 of the file, in hex."""
    quote_digest: str
    """SHA-256 of the quote in UTF-8, in hex."""

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Name what a citation quotes."""
        return cls(
            source=citation.source,
            start=citation.start,
            end=citation.end,
            digest=citation.digest,
            quote_digest=digest_of(citation.quote),
        )

    def words_in(self, text: str) -> str:
        """Return the quote, found in its document's text though it moved; empty if it is gone."""
        length = self.end - self.start
        if length < 1:
            return ""
        starts = (self.start, *range(len(text) - length + 1))
        windows = (text[start : start + length] for start in starts)
        return next((words for words in windows if digest_of(words) == self.quote_digest), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumb:
    """A verdict on one answer."""

    time: str
    """ISO 8601, in UTC."""
    verdict: Verdict
    question: str
    query: str
    """The question as it stands alone, where it leaned on earlier turns; else the question."""
    earlier: tuple[str, ...]
    """The questions before it, oldest first."""
    quotes: tuple[QuotePlace, ...]
    """Empty for an abstention."""

    @property
    def answer(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What the verdict is on: what was searched for, and what was quoted."""
        return self.query, tuple((quote.source, quote.quote_digest) for quote in self.quotes)


class Thumbs:
    """The verdicts of one library; threads may share it."""

    def __init__(self, store: Path) -> None:
        self.path = store / FILE
        self._lock = threading.Lock()
        self._read: tuple[int, tuple[Thumb, ...]] = (0, ())
        """How long the file was when it was read, and what stood in it; it only grows."""

    def add(self, thumb: Thumb) -> None:
        """Add a verdict at the file's end.

        Raises:
            OSError: If it cannot be written, or the file is full.
        """
        line = json.dumps(asdict(thumb), ensure_ascii=False) + "\n"
        with self._lock:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            with os.fdopen(os.open(self.path, flags, 0o600), "ab") as file:
                if file.tell() > MAX_BYTES:
                    raise OSError(f"'{self.path}' is full")
                file.write(line.encode("utf-8", "backslashreplace"))

    def standing(self) -> tuple[Thumb, ...]:
        """Return the last verdict on each answer, in order; those taken back are left out."""
        n_bytes = self.path.stat().st_size if self.path.exists() else 0
        if n_bytes != self._read[0]:
            last = {thumb.answer: thumb for thumb in self._all()}
            kept = (thumb for thumb in last.values() if thumb.verdict is not Verdict.TAKEN_BACK)
            self._read = n_bytes, tuple(kept)
        return self._read[1]

    def _all(self) -> Iterator[Thumb]:
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield _thumb(json.loads(line))
                except (ValueError, TypeError, KeyError):
                    logger.warning("Line %d of '%s' is no verdict and left out", number, self.path)


def digest_of(quote: str) -> str:
    """Return the SHA-256 of a quote in UTF-8, in hex."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()


def _thumb(fields: Mapping[str, Any]) -> Thumb:
    quotes = tuple(QuotePlace(**quote) for quote in fields["quotes"])
    known = {**fields, "verdict": Verdict(fields["verdict"]), "earlier": tuple(fields["earlier"])}
    return Thumb(**{**known, "quotes": quotes})
