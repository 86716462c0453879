"""What an answer is: quoted sentences, each cited at its place, and the passages they came from."""

from dataclasses import dataclass
from enum import StrEnum

from index.types import Hit, Place, Range


class Activity(StrEnum):
    """What is being done for a question that is not answered yet, in order."""

    SEARCHING = "searching"
    READING = "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Place):
    """One quote and the place it begins at: it stands word for word at `start:end` of the source.

    Offsets count characters of the text that was found in the file.
    """

    number: int
    """The `[n]` of the answer's text, counted from 1."""
    source: str
    title: str
    heading: str
    start: int
    end: int
    date: str
    """The article's own date, `2025-12-04`; empty where none is certain."""
    quote: str
    span: Range | None
    """The words of the quote that answer, in the source like `start`; None if none are marked."""
    digest: str
    """SHA-256 of the file the quote was taken from, in hex."""
    passage_id: str
    """The passage, among the answer's hits, that holds the quote."""
    also_in: tuple[str, ...]
    """Other files that have much the same text, the quote among it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One quote of an answer and the citations that stand for it."""

    remark: str
    """What is said before the quote: that its figures or dates are not those of the statement
    before it, and where each stands; or which document of a list it is from. Mostly empty."""
    text: str
    """The quote as the answer shows it, without its numbers."""
    span: Range | None
    """Where in `text` the words that answer stand; None if none are marked."""
    numbers: tuple[int, ...]
    """`Citation.number`s, ascending; several when more than one file says the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer proved by citations, or, without citations, an abstention."""

    question: str
    query: str
    """What was searched for: the question, resolved from earlier turns where it leans on them;
    empty when nothing was."""
    text: str
    """Remarks and quotes with their `[n]`, best first; a plain sentence when there is no answer."""
    statements: tuple[Statement, ...]
    """The parts of `text`, one per quote; empty for an abstention."""
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    """The nearest passages, also when there is no answer, best first as the reader ranks them."""
    confidence: float
    """How sure it is that the documents answer, in [0, 1]; not a calibrated probability."""
    documents: tuple[str, ...] = ()
    """All sources that a question about the library asks for; citations quote the first of them."""

    @property
    def resolved(self) -> bool:
        """Whether earlier turns were needed to know what to search for."""
        return bool(self.query) and self.query != " ".join(self.question.split())

    @property
    def answered(self) -> bool:
        """Whether the documents answered; an answer without citations is an abstention."""
        return bool(self.citations)
