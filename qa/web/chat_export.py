"""A conversation as a file: its questions, quotes, places, and the SHA-256 of each file quoted.

What is quoted is taken from the library, by the links of each reply, not from the reply's words. So
`qa verify` can prove the JSON against the files; a quote that the library no longer holds is
counted as gone.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from index.places import in_words
from index.types import Place
from qa.types import Citation
from qa.web import wording
from qa.web.chat_text import as_typed, literal, neutralised, searched_for
from qa.web.links import MAX_REFERENCES, Reference, parse_reference
from qa.web.messages import Message
from qa.web.proofs import Proofs

_CITED = re.compile(r"\[(\d{1,3})\]\((#p-[\w.]{1,50})\)")
_NUMBERS = re.compile(rf"{_CITED.pattern}(?: {_CITED.pattern})*")
_NEAREST = re.compile(r"\s*\[[^\]]*\]\(#n-[\w.]+\)")
_SEARCHED = re.compile(r"^<small>.*</small>\s*")
_STRONG = re.compile(r"</?strong>")
_NOT_OF_A_NAME = re.compile(r"[^a-z0-9]+")
_NAME_CHARACTERS = 40


class Form(StrEnum):
    """What a conversation is written as; the values are the files' endings."""

    MARKDOWN = "md"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedTurn:
    """A question and what was answered."""

    question: str
    query: str
    """What was searched for where it was not the question; else empty."""
    text: str
    """The reply as it was shown, with its `[n]`."""
    citations: tuple[Citation, ...]
    gone: tuple[int, ...]
    """Numbers of quotes whose file was changed or removed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedChat:
    """A conversation with all that proves it."""

    library: str
    exported: datetime
    turns: tuple[ExportedTurn, ...]

    @classmethod
    def of(cls, messages: Sequence[Message], library: str, proofs: Proofs) -> "ExportedChat":
        """Collect the turns of a conversation, each with what the library holds of its quotes."""
        turns = tuple(_turn(asked, reply, proofs) for asked, reply in _pairs(messages))
        return cls(library=library, exported=datetime.now(UTC), turns=turns)

    @property
    def name(self) -> str:
        """A file's name without its ending: letters, digits and dashes."""
        first = self.turns[0].question.lower() if self.turns else ""
        told = _NOT_OF_A_NAME.sub("-", first)[:_NAME_CHARACTERS].strip("-")
        return "-".join(filter(None, ("chat", told, self.exported.date().isoformat())))

    def written(self, form: Form) -> str:
        """Return the file's text."""
        return self.as_json() if form is Form.JSON else self.as_markdown()

    def as_json(self) -> str:
        """Return the conversation as JSON that `qa verify` reads."""
        return json.dumps(_plain(self), ensure_ascii=False, indent=1) + "\n"

    def as_markdown(self) -> str:
        """Return the conversation as Markdown in which nothing but its form is markup."""
        heading = wording.EXPORT_TITLE.format(library=self.library)
        day = self.exported.isoformat(sep=" ", timespec="minutes")
        lines = [f"# {neutralised(heading)}", neutralised(wording.EXPORTED.format(day=day))]
        for turn in self.turns:
            lines += _turn_lines(turn)
        return "\n\n".join(lines) + "\n"


def _pairs(messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    """Yield each question, as Markdown, with the reply to it."""
    asked: str | None = None
    for message in messages:
        if message["role"] == "user":
            if asked is not None:
                yield asked, ""
            asked = message["content"]
        elif asked is not None:
            yield asked, message["content"]
            asked = None
    if asked is not None:
        yield asked, ""


def _turn(asked: str, reply: str, proofs: Proofs) -> ExportedTurn:
    found = {r.number: proofs.citation(r) for r in references_in(reply) if r.number}
    return ExportedTurn(
        question=as_typed(asked),
        query=searched_for(reply),
        text=shown_text(reply),
        citations=tuple(citation for citation in found.values() if citation),
        gone=tuple(number for number, citation in found.items() if citation is None),
    )


def references_in(reply: str) -> Iterator[Reference]:
    """Yield what a reply quotes, by its links, in order and each number once."""
    numbers: set[str] = set()
    for number, href in _CITED.findall(reply):
        reference = parse_reference(href, number)
        if reference and reference.quote and number not in numbers:
            numbers.add(number)
            yield reference
        if len(numbers) == MAX_REFERENCES:
            return


def shown_text(reply: str) -> str:
    """Return a reply as it is read: words and `[n]`, without what was searched for."""
    text = _SEARCHED.sub("", reply)
    text = _NUMBERS.sub(lambda found: _CITED.sub(r"[\1]", found[0].replace(" ", "")), text)
    text = _NEAREST.sub("", text)
    return as_typed(_STRONG.sub("", text))


def _plain(chat: ExportedChat) -> dict[str, Any]:
    turns = [{**asdict(turn), "answered": bool(turn.citations)} for turn in chat.turns]
    exported = chat.exported.isoformat(timespec="seconds")
    return {"library": chat.library, "exported": exported, "turns": turns}


def _turn_lines(turn: ExportedTurn) -> Iterator[str]:
    yield f"## {neutralised(turn.question)}"
    if "\n" in turn.question:
        yield "\n".join(f"> {line}" for line in literal(turn.question).split("\n"))
    if turn.query:
        yield neutralised(f"{wording.SEARCHED_FOR} {turn.query}")
    if turn.text:
        yield literal(turn.text)
    if turn.citations:
        yield "\n".join(map(_citation_lines, turn.citations))
    for number in turn.gone:
        yield neutralised(wording.EXPORT_GONE.format(number=number))


def _citation_lines(citation: Citation) -> str:
    names = Place.__dataclass_fields__
    place = in_words(Place(**{name: getattr(citation, name) for name in names}))
    where = wording.EXPORT_PLACE.format(
        number=citation.number,
        source=citation.source,
        place=place,
        start=citation.start,
        end=citation.end,
        digest=citation.digest,
    )
    return f"- {neutralised(where)}\n  > {neutralised(citation.quote)}"
