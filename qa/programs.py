"""What a program may ask of a library, and what it gets: HTTP, Gradio's endpoint and MCP lead here.

Requests are checked here once, so that every door refuses the same and says so in the same line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from index.audit import FileAccount, Totals
from index.errors import ReportableError
from index.types import DocumentSummary, Hit, Passage
from qa.assistant import Assistant
from qa.plain import plain_answer, plain_documents, plain_hits, plain_passage, plain_report
from qa.types import Answer

MAX_TOP_K = 100
"""Most passages of one reply, about 100 kB: a request may not ask for the whole library."""

MAX_SOURCES = 1_000

MAX_MESSAGES = 200
"""Most messages of a history; only the last turns are looked at."""

_SHOWN_CHARACTERS = 60


class RequestError(ReportableError):
    """A request of a program that is not what this door takes."""


class PassageNotFoundError(ReportableError):
    """A passage that the library does not hold, or no longer."""


class _Request(BaseModel):
    """Refuses what it does not know: a misspelt option must not be an option left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Scoped(_Request):
    sources: tuple[str, ...] = Field(
        default=(),
        max_length=MAX_SOURCES,
        description="Files, or folders with all below them, to keep to; empty for all.",
        examples=[["policies", "notes/2025.md"]],
    )
    top_k: int | None = Field(
        default=None, ge=1, le=MAX_TOP_K, description="Most passages to return; null for 5."
    )
    since: date | None = Field(
        default=None, description="Only documents that date themselves on this day or later."
    )
    until: date | None = Field(
        default=None, description="Only documents that date themselves on this day or earlier."
    )


class Message(_Request):
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


class AskRequest(_Scoped):
    """A question and where to look for its answer."""

    question: str = Field(
        description="One question in plain words, at most 2,000 characters.",
        examples=["How many days of leave do employees get?"],
    )
    history: tuple[Message, ...] = Field(
        default=(),
        max_length=MAX_MESSAGES,
        description="Earlier messages, oldest first; a question may lean on them.",
    )


class SearchRequest(_Scoped):
    """What to search for and where."""

    query: str = Field(
        max_length=2_000, description="Words to search for.", examples=["annual leave"]
    )


class DocumentsRequest(_Request):
    """Nothing: the whole list is returned."""


class PassageRequest(_Request):
    """Which passage to read."""

    passage_id: str = Field(
        description="The `passage_id` of a citation or of a hit's passage, 16 hex digits.",
        examples=["00c0ffee00c0ffee"],
    )


def _reply(of: type, doc: str, **more: Any) -> type[BaseModel]:
    """Return what describes a dataclass's JSON, with fields that the JSON has beside its own."""
    hints = get_type_hints(of)
    own = {field.name: (hints[field.name], ...) for field in fields(of)}
    return create_model(f"{of.__name__}Reply", __doc__=doc, **{**own, **more})


AnswerReply = _reply(
    Answer,
    "An answer made of quotes, or, with `answered` false and no citations, an abstention.",
    answered=(bool, Field(description="Whether the documents answer the question.")),
)

PassageReply = _reply(Passage, "A passage: whole sentences of one document, in its own words.")


class HitsReply(BaseModel):
    """The nearest passages, best first."""

    hits: tuple[Hit, ...]


class ReportReply(BaseModel):
    """What became of every character of every file, and the sums."""

    files: tuple[FileAccount, ...]
    totals: Totals


class DocumentsReply(BaseModel):
    """Every document of the library."""

    documents: tuple[DocumentSummary, ...]


Request = TypeVar("Request", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Programs:
    """A library as programs see it: typed requests in, JSON out; threads may share it."""

    library: Callable[[], Assistant]
    """Called at every request; it may wait, and raise ReportableError, until there is one."""

    def ask(self, request: AskRequest) -> dict[str, Any]:
        """Return the JSON of an answer.

        Raises:
            QuestionError: If the question is too long.
            SourceNotFoundError: If no document lies at one of the sources.
        """
        history = [message.model_dump() for message in request.history]
        answer = self.library().ask(request.question, history=history, **scope_of(request))
        return plain_answer(answer)

    def search(self, request: SearchRequest) -> list[dict[str, Any]]:
        """Return the JSON of the nearest passages, best first.

        Raises:
            SourceNotFoundError: If no document lies at one of the sources.
        """
        return plain_hits(self.library().search(request.query, **scope_of(request)))

    def documents(self) -> list[dict[str, Any]]:
        """Return the JSON of the library's list."""
        return plain_documents(self.library().documents())

    def report(self) -> dict[str, Any]:
        """Return the JSON of what became of every character of every file."""
        return plain_report(list(self.library().accounts()))

    def passage(self, request: PassageRequest) -> dict[str, Any]:
        """Return the JSON of one passage.

        Raises:
            PassageNotFoundError: If the library holds none of this id.
        """
        passage = self.library().passage(request.passage_id)
        if passage is None:
            raise PassageNotFoundError(
                f"Expected the id of a passage in this library, found"
                f" '{_shown(request.passage_id)}'. Its file may have changed: search again"
            )
        return plain_passage(passage)


def checked(kind: type[Request], values: Mapping[str, Any]) -> Request:
    """Return what a program sent as a request.

    Raises:
        RequestError: If it is none, with a line about the first thing that is wrong.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise RequestError(problem_of(error.errors()[0])) from error


def problem_of(error: Mapping[str, Any]) -> str:
    """Return one line about one of pydantic's errors."""
    field = ".".join(str(part) for part in error["loc"] if part != "body")
    where = f" in '{field}'" if field else ""
    found = f", found {_shown(repr(error['input']))}" if error["type"] != "missing" else ""
    return f"Expected a valid request{where}: {error['msg']}{found}"


def scope_of(request: _Scoped) -> dict[str, Any]:
    """Return the arguments that `Assistant.ask` and `search` have in common."""
    return {name: getattr(request, name) for name in _Scoped.model_fields}


def _shown(text: str) -> str:
    """Return the beginning of what a program sent, fit for one line."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS]}…"
