"""What the page's events do, in terms of the assistant; free of widgets, so plain to test.

Every function here can be reached by a raw HTTP request with any JSON, whatever the page offers, so
each checks what it is given.
"""

import itertools
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from index.errors import ReportableError
from index.types import Hit, Passage, Range
from qa.assistant import Assistant
from qa.page_pictures import pictures_of
from qa.small_talk import QuestionError, helpful_line
from qa.thumbs import Thumbs
from qa.types import Activity, Answer
from qa.web import wording
from qa.web.chat_export import ExportedChat, Form
from qa.web.chat_text import answer_message, neutralised
from qa.web.earlier_turns import earlier_turns
from qa.web.judging import feedback_on, thumb_of
from qa.web.library_key import library_key
from qa.web.links import Reference, references_of
from qa.web.messages import Message, messages_of, waiting_question, with_reply
from qa.web.paper import Paper
from qa.web.proofs import Proofs
from qa.web.render import Card, card_list, document_view, page_header
from qa.web.scope import Scope

logger = logging.getLogger(__name__)

_ACTIVITIES = {Activity.SEARCHING: wording.SEARCHING, Activity.READING: wording.READING}


class Handlers:
    """The page's events over one assistant; safe to call from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._openings = itertools.count(1)
        self._proofs = Proofs(assistant)
        self._thumbs = Thumbs(assistant.store_folder)
        self.library_key = library_key(assistant.store_folder)

    def converse(
        self, messages: Sequence[Message], *scope: object
    ) -> Iterator[tuple[list[Message], str | None]]:
        """Yield a conversation with what is known of the answer to its last question.

        With it comes the HTML of the passages; None while there is none to show. Nothing is yielded
        where no question waits.

        Args:
            messages: The conversation, a question at its end.
            scope: Which documents to answer from, as `Scope.parse` takes it.
        """
        question = waiting_question(messages)
        if question is not None:
            for reply, passages in self.answering(question, list(messages[:-1]), *scope):
                yield with_reply(messages, reply), passages

    def ask(self, question: object, *scope: object, history: object = ()) -> tuple[str, str]:
        """Return the last of what `answering` yields."""
        *_, (message, passages) = self.answering(question, history, *scope)
        return message, passages or card_list(())

    def answering(
        self, question: object, history: object = (), *scope: object
    ) -> Iterator[tuple[str, str | None]]:
        """Yield what is being done, and last the chat message and the HTML of its passages.

        Args:
            question: What was typed.
            history: The chat's earlier messages, with `role` and `content`.
            scope: Which documents to answer from, as `Scope.parse` takes it.
        """
        if not isinstance(question, str):
            yield wording.QUESTION_EXPECTED, card_list(())
            return
        try:
            chosen = Scope.parse(*scope).arguments
            turns = earlier_turns(history, self._assistant.passage)
            for step in self._assistant.answering(question, history=turns, **chosen):
                yield self._told(step)
        except ReportableError as error:
            yield neutralised(str(error)), card_list(())
        except Exception:
            logger.exception("A question of the page could not be answered")
            yield wording.FAILED, card_list(())

    def _told(self, step: Activity | Answer) -> tuple[str, str | None]:
        if isinstance(step, Activity):
            return _ACTIVITIES[step], None
        return answer_message(step), self._evidence(step)

    def _evidence(self, answer: Answer) -> str:
        """Return the HTML of the passages that an answer cites or came nearest to."""
        cards = self._cards(references_of(answer), answer.hits)
        return card_list(cards, self._assistant.certainty(answer) if answer.query else None)

    def passages(self, references: Sequence[Reference]) -> str | None:
        """Return the HTML of an earlier message's passages; None when none is left."""
        cards = self._cards(references)
        return card_list(cards) if cards else None

    def document(self, reference: Reference, *, as_page: bool = False) -> str | None:
        """Return the HTML of a document opened at a passage; None when it is gone.

        Args:
            reference: The passage.
            as_page: Whether to show the picture of the page it stands on, if it has pages.
        """
        cards = self._cards([reference])
        if not cards:
            return None
        paper = self._paper(cards[0]) if as_page and cards[0].page else None
        return document_view(cards[0], opening=next(self._openings), paper=paper)

    def _paper(self, card: Card) -> Paper:
        """Return the pages a card's quote stands on, or a line that says why they do not show."""
        try:
            return Paper.of(pictures_of(self._assistant.folder, card.document, card.quoted))
        except ReportableError as error:
            return Paper(problem=str(error))

    def export(self, messages: object, form: object) -> dict[str, str]:
        """Return a conversation as a file's `name` and `text`; Markdown unless `json` is asked."""
        library = self._assistant.folder.resolve().name
        chat = ExportedChat.of(messages_of(messages), library, self._proofs)
        wanted = Form.JSON if form == Form.JSON.value else Form.MARKDOWN
        return {"name": f"{chat.name}.{wanted}", "text": chat.written(wanted)}

    def judge(self, messages: object, index: object, liked: object) -> list[str | None]:
        """Keep what a reader thinks of a reply, and return all verdicts, as `feedback` does.

        Args:
            messages: The conversation.
            index: Of the reply.
            liked: True or False; anything else takes the verdict back.
        """
        conversation = messages_of(messages)
        thumb = thumb_of(conversation, index, liked, self._proofs)
        if thumb:
            try:
                self._thumbs.add(thumb)
            except OSError as error:
                logger.warning("A verdict could not be kept: %s", error)
        return self.feedback(conversation)

    def feedback(self, messages: Sequence[Message]) -> list[str | None]:
        """Return the verdict on each reply of a conversation, as the chat widget names them."""
        return feedback_on(messages, self._thumbs.standing(), self._proofs)

    def header(self) -> str:
        """Return the HTML of the page's header."""
        folder = self._assistant.folder.resolve().name
        return page_header(folder, self._assistant.documents())

    @property
    def has_dates(self) -> bool:
        """Whether any document says of which day it is."""
        return any(document.date for document in self._assistant.documents())

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
