"""The commands that ask a library, and prove what it answered."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from qa.commands.opening import open_library, synced


def ask(options: argparse.Namespace) -> int:
    """Answer a question from a folder."""
    from qa.plain import plain_answer
    from qa.terminal import print_json, show_answer

    assistant = open_library(options)
    synced(assistant)
    answer = assistant.ask(
        options.question,
        sources=options.sources,
        top_k=options.top_k,
        since=options.since,
        until=options.until,
    )
    if options.json:
        print_json(plain_answer(answer))
    else:
        show_answer(answer)
    return 0


def chat(options: argparse.Namespace) -> int:
    """Answer question after question, each in the light of those before it."""
    from index.errors import ReportableError, SourceNotFoundError
    from index.store import store_of
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
            print(f"qa: {error}", file=sys.stderr)
        print(flush=True)
    return 0


def search(options: argparse.Namespace) -> int:
    """List the passages nearest to a query."""
    from qa.plain import plain_hits
    from qa.terminal import print_json, show_hits

    assistant = open_library(options)
    synced(assistant)
    hits = assistant.search(
        options.query,
        sources=options.sources,
        top_k=options.top_k,
        since=options.since,
        until=options.until,
    )
    if options.json:
        print_json(plain_hits(hits))
    else:
        show_hits(hits)
    return 0


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
