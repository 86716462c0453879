"""The values that cross module borders of `index`, all frozen, and the protocols that fill them.

Offsets count characters of `Document.text`, start inclusive, end exclusive. Vectors stay out of
these types: embeddings are float32 rows of unit length; similarity is their inner product (cosine).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

EmbeddingMatrix = NDArray[np.float32]
"""Unit rows, shape (n_texts, dim)."""

Range = tuple[int, int]
"""Start (inclusive) and end (exclusive) in a document's text."""


class SpanKind(StrEnum):
    """What a range of a document's text is."""

    PAGE = "page"
    """A page; the label is its number, counted from 1."""
    SLIDE = "slide"
    """A slide with its notes; the label is its number, counted from 1."""
    SHEET = "sheet"
    """A sheet of a workbook; the label is its name."""
    CELL = "cell"
    """A cell of a notebook; the label is its number, counted from 1."""
    CUE = "cue"
    """A subtitle; the label is when it is shown, `00:01:02`."""
    SECTION = "section"
    """What a heading governs, its line included; the label is the path, `Usage › Install`."""
    HEADING = "heading"
    """The heading line itself; never quoted as an answer."""
    BLOCK = "block"
    """A paragraph, list item or code block; no sentence crosses its borders."""
    ROW = "row"
    """A block that is a row of a table, quoted whole; the label is its number, counted from 1."""
    LINE = "line"
    """Where the text's lines are not the file's: the label is the line in the file."""
    DROPPED = "dropped"
    """Text found in the file and left out of every passage; the label is the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One labelled range of a document's text."""

    kind: SpanKind
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person finds something in a file; what its format does not have is None."""

    line: int
    """Of the file, as an editor counts; of the document's text where a file has no lines."""
    page: int | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    """Of its sheet or table, the header counted too."""
    cell: int | None = None
    time: str | None = None
    """When a subtitle is shown, `00:01:02`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Everything found in one file; dropped ranges are in `text` too, marked by spans."""

    source: str
    """Path relative to the folder, with `/`."""
    title: str
    """What the content calls itself; empty when it names no title."""
    text: str
    digest: str
    """SHA-256 of the file's bytes, in hex."""
    encoding: str
    """How bytes became text, such as `utf-8` or `cp1252`."""
    spans: tuple[Span, ...]
    """Sorted by start; BLOCK, ROW, HEADING and DROPPED ranges never overlap one another."""
    date: str = ""
    """The article's own date, `2025-12-04`; empty where none is certain."""
    remarks: tuple[str, ...] = ()
    """What a person should know of how it was read: pages without text, parts left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The unit of retrieval: whole sentences, `document.text[start:end] == text`."""

    passage_id: str
    """16 hex digits derived from source, place and text; stable across syncs, safe in links."""
    source: str
    title: str
    heading: str
    start: int
    end: int
    text: str
    sentences: tuple[Range, ...]
    """The quotable sentences in order, in document offsets; headings are not among them."""
    places: tuple[Place, ...]
    """Where in the file each of `sentences` begins."""

    @property
    def embedded_text(self) -> str:
        """The string the embedder reads: title, heading path and text, one a line."""
        return embedded(self.title, self.heading, self.text)


def embedded(title: str, heading: str, text: str) -> str:
    """Return what is embedded of a passage, one part a line."""
    return "\n".join(part for part in (title, heading, text) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedText:
    """What words a passage is found by, without where its sentences stand."""

    source: str
    text: str
    """As embedded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said, where more words than that are likely meant."""

    text: str
    likely: str
    """The same with the words that are likely meant."""
    shares: Mapping[str, float]
    """How likely the terms beyond `text` are meant, in (0, 1]; 1 for the likeliest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """What one of the two searches said of a hit."""

    rank: int
    """Counted from 1 within this search."""
    score: float
    """Cosine for the dense search, BM25 for the lexical one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One sentence of a document and where it begins."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One retrieved passage and why it is there; hits come best first."""

    passage: Passage
    score: float
    """Fused score in [0, 1]; higher is better."""
    rank: int
    """Counted from 1."""
    cosine: float
    """Similarity of query and passage, in [-1, 1], whichever search found it."""
    dense: Leg | None
    """None when the dense search did not bring it among its candidates."""
    lexical: Leg | None
    """None when the lexical search did not bring it among its candidates."""
    matched: tuple[str, ...]
    """Words of the query that stand in the passage, as the query spells them."""
    nearest: Quote | None
    """The sentence with most of the query's words; None in a passage without sentences."""
    reprints: tuple[str, ...]
    """Other files that have much the same text and are not searched beside this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedderIdentity:
    """What made a vector; a store opens only with the identity it was built with."""

    name: str
    digest: str
    """SHA-256 of the weights, in hex."""
    dim: int
    pooling: str
    max_tokens: int
    query_prompt: str = ""
    passage_prompt: str = ""


class TokenCounter(Protocol):
    """Counts as the embedder will read."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of word pieces, special tokens included."""
        ...


class Embedder(TokenCounter, Protocol):
    """Texts to unit rows; opening one is cheap, the network loads at the first text."""

    @property
    def identity(self) -> EmbedderIdentity:
        """Name what makes the vectors, without loading the network."""
        ...

    def embed_queries(self, queries: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per query, in order."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> EmbeddingMatrix:
        """Return one unit row per text, in order."""
        ...


class Lexicon(Protocol):
    """Words as the lexical index sees them, and how telling each one is in this library."""

    def terms(self, text: str) -> list[str]:
        """Return the analyzed terms of a text: lower case, accents folded, stemmed."""
        ...

    def weight(self, term: str) -> float:
        """Return the term's BM25 inverse document frequency; a term no passage has weighs most."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """How much of the exact result a dense index finds that does not compare all."""

    share: float
    """Of the ten passages nearest to a query that lies as questions do."""
    n_asked: int
    n_rows: int
    """Rows in the index when this was measured."""
    breadth: int
    """Places of its graph that a search has in view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """One line of the library's list."""

    source: str
    title: str
    encoding: str
    digest: str
    date: str
    n_passages: int
    n_characters: int
    n_dropped: int
    """Characters found in the file and left out of every passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """What a sync saw of one file; equal `size`, `mtime_ns` and `ctime_ns` mean unchanged."""

    source: str
    size: int
    mtime_ns: int
    ctime_ns: int
    digest: str
    """SHA-256 of the bytes, in hex; empty for a file that could not be read."""
    problem: str
    """Why the file is not in the library; empty for a file that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that is not in the library, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A file that was found again under another path."""

    source: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What a sync found of removed texts when it looked for them in the store's own files."""

    n_files: int
    """Documents that left the store and had not been looked for before."""
    n_compared: int
    """How many of them were compared; the others left in a sync that was cut."""
    remaining: tuple[str, ...]
    """Parts of the store that still hold something of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync found and did; every file of the folder is in exactly one of the parts."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[Moved, ...]
    skipped: tuple[Skipped, ...]
    n_unchanged: int
    removed: tuple[str, ...]
    """Documents whose file is gone, or no longer holds anything to index."""
    n_embedded: int
    """Texts that had to be embedded; those known from before were not."""
    erasure: Erasure

    @property
    def changed_library(self) -> bool:
        """Whether the library holds anything else than before."""
        return bool(self.added or self.changed or self.moved or self.removed)
