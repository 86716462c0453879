"""The commands that ask a library, and prove what it answered."""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from functools import cache
from pathlib import Path

from qa.commands.opening import open_library, remark, synced


def ask(options: argparse.Namespace) -> int:
    """Answer a question from a folder."""
    return _printed(options, "ask", "question")


def chat(options: argparse.Namespace) -> int:
    """Answer question after question, each in the light of those before it."""
    from index.errors import ReportableError, SourceNotFoundError
    from index.store_place import store_of
    from qa.prompt import typed_lines
    from qa.terminal import show_answer

    assistant = open_library(options)
    synced(assistant)
    conversation = assistant.chat()
    for message in typed_lines(store_of(options.folder, options.store)):
        try:
            show_answer(conversation.ask(message, sources=options.sources))
        except SourceNotFoundError:
            raise  # no later question could be answered either
        except ReportableError as error:
            remark(options, f"qa: {error}")
        print(flush=True)
    return 0


def search(options: argparse.Namespace) -> int:
    """List the passages nearest to a query."""
    return _printed(options, "search", "query")


def _printed(options: argparse.Namespace, command: str, text: str) -> int:
    """Print the reply of the running server, or of the library opened here."""
    out, remarks = _of_server(options, command, text) or _of_library(options, command, text)
    print(out, end="")
    print(remarks, end="", file=sys.stderr)
    return 0


def _of_server(options: argparse.Namespace, command: str, text: str) -> tuple[str, str] | None:
    """Return what a running server of the same library says; None if there is none."""
    from qa.local_call import LocalCall, printed_by_server

    if options.model or options.reader or options.log_json:
        return None  # a named model may have changed since; events are told where they happen
    scope = {"sources": options.sources, "top_k": options.top_k}
    days = {"since": options.since, "until": options.until}
    call = LocalCall(
        folder=options.folder,
        store=options.store,
        chosen={name: getattr(options, name) for name in ("max_error", "max_file_mb", "ocr")},
        command=command,
        request={
            text: getattr(options, text),
            **scope,
            **{name: day and day.isoformat() for name, day in days.items()},
        },
        as_json=options.json,
        timings=options.timings,
    )
    with ExitStack() as stack:

        @cache
        def bars() -> Callable[[str, int, int], None]:
            """Load what draws bars when there is something to draw."""
            from qa.terminal import progress_bars

            return stack.enter_context(progress_bars())

        return printed_by_server(call, lambda *told: bars()(*told))


def _of_library(options: argparse.Namespace, command: str, text: str) -> tuple[str, str]:
    from qa.replies import Command, Wanted, reply_to
    from qa.terminal import progress_bars

    scope = ("sources", "top_k", "since", "until")
    wanted = Wanted(
        command=Command(command),
        text=getattr(options, text),
        scope={name: getattr(options, name) for name in scope},
        as_json=options.json,
        timings=options.timings,
    )
    with progress_bars() as show:
        reply = reply_to(wanted, lambda: open_library(options), show)
    return reply.out, reply.remarks


def verify(options: argparse.Namespace) -> int:
    """Prove the quotes of a kept answer, or all that the library holds; return 1 if one fails."""
    from qa.terminal import print_json, show_proofs
    from qa.verification import Verdict, claims_in
    from qa.verification import verify as prove

    if options.answer is None:
        proofs = list(open_library(options).verify())
    else:
        proofs = list(prove(Path(options.folder), claims_in(_text_of(options.answer))))
    if options.json:
        print_json([asdict(proof) for proof in proofs])
    else:
        show_proofs(proofs)
    return 0 if all(proof.verdict is Verdict.PROVED for proof in proofs) else 1


def _text_of(path: str) -> str:
    """Return what a file holds, `-` being what is typed or piped in."""
    from index.errors import ReportableError

    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportableError(
            f"Expected a kept answer in '{path}', could not read it: {error}."
            " Keep one with: qa ask QUESTION --json > answer.json"
        ) from error
