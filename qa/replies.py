"""What `qa ask` and `qa search` print, made alike in their own process and in a server's."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from index.progress import Progress
from index.timing import watching
from qa.assistant import Assistant
from qa.plain import plain_answer, plain_hits
from qa.terminal import print_json, show_answer, show_hits, timings_line


class Command(StrEnum):
    """A command that asks a library one thing."""

    ASK = "ask"
    SEARCH = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked of a library, and in which form it is told."""

    command: Command
    text: str
    """The question or query."""
    scope: Mapping[str, Any]
    """`sources`, `top_k`, `since` and `until`, as `Assistant.ask` takes them."""
    as_json: bool
    timings: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The text a command prints; each part is empty or ends its last line."""

    out: str
    """For standard output."""
    remarks: str
    """For standard error."""


def reply_to(wanted: Wanted, library: Callable[[], Assistant], progress: Progress) -> Reply:
    """Bring a library in step with its folder, ask it, and return what is printed.

    Args:
        wanted: What is asked.
        library: Opens the library, or has it open.
        progress: Told what a sync is doing.

    Raises:
        ReportableError: As `Assistant.open`, `sync`, `ask` and `search` do.
    """
    with watching() as watch:
        assistant = library()
        assistant.sync(progress=progress)
        out, remarks = _ANSWERING[wanted.command](assistant, wanted)
    if wanted.timings:
        remarks += f"{timings_line(watch.timings(), as_json=wanted.as_json)}\n"
    return Reply(out=out, remarks=remarks)


def _asked(assistant: Assistant, wanted: Wanted) -> tuple[str, str]:
    answer = assistant.ask(wanted.text, **wanted.scope)
    out = io.StringIO()
    if wanted.as_json:
        print_json(plain_answer(answer), out)
    else:
        show_answer(answer, out)
    return out.getvalue(), ""


def _searched(assistant: Assistant, wanted: Wanted) -> tuple[str, str]:
    hits = assistant.search(wanted.text, **wanted.scope)
    out = io.StringIO()
    if wanted.as_json:
        print_json(plain_hits(hits), out)
        return out.getvalue(), ""
    show_hits(hits, out)
    return out.getvalue(), "" if hits else "No passage was found.\n"


_ANSWERING: Mapping[Command, Callable[[Assistant, Wanted], tuple[str, str]]] = {
    Command.ASK: _asked,
    Command.SEARCH: _searched,
}
