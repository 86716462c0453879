"""Answers about the library itself, from its catalog: every document that is listed is quoted.

The quote shows what a document is about and lets its listing be proved like any answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from index.function_words import content_words
from index.store import Snapshot
from index.types import DocumentSummary, Passage
from qa.conversation import Turn
from qa.document_names import is_file_name, named_documents
from qa.library_questions import (
    LibraryKind,
    LibraryQuestion,
    library_question,
    points_back,
)
from qa.mentions import MentionFinder, Mentions
from qa.quoted_list import Listed, quoted_list, told_answer
from qa.summary import Sentence, summary
from qa.types import Answer

N_LISTED = 20
"""Documents quoted in a list; `Answer.documents` names all."""

MOST_TOPIC_WORDS = 3
"""A longer topic that no document has in these words is searched for as a question."""

WHICH_ONE = "No document was cited yet. Name one, by its file's name or words of its title."

_SUPERLATIVES = (
    LibraryKind.NEWEST,
    LibraryKind.OLDEST,
    LibraryKind.LONGEST,
    LibraryKind.SHORTEST,
)


def answer_about_library(
    question: str, turns: Sequence[Turn], snapshot: Snapshot, within: Sequence[str] | None
) -> Answer | None:
    """Return what the catalog says to a question about the library; None for any other question.

    Args:
        question: In the user's words.
        turns: The earlier turns, oldest first, for `this article`.
        snapshot: What is asked.
        within: The only sources that are asked; None for all.
    """
    asked = library_question(question)
    return LibraryAnswers(snapshot, within).answer(question, asked, turns) if asked else None


class LibraryAnswers:
    """Answers questions about the documents of one snapshot, or those within a scope."""

    def __init__(self, snapshot: Snapshot, within: Sequence[str] | None) -> None:
        self._catalog = snapshot.catalog
        self._lexicon = snapshot.lexical
        self._finder = MentionFinder(snapshot, within)
        documents = snapshot.catalog.documents()
        self._documents = [d for d in documents if within is None or d.source in set(within)]

    def answer(self, question: str, asked: LibraryQuestion, turns: Sequence[Turn]) -> Answer | None:
        """Return what the catalog says; None if the question names no document that is there."""
        if asked.kind in (LibraryKind.SUMMARY, LibraryKind.DATE):
            return self._of_one(question, asked, turns)
        found, told = self._choose(asked)
        if not found:
            searched = len(content_words(asked.topic)) > MOST_TOPIC_WORDS
            return None if searched else told_answer(question, self._none(asked))
        if asked.kind in _SUPERLATIVES:
            found, head = self._extreme(asked.kind, found)
        else:
            head = self._counted(found, told, asked)
        return self._listing(question, head, found)

    def _none(self, asked: LibraryQuestion) -> str:
        """Return what is said where no document is as wanted."""
        if asked.period:
            n_dated = sum(bool(d.date) for d in self._documents)
            known = f"{n_dated:,} of {len(self._documents):,} have a date of their own"
            return f"No document is known to be dated {asked.when}; {known}."
        if asked.topic:
            return f"{'Every' if asked.without else 'No'} document mentions “{asked.topic}”."
        return "There is none."

    def _counted(self, found: Sequence[Listed], told: str, asked: LibraryQuestion) -> str:
        """Return how many documents there are, or are as wanted."""
        if not told:
            return f"{len(found):,} document{'s' if len(found) != 1 else ''}:"
        head = f"{len(found):,} of {len(self._documents):,} documents {told}"
        n_undated = sum(not d.date for d in self._documents) if asked.period else 0
        return f"{head}; {n_undated:,} have no date of their own:" if n_undated else f"{head}:"

    def _of_one(
        self, question: str, asked: LibraryQuestion, turns: Sequence[Turn]
    ) -> Answer | None:
        """Return the summary or the date of the document that a question names."""
        found = self._named(asked, turns)
        if not found:
            is_open = asked.kind is LibraryKind.SUMMARY and points_back(asked.document)
            return told_answer(question, WHICH_ONE) if is_open else None
        if len(found) > 1:
            listed = [Listed(document=d, sentence=self._first(d)) for d in found]
            return self._listing(question, f"{len(found)} documents fit that name.", listed)
        [document] = found
        if asked.kind is LibraryKind.DATE:
            listed = [Listed(document=document, sentence=self._first(document))]
            return self._listing(question, self._dated(document), listed)
        chosen = summary(self._passages(document.source), self._lexicon)
        lines = [Listed(document=document, sentence=one) for one in chosen]
        return self._quoted(question, f"{_shown(document)} in short:", lines)

    def _named(self, asked: LibraryQuestion, turns: Sequence[Turn]) -> tuple[DocumentSummary, ...]:
        if points_back(asked.document):
            return self._pointed_at(asked, turns)
        explicit = bool(asked.noun) or is_file_name(asked.document)
        if asked.kind is LibraryKind.DATE and not explicit:
            return ()  # when a thing was made is a question to the documents, not about them
        return named_documents(asked.document, self._documents)

    def _pointed_at(
        self, asked: LibraryQuestion, turns: Sequence[Turn]
    ) -> tuple[DocumentSummary, ...]:
        """Return the document talked about: the only one there is, or the first cited last."""
        if asked.kind is LibraryKind.DATE and not asked.document.lower().startswith("th"):
            return ()  # `it` is rather what the document speaks of
        cited = next((turn.sources for turn in reversed(turns) if turn.sources), ())
        wanted = cited[:1] if len(self._documents) > 1 else [d.source for d in self._documents]
        return tuple(d for d in self._documents if d.source in wanted)

    def _all(self) -> list[Listed]:
        return [Listed(document=d, sentence=None) for d in self._documents]

    def _choose(self, asked: LibraryQuestion) -> tuple[list[Listed], str]:
        """Return the documents that a question is about, and what is said of them."""
        found, told = self._all(), []
        if asked.topic:
            found, verb = self._mentioning(asked)
            told.append(verb)
        if asked.period:
            found = [one for one in found if asked.period.holds(one.document.date)]
            told.append(f"{'is' if len(found) == 1 else 'are'} dated {asked.when}")
        return found, " and ".join(told)

    def _mentioning(self, asked: LibraryQuestion) -> tuple[list[Listed], str]:
        """Return the documents that mention a topic, or do not, and the words for it."""
        mentions = self._finder.of(asked.topic)
        if asked.without:
            having = () if mentions.scattered else mentions.sentences
            found = [one for one in self._all() if one.document.source not in having]
            return found, f"{'does' if len(found) == 1 else 'do'} not mention “{asked.topic}”"
        by_source = {d.source: d for d in self._documents}
        found = [
            Listed(document=by_source[source], sentence=sentence)
            for source, sentence in mentions.sentences.items()
            if source in by_source
        ]
        return found, _mentioned(len(found), asked.topic, mentions)

    def _extreme(self, kind: LibraryKind, found: list[Listed]) -> tuple[list[Listed], str]:
        """Return the first document of an order and what puts it there."""
        if kind in (LibraryKind.LONGEST, LibraryKind.SHORTEST):
            order = sorted(found, key=lambda one: one.document.n_characters)
            first = order[-1 if kind is LibraryKind.LONGEST else 0]
            n_characters = f"{first.document.n_characters:,} characters"
            return [first], f"The {kind} of {len(found)} documents has {n_characters}."
        dated = [one for one in found if one.document.date]
        days = {one.document.source: self._day(one.document) for one in dated or found}
        order = sorted(dated or found, key=lambda one: days[one.document.source])
        first = order[-1 if kind is LibraryKind.NEWEST else 0]
        day = days[first.document.source]
        if dated:
            return [first], f"The {kind} of {len(dated)} documents with a date is of {day}."
        return [first], f"No document has a date of its own; the {kind} file is of {day}."

    def _day(self, document: DocumentSummary) -> str:
        """Return a document's own date, or else when its file was last changed."""
        if document.date:
            return document.date
        state = self._catalog.files().get(document.source)
        changed = datetime.fromtimestamp((state.mtime_ns if state else 0) / 1e9, tz=UTC)
        return changed.isoformat(sep=" ", timespec="minutes")[:16]

    def _dated(self, document: DocumentSummary) -> str:
        if document.date:
            return f"{_shown(document)} is of {document.date}."
        day = self._day(document)[:10]
        return f"{_shown(document)} has no date of its own; its file is of {day}."

    def _first(self, document: DocumentSummary) -> Sentence | None:
        passages = (p for p in self._passages(document.source) if p.sentences)
        found = next(passages, None)
        if found is None:
            return None
        start, end = found.sentences[0]
        return Sentence(passage=found, start=start, end=end)

    def _passages(self, source: str) -> list[Passage]:
        """Return the passages of a document in its order."""
        found = self._catalog.passages(self._catalog.rows([source])).values()
        return sorted(found, key=lambda passage: passage.start)

    def _listing(self, question: str, head: str, found: Sequence[Listed]) -> Answer:
        """Return a list with a line for each document, after the head."""
        lines = [
            replace(
                one,
                remark=_named(one.document),
                sentence=one.sentence or self._first(one.document),
            )
            for one in islice(found, N_LISTED)
        ]
        if len(found) > N_LISTED:
            head = f"{head} The first {N_LISTED}:"
        sources = tuple(one.document.source for one in found)
        return replace(self._quoted(question, head, lines), documents=sources)

    def _quoted(self, question: str, head: str, lines: Sequence[Listed]) -> Answer:
        find = self._catalog.document
        return quoted_list(question, head, lines=lines, find_document=find)


def _mentioned(n_found: int, topic: str, mentions: Mentions) -> str:
    """Return in words how documents mention a topic."""
    ending = "s" if n_found == 1 else ""
    if mentions.scattered:
        verb = "has" if n_found == 1 else "have"
        return f"{verb} the words of “{topic}” in one sentence"
    sure = "at least " if mentions.is_cut else ""
    return f"{sure}mention{ending} “{topic}”"


def _named(document: DocumentSummary) -> str:
    """Return what is said before a document's quote."""
    day = f" ({document.date})" if document.date else ""
    return f"{_shown(document)}{day}:"


def _shown(document: DocumentSummary) -> str:
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in document.source)
