"""Answers about one document of the library: its summary, its day, its length, its author."""

from collections.abc import Sequence

from index.types import DocumentSummary, Lexicon
from qa.conversation import Turn
from qa.document_facts import DocumentFacts, shown
from qa.document_names import named_documents
from qa.library_forms import LibraryKind
from qa.library_questions import LibraryQuestion, points_back
from qa.quoted_list import Listed, document_list, quoted_list, told_answer
from qa.summary import summary
from qa.types import Answer

WHICH_ONE = "No document was cited yet. Name one, by its file's name or words of its title."

OF_ONE = (
    LibraryKind.SUMMARY,
    LibraryKind.DATE,
    LibraryKind.SIZE,
    LibraryKind.AUTHOR,
    LibraryKind.FIND,
)
"""What is asked of one document."""


class DocumentAnswers:
    """Answers questions that name one of some documents."""

    def __init__(
        self, documents: Sequence[DocumentSummary], facts: DocumentFacts, lexicon: Lexicon
    ) -> None:
        self._documents = documents
        self._facts = facts
        self._lexicon = lexicon

    def answer(self, question: str, asked: LibraryQuestion, turns: Sequence[Turn]) -> Answer | None:
        """Return what is asked of the document; None if the question names none that is there."""
        found = self._named(asked, turns)
        if not found and asked.kind is LibraryKind.FIND:
            return told_answer(question, f"No document is named “{asked.document}”.")
        if not found:
            is_open = asked.kind is LibraryKind.SUMMARY and points_back(asked.document)
            return told_answer(question, WHICH_ONE) if is_open else None
        if len(found) > 1:
            listed = [Listed(document=d, sentence=None) for d in found]
            head = f"{len(found)} documents fit that name."
            return document_list(question, head, found=listed, facts=self._facts)
        [document] = found
        if asked.kind is LibraryKind.SUMMARY:
            chosen = summary(self._facts.passages(document.source), self._lexicon)
            lines = [Listed(document=document, sentence=one) for one in chosen]
            head, find = f"{shown(document)} in short:", self._facts.find_document
            return quoted_list(question, head, lines=lines, find_document=find)
        return self._fact(question, asked, document)

    def _fact(self, question: str, asked: LibraryQuestion, document: DocumentSummary) -> Answer:
        sentence = None
        if asked.kind is LibraryKind.DATE:
            head = self._facts.dated(document, by_file=asked.by_file)
        elif asked.kind is LibraryKind.AUTHOR:
            sentence = self._facts.byline(document)
            head = "" if sentence else f"{shown(document)} names no author where it begins."
        else:
            head = self._facts.sized(document)
        found = [Listed(document=document, sentence=sentence)]
        return document_list(question, head, found=found, facts=self._facts)

    def _named(self, asked: LibraryQuestion, turns: Sequence[Turn]) -> tuple[DocumentSummary, ...]:
        if points_back(asked.document):
            return self._pointed_at(asked, turns)
        held = [d for d in self._documents if asked.filters.hold(d.source)]
        return named_documents(asked.document, held)

    def _pointed_at(
        self, asked: LibraryQuestion, turns: Sequence[Turn]
    ) -> tuple[DocumentSummary, ...]:
        """Return the document talked about: the only one there is, or the first cited last."""
        if asked.kind is not LibraryKind.SUMMARY and not asked.document.lower().startswith("th"):
            return ()  # `it` is rather what the document speaks of
        cited = next((turn.sources for turn in reversed(turns) if turn.sources), ())
        wanted = cited[:1] if len(self._documents) > 1 else [d.source for d in self._documents]
        return tuple(d for d in self._documents if d.source in wanted)
