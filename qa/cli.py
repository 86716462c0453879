"""The command line: words in, answers to stdout, progress and errors to stderr.

Each command imports what it needs itself, so that `qa --help` waits for none of it.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ReportableError

if TYPE_CHECKING:
    from index.types import Hit, SyncReport
    from qa.assistant import Assistant
    from qa.types import Answer

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after a line about what the user can mend."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except ReportableError as error:
        print(f"qa: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("qa: stopped; what was done so far is kept", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qa", description="Ask a folder of documents; every answer is quoted and cited."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serve(commands)
    _add_sync(commands)
    _add_ask(commands)
    _add_search(commands)
    return parser


def _add_serve(commands: Any) -> None:
    command = commands.add_parser("serve", help="index a folder and open the chat in the browser")
    command.add_argument("folder", help="the folder of documents")
    command.add_argument("--host", default=DEFAULT_HOST, help="address (default: %(default)s)")
    command.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port (default: %(default)s)"
    )
    command.add_argument("--no-browser", action="store_true", help="do not open the browser")
    _add_library_options(command)
    command.set_defaults(run=_serve)


def _add_sync(commands: Any) -> None:
    command = commands.add_parser("sync", help="bring the index in step with a folder")
    command.add_argument("folder", help="the folder of documents")
    command.add_argument("--rebuild", action="store_true", help="delete the index first")
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    _add_library_options(command)
    command.set_defaults(run=_sync)


def _add_ask(commands: Any) -> None:
    command = commands.add_parser("ask", help="answer a question from a folder")
    command.add_argument("question", help="the question, in quotation marks")
    _add_query_options(command)
    command.set_defaults(run=_ask)


def _add_search(commands: Any) -> None:
    command = commands.add_parser("search", help="list the passages nearest to a query")
    command.add_argument("query", help="what to search for, in quotation marks")
    _add_query_options(command)
    command.set_defaults(run=_search)


def _add_query_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--docs", dest="folder", default=".", help="the folder of documents (default: this one)"
    )
    command.add_argument(
        "--source",
        dest="sources",
        action="append",
        default=[],
        metavar="PATH",
        help="only this file or folder of the library; may be given again",
    )
    command.add_argument("--top-k", type=_count, help="passages to return")
    command.add_argument("--json", action="store_true", help="print JSON")
    _add_library_options(command)


def _add_library_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--store", help="keep the index here instead of in FOLDER/.qa")
    command.add_argument(
        "--model", help="another sentence-transformers model, by path or id, as embedder"
    )
    command.add_argument(
        "--reader",
        help="another question-answering model or cross-encoder, by path or id, or `none`",
    )
    command.add_argument(
        "--max-error",
        type=_share,
        metavar="SHARE",
        help="most answers that may be wrong (default: 0.15)",
    )
    command.add_argument(
        "--max-file-mb", type=_count, help="read files up to this size (default: 50)"
    )


def _serve(options: argparse.Namespace) -> None:
    from qa.web import serve

    assistant = _open(options)
    _show_report(_sync_with_progress(assistant))
    serve(
        assistant,
        host=options.host,
        port=options.port,
        open_browser=not options.no_browser,
        on_ready=lambda url: print(f"The chat is at {url} (stop it with Ctrl+C)", flush=True),
    )


def _sync(options: argparse.Namespace) -> None:
    if options.rebuild:
        from index.folder import check_folder
        from index.store import PassageStore, store_of

        check_folder(Path(options.folder))  # a mistyped folder must not cost an index
        PassageStore.discard(store_of(options.folder, options.store))
    report = _sync_with_progress(_open(options))
    if options.json:
        _print_json(asdict(report))
    else:
        _show_report(report)


def _ask(options: argparse.Namespace) -> None:
    assistant = _open(options)
    _sync_with_progress(assistant)
    answer = assistant.ask(options.question, sources=options.sources, top_k=options.top_k)
    if options.json:
        _print_json({**asdict(answer), "answered": answer.answered})
    else:
        _show_answer(answer)


def _search(options: argparse.Namespace) -> None:
    assistant = _open(options)
    _sync_with_progress(assistant)
    hits = assistant.search(options.query, sources=options.sources, top_k=options.top_k)
    if options.json:
        _print_json([asdict(hit) for hit in hits])
    else:
        _show_hits(hits)


def _open(options: argparse.Namespace) -> "Assistant":
    from qa.assistant import Assistant
    from qa.settings import Settings

    defaults = Settings()
    max_file_bytes = (options.max_file_mb or 0) * 1_000_000 or defaults.max_file_bytes
    settings = Settings(
        model=options.model,
        reader=options.reader,
        max_error=defaults.max_error if options.max_error is None else options.max_error,
        max_file_bytes=max_file_bytes,
    )
    return Assistant.open(options.folder, store=options.store, settings=settings)


def _sync_with_progress(assistant: "Assistant") -> "SyncReport":
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def show(doing: str, done: int, total: int) -> None:
        if doing not in bars:  # what is done within a second needs no bar
            bars[doing] = tqdm(desc=doing, total=total, delay=1.0, leave=False)
        bars[doing].update(done - bars[doing].n)

    try:
        return assistant.sync(progress=show)
    finally:
        for bar in bars.values():
            bar.close()


def _show_report(report: "SyncReport") -> None:
    for skipped in report.skipped:
        print(f"skipped {_shown(skipped.source)}: {skipped.reason}", file=sys.stderr)
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "moved": len(report.moved),
        "removed": len(report.removed),
        "unchanged": report.n_unchanged,
        "skipped": len(report.skipped),
    }
    print(", ".join(f"{n} {what}" for what, n in counts.items() if n), file=sys.stderr)


def _show_answer(answer: "Answer") -> None:
    print(answer.text)
    for citation in answer.citations:
        heading = f" · {citation.heading}" if citation.heading else ""
        print(f"  [{citation.number}] {_shown(citation.source)}, line {citation.line}{heading}")
    if answer.hits and not answer.answered:
        print("\nNearest passages:\n")
        _show_hits(answer.hits)


def _show_hits(hits: "Sequence[Hit]") -> None:
    for hit in hits:
        why = f"cosine {hit.cosine:.2f}"
        if hit.lexical:
            why += f", BM25 {hit.lexical.score:.1f}"
        if hit.matched:
            why += f", words: {', '.join(hit.matched)}"
        print(f"{hit.rank}. {_shown(hit.passage.source)} ({why})")
        print(f"   {' '.join(hit.passage.text.split())}\n")


def _shown(source: str) -> str:
    """Return a file name that cannot break the line or drive the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in source)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found '{text}'")
    return int(text)


def _share(text: str) -> float:
    with suppress(ValueError):
        if 0.0 < float(text) < 1.0:
            return float(text)
    raise argparse.ArgumentTypeError(f"expected a share between 0 and 1, found '{text}'")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, found '{text}'")
    return int(text)


def console() -> None:
    """Run as the installed `qa` command."""
    sys.exit(main())
