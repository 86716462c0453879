"""Answers about the library itself, from its catalog: every document that is listed is quoted.

The quote shows what a document is about and lets its listing be proved like any answer.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from index.function_words import content_words
from index.store import Snapshot
from index.types import DocumentSummary, Hit
from qa.conversation import Turn
from qa.document_answers import OF_ONE, DocumentAnswers
from qa.document_facts import DocumentFacts
from qa.document_orders import ORDERS, first_of
from qa.library_forms import LibraryKind
from qa.library_questions import LibraryQuestion, library_question
from qa.mentions import MentionFinder, Mentions
from qa.quoted_list import Listed, document_list, told_answer
from qa.types import Answer

MOST_TOPIC_WORDS = 3
"""A longer topic that no document has in these words is searched for as a question."""

_PRONOUNS = frozenset(("it", "this", "that", "these", "those", "them", "him", "her"))

Search = Callable[[str], Sequence[Hit]]
"""Gives the passages nearest to a query."""


def answer_about_library(
    question: str,
    turns: Sequence[Turn],
    snapshot: Snapshot,
    within: Sequence[str] | None,
    *,
    search: Search,
) -> Answer | None:
    """Return what the catalog says to a question about the library; None for any other question.

    Args:
        question: In the user's words.
        turns: The earlier turns, oldest first, for `this article`.
        snapshot: What is asked.
        within: The only sources that are asked; None for all.
        search: Brings what comes nearest to a topic that no document mentions.
    """
    asked = library_question(question, date.today())
    if asked is None:
        return None
    return LibraryAnswers(snapshot, within, search).answer(question, asked, turns)


class LibraryAnswers:
    """Answers questions about the documents of one snapshot, or those within a scope."""

    def __init__(self, snapshot: Snapshot, within: Sequence[str] | None, search: Search) -> None:
        self._lexicon = snapshot.lexical
        self._facts = DocumentFacts(snapshot.catalog)
        self._finder = MentionFinder(snapshot, within)
        self._search = search
        documents = snapshot.catalog.documents()
        self._documents = [d for d in documents if within is None or d.source in set(within)]

    def answer(self, question: str, asked: LibraryQuestion, turns: Sequence[Turn]) -> Answer | None:
        """Return what the catalog says; None if the question names nothing that is there."""
        if asked.topic.lower() in _PRONOUNS:
            asked = replace(asked, topic=_last_topic(turns))
            if not asked.topic:
                return None
        if asked.kind in OF_ONE:
            one = DocumentAnswers(self._documents, self._facts, self._lexicon)
            return one.answer(question, asked, turns)
        filters = asked.filters
        held = [d for d in self._documents if replace(filters, endings=()).hold(d.source)]
        if filters.folder and not held:
            told = f"No folder of the library is named “{filters.folder}”."
            return told_answer(question, told) if filters.is_folder else None
        found, told = self._choose(asked)
        if not found:
            searched = len(content_words(asked.topic)) > MOST_TOPIC_WORDS
            return None if searched else self._none(question, asked, told)
        if asked.kind in ORDERS:
            found, head = first_of(asked, found, self._facts)
        elif asked.kind is LibraryKind.FORMATS:
            head = self._formats(found)
        else:
            head = self._counted(found, told, asked)
        return document_list(question, head, found=found, facts=self._facts)

    def _none(self, question: str, asked: LibraryQuestion, told: str) -> Answer:
        """Return what is said where no document is as wanted, with what comes nearest to it."""
        told = f"No document {told}" if told else "There is no document"
        if asked.without and not (asked.filters.is_narrow or asked.period):
            told = f"Every document mentions “{asked.topic}”"
        if asked.period and not asked.by_file:
            n_dated = sum(bool(d.date) for d in self._documents)
            told += f"; {n_dated:,} of {len(self._documents):,} have a date of their own"
        nearest = self._search(asked.topic) if asked.topic and not asked.without else ()
        return told_answer(question, f"{told}.", hits=tuple(nearest))

    def _counted(self, found: Sequence[Listed], told: str, asked: LibraryQuestion) -> str:
        """Return how many documents there are, or are as wanted."""
        if not told:
            return f"{len(found):,} document{'s' if len(found) != 1 else ''}:"
        head = f"{len(found):,} of {len(self._documents):,} documents {told}"
        is_dated = asked.period and not asked.by_file
        n_undated = sum(not d.date for d in self._documents) if is_dated else 0
        return f"{head}; {n_undated:,} have no date of their own:" if n_undated else f"{head}:"

    def _all(self) -> list[Listed]:
        return [Listed(document=d, sentence=None) for d in self._documents]

    def _choose(self, asked: LibraryQuestion) -> tuple[list[Listed], str]:
        """Return the documents that a question is about, and what is said of them."""
        mentions = self._finder.of(asked.topic) if asked.topic else None
        found = self._mentioning(mentions, asked) if mentions else self._all()
        if asked.excluded:
            having = self._finder.of(asked.excluded).sentences
            found = [one for one in found if one.document.source not in having]
        found = [one for one in found if asked.filters.hold(one.document.source)]
        if asked.period:
            days = asked.period
            found = [one for one in found if days.holds(self._day(one.document, asked))]
        return found, " and ".join(_told(asked, mentions, is_one=len(found) < 2))

    def _day(self, document: DocumentSummary, asked: LibraryQuestion) -> str:
        return self._facts.changed(document)[:10] if asked.by_file else document.date

    def _mentioning(self, mentions: Mentions, asked: LibraryQuestion) -> list[Listed]:
        """Return the documents that mention a topic, or do not."""
        if asked.without:
            having = () if mentions.scattered else mentions.sentences
            return [one for one in self._all() if one.document.source not in having]
        by_source = {d.source: d for d in self._documents}
        return [
            Listed(document=by_source[source], sentence=sentence)
            for source, sentence in mentions.sentences.items()
            if source in by_source
        ]

    def _formats(self, found: Sequence[Listed]) -> str:
        endings = Counter(PurePosixPath(one.document.source).suffix.lower() for one in found)
        counts = ", ".join(
            f"{n:,} {ending or 'without ending'}" for ending, n in endings.most_common()
        )
        return f"{len(found):,} documents: {counts}."


def _last_topic(turns: Sequence[Turn]) -> str:
    """Return the words of the last question that has any, which a pronoun may mean."""
    return next(
        (t for turn in reversed(turns) if (t := " ".join(content_words(turn.question)))), ""
    )


def _told(asked: LibraryQuestion, mentions: Mentions | None, *, is_one: bool) -> Iterator[str]:
    """Yield what is said of the documents that are as wanted."""
    are, have, do = ("is", "has", "does") if is_one else ("are", "have", "do")
    if asked.without:
        yield f"{do} not mention “{asked.topic}”"
    elif mentions and mentions.scattered:
        yield f"{have} the words of “{asked.topic}” in one sentence"
    elif mentions:
        sure = "at least " if mentions.is_cut else ""
        yield f"{sure}mention{'s' if is_one else ''} “{asked.topic}”"
    if asked.excluded:
        yield f"{do} not mention “{asked.excluded}”"
    if asked.filters.endings:
        yield f"{are} {_format(asked)}"
    if asked.filters.folder:
        yield f"{are} in {asked.filters.folder.strip('/')}/"
    if asked.period:
        yield (
            f"{have} a file changed {_days(asked)}"
            if asked.by_file
            else (f"{are} dated {asked.when}")
        )


def _format(asked: LibraryQuestion) -> str:
    *first, last = asked.filters.endings
    endings = f"{', '.join(first)} or {last}" if first else last
    return f"of the format {endings}"


def _days(asked: LibraryQuestion) -> str:
    """Return a time in the user's words and its first and last day."""
    assert asked.period, "it is asked for"
    bounds = [day.isoformat() for day in (asked.period.since, asked.period.until) if day]
    return f"{asked.when} ({' to '.join(dict.fromkeys(bounds))})"
