"""What the page's events do, in terms of the assistant; free of widgets, so plain to test.

Every function here can be reached by a raw HTTP request with any JSON, whatever the page offers, so
each checks what it is given.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from index.errors import ReportableError
from index.types import Hit, Passage, Range
from qa.assistant import Assistant
from qa.small_talk import QuestionError, helpful_line
from qa.types import Answer
from qa.web import wording
from qa.web.chat_text import answer_message, neutralised
from qa.web.earlier_turns import earlier_turns
from qa.web.links import Reference, references_of
from qa.web.render import Card, card_list, document_view, page_header


class Handlers:
    """The page's events over one assistant; safe to call from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._openings = itertools.count(1)

    def ask(self, question: object, sources: object, history: object = ()) -> tuple[str, str]:
        """Return the chat message and the HTML of the passages that answer a question.

        Args:
            question: What was typed.
            sources: Files or folders to answer from; none for all.
            history: The chat's earlier messages, with `role` and `content`.
        """
        if not isinstance(question, str):
            return wording.QUESTION_EXPECTED, card_list(())
        chosen = [s for s in sources if isinstance(s, str)] if isinstance(sources, list) else []
        try:
            turns = earlier_turns(history, self._assistant.passage)
            answer = self._assistant.ask(question, history=turns, sources=chosen)
        except ReportableError as error:
            return neutralised(str(error)), card_list(())
        return answer_message(answer), self._evidence(answer)

    def _evidence(self, answer: Answer) -> str:
        """Return the HTML of the passages that an answer cites or came nearest to."""
        cards = self._cards(references_of(answer), answer.hits)
        return card_list(cards, self._assistant.certainty(answer) if answer.query else None)

    def passages(self, references: Sequence[Reference]) -> str | None:
        """Return the HTML of an earlier message's passages; None when none is left."""
        cards = self._cards(references)
        return card_list(cards) if cards else None

    def document(self, reference: Reference) -> str | None:
        """Return the HTML of a document opened at a passage; None when it is gone."""
        cards = self._cards([reference])
        return document_view(cards[0], opening=next(self._openings)) if cards else None

    @property
    def generation(self) -> int:
        """The number of the library's state; another one when a sync changed it."""
        return self._assistant.generation

    def header(self) -> str:
        """Return the HTML of the page's header."""
        folder = self._assistant.folder.resolve().name
        return page_header(folder, self._assistant.documents())

    def search_choices(self) -> list[tuple[str, str]]:
        """Return the (label, value) pairs of the filter: folders of several files, then files."""
        sources = [document.source for document in self._assistant.documents()]
        sizes = Counter(folder for source in sources for folder in _folders(source))
        folders = [
            (wording.FOLDER_CHOICE.format(folder=folder, n_files=n_files), folder)
            for folder, n_files in sorted(sizes.items())
            if n_files > 1
        ]
        return folders + [(source, source) for source in sources]

    def _cards(self, references: Sequence[Reference], hits: Sequence[Hit] = ()) -> list[Card]:
        """Return one card per passage, in the order first referred to, without those gone."""
        grouped: dict[str, list[Reference]] = {}
        for reference in references:
            grouped.setdefault(reference.passage_id, []).append(reference)
        found = {hit.passage.passage_id: hit for hit in hits}
        cards = (self._card(name, own, found.get(name)) for name, own in grouped.items())
        return [card for card in cards if card is not None]

    def _card(
        self, passage_id: str, references: Sequence[Reference], hit: Hit | None
    ) -> Card | None:
        passage = self._assistant.passage(passage_id)
        document = self._assistant.document(passage.source) if passage else None
        if passage is None or document is None:
            return None
        quoting = tuple(r for r in references if r.quote and _lies_in(r.quote, passage))
        return Card(
            document=document,
            passage=passage,
            references=quoting,
            copies=self._assistant.copies(passage.source),
            hit=hit,
            matches=self._assistant.matches(hit) if hit else (),
        )


def question_problem(question: object) -> str:
    """Return why this cannot be asked, in a line for its author; empty when it can."""
    if not isinstance(question, str):
        return wording.QUESTION_EXPECTED
    try:
        helpful_line(question, follows=True)
    except QuestionError as error:
        return str(error)
    return ""


def _folders(source: str) -> Iterator[str]:
    """Yield every folder above a file, the library's own folder left out."""
    return (str(folder) for folder in PurePosixPath(source).parents if folder.name)


def _lies_in(quote: Range, passage: Passage) -> bool:
    return passage.start <= quote[0] < quote[1] <= passage.end
