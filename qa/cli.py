"""The command line: what may be typed, and errors in one line; `commands/` does what is asked."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.errors import ReportableError
from index.heavy_imports import freeze_after_imports
from qa.commands import (
    ask,
    calibrate,
    chat,
    doctor,
    evaluate,
    mcp,
    search,
    serve,
    sync,
    told_of_events,
    verify,
)
from qa.options import (
    add_access_options,
    add_folder_option,
    add_library_options,
    add_query_options,
    add_source_option,
    count,
    port,
)

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after a line about what the user can mend."""
    options = _parser().parse_args(arguments)
    try:
        with told_of_events(options) as tell:
            return _run(options, tell)
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _run(options: argparse.Namespace, tell: Callable[[str], None]) -> int:
    try:
        return int(options.run(options))
    except ReportableError as error:
        tell(str(error))
        return 1
    except KeyboardInterrupt:
        tell("stopped; what was done so far is kept")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qa", description="Ask a folder of documents; every answer is quoted and cited."
    )
    found = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serve(found)
    _add_mcp(found)
    _add_sync(found)
    _add_ask(found)
    _add_chat(found)
    _add_search(found)
    _add_verify(found)
    _add_doctor(found)
    _add_evaluate(found)
    _add_calibrate(found)
    return parser


def _add_serve(parsers: Any) -> None:
    command = parsers.add_parser("serve", help="index a folder and open the chat in the browser")
    command.add_argument("folder", help="the folder of documents")
    command.add_argument("--host", default=DEFAULT_HOST, help="address (default: %(default)s)")
    command.add_argument(
        "--port", type=port, default=DEFAULT_PORT, help="port (default: %(default)s)"
    )
    command.add_argument(
        "--read-only", action="store_true", help="let nobody add or remove files in the browser"
    )
    command.add_argument("--no-browser", action="store_true", help="do not open the browser")
    add_access_options(command)
    command.add_argument(
        "--watch",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="follow changes of the folder (default: yes)",
    )
    add_library_options(command)
    command.set_defaults(run=serve)


def _add_mcp(parsers: Any) -> None:
    command = parsers.add_parser("mcp", help="offer a folder to a language model's program (MCP)")
    command.add_argument("folder", help="the folder of documents")
    add_library_options(command)
    command.set_defaults(run=mcp)


def _add_sync(parsers: Any) -> None:
    command = parsers.add_parser("sync", help="bring the index in step with a folder")
    command.add_argument("folder", help="the folder of documents")
    command.add_argument("--rebuild", action="store_true", help="delete the index first")
    command.add_argument(
        "--report", action="store_true", help="say what became of every character of every file"
    )
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.add_argument(
        "--watch", action="store_true", help="go on, and follow changes until Ctrl+C"
    )
    add_library_options(command)
    command.set_defaults(run=sync)


def _add_ask(parsers: Any) -> None:
    command = parsers.add_parser("ask", help="answer a question from a folder")
    command.add_argument("question", help="the question, in quotation marks")
    add_query_options(command)
    command.set_defaults(run=ask)


def _add_chat(parsers: Any) -> None:
    command = parsers.add_parser("chat", help="ask question after question about a folder")
    command.add_argument("folder", help="the folder of documents")
    add_source_option(command)
    add_library_options(command)
    command.set_defaults(run=chat)


def _add_search(parsers: Any) -> None:
    command = parsers.add_parser("search", help="list the passages nearest to a query")
    command.add_argument("query", help="what to search for, in quotation marks")
    add_query_options(command)
    command.set_defaults(run=search)


def _add_verify(parsers: Any) -> None:
    command = parsers.add_parser("verify", help="prove quotes against the files themselves")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "answer",
        nargs="?",
        metavar="ANSWER",
        help="a file with what `qa ask --json` printed, or - for standard input",
    )
    what.add_argument("--all", action="store_true", help="every passage of the library")
    add_folder_option(command)
    command.add_argument("--json", action="store_true", help="print JSON")
    add_library_options(command)
    command.set_defaults(run=verify)


def _add_doctor(parsers: Any) -> None:
    command = parsers.add_parser("doctor", help="look an index over, and mend it")
    command.add_argument(
        "folder", nargs="?", default=".", help="the folder of documents (default: this one)"
    )
    command.add_argument(
        "--repair",
        action="store_true",
        help="mend what is wrong; only damaged files are read again",
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    add_library_options(command)
    command.set_defaults(run=doctor)


def _add_evaluate(parsers: Any) -> None:
    command = parsers.add_parser("evaluate", help="measure answers to questions that are known")
    asked = command.add_mutually_exclusive_group()
    asked.add_argument(
        "questions",
        nargs="?",
        type=Path,
        metavar="QUESTIONS",
        help="a file with one JSON object a line; without it, the library asks itself",
    )
    asked.add_argument("--thumbs", action="store_true", help="ask what readers of the page judged")
    add_folder_option(command)
    command.add_argument("--answerable", action="store_true", help="only those with an answer")
    command.add_argument("--questions", dest="n_questions", type=count, help="draw so many")
    command.add_argument(
        "--report", type=Path, metavar="FILE", help="keep all outcomes here, as JSON"
    )
    command.add_argument(
        "--compare",
        type=Path,
        metavar="FILE",
        help="fail if a figure is worse than in this kept report",
    )
    add_library_options(command)
    command.set_defaults(run=evaluate)


def _add_calibrate(parsers: Any) -> None:
    command = parsers.add_parser("calibrate", help="fit how sure answers are to a folder")
    add_folder_option(command)
    command.add_argument(
        "--questions", dest="n_questions", type=count, help="make so many (default: 300)"
    )
    add_library_options(command)
    command.set_defaults(run=calibrate)


def console() -> None:
    """Run as the installed `qa` command."""
    freeze_after_imports()  # else an answer waits for looking through them, and so does the end
    sys.exit(main())
