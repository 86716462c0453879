"""The command line: what may be typed, and errors in one line; `commands/` does what is asked."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import ReportableError
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

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after a line about what the user can mend."""
    options = _parser().parse_args(arguments)
    try:
        with told_of_events(options):
            return int(options.run(options))
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
        "--port", type=_port, default=DEFAULT_PORT, help="port (default: %(default)s)"
    )
    command.add_argument("--no-browser", action="store_true", help="do not open the browser")
    _add_access_options(command)
    command.add_argument(
        "--watch",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="follow changes of the folder (default: yes)",
    )
    _add_library_options(command)
    command.set_defaults(run=serve)


def _add_access_options(command: argparse.ArgumentParser) -> None:
    """Add who may come in, and under which name."""
    command.add_argument("--user", metavar="NAME", help="whom to let in, with --password-file")
    command.add_argument(
        "--password-file", type=Path, metavar="FILE", help="the user's password, on the first line"
    )
    command.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="let in who bears this token (or set QA_TOKEN)",
    )
    command.add_argument(
        "--allowed-host",
        dest="allowed_hosts",
        action="append",
        default=[],
        metavar="NAME",
        help="another name it is reached under, such as a proxy's; may be given again",
    )
    command.add_argument(
        "--root-path", default="", metavar="PATH", help="where a proxy shows it, such as /qa"
    )


def _add_mcp(parsers: Any) -> None:
    command = parsers.add_parser("mcp", help="offer a folder to a language model's program (MCP)")
    command.add_argument("folder", help="the folder of documents")
    _add_library_options(command)
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
    _add_library_options(command)
    command.set_defaults(run=sync)


def _add_ask(parsers: Any) -> None:
    command = parsers.add_parser("ask", help="answer a question from a folder")
    command.add_argument("question", help="the question, in quotation marks")
    _add_query_options(command)
    command.set_defaults(run=ask)


def _add_chat(parsers: Any) -> None:
    command = parsers.add_parser("chat", help="ask question after question about a folder")
    command.add_argument("folder", help="the folder of documents")
    command.add_argument(
        "--source",
        dest="sources",
        action="append",
        default=[],
        metavar="PATH",
        help="only this file or folder of the library; may be given again",
    )
    _add_library_options(command)
    command.set_defaults(run=chat)


def _add_search(parsers: Any) -> None:
    command = parsers.add_parser("search", help="list the passages nearest to a query")
    command.add_argument("query", help="what to search for, in quotation marks")
    _add_query_options(command)
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
    _add_folder_option(command)
    command.add_argument("--json", action="store_true", help="print JSON")
    _add_library_options(command)
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
    _add_library_options(command)
    command.set_defaults(run=doctor)


def _add_evaluate(parsers: Any) -> None:
    command = parsers.add_parser("evaluate", help="measure answers to questions that are known")
    command.add_argument(
        "questions",
        nargs="?",
        type=Path,
        metavar="QUESTIONS",
        help="a file with one JSON object a line; without it, the library asks itself",
    )
    _add_folder_option(command)
    command.add_argument("--answerable", action="store_true", help="only those with an answer")
    command.add_argument("--questions", dest="n_questions", type=_count, help="draw so many")
    command.add_argument(
        "--report", type=Path, metavar="FILE", help="keep all outcomes here, as JSON"
    )
    command.add_argument(
        "--compare",
        type=Path,
        metavar="FILE",
        help="fail if a figure is worse than in this kept report",
    )
    _add_library_options(command)
    command.set_defaults(run=evaluate)


def _add_calibrate(parsers: Any) -> None:
    command = parsers.add_parser("calibrate", help="fit how sure answers are to a folder")
    _add_folder_option(command)
    command.add_argument(
        "--questions", dest="n_questions", type=_count, help="make so many (default: 300)"
    )
    _add_library_options(command)
    command.set_defaults(run=calibrate)


def _add_folder_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--docs", dest="folder", default=".", help="the folder of documents (default: this one)"
    )


def _add_query_options(command: argparse.ArgumentParser) -> None:
    _add_folder_option(command)
    command.add_argument(
        "--source",
        dest="sources",
        action="append",
        default=[],
        metavar="PATH",
        help="only this file or folder of the library; may be given again",
    )
    command.add_argument(
        "--since", type=_day, metavar="DAY", help="only documents dated 2025-12-03 or later"
    )
    command.add_argument("--until", type=_day, metavar="DAY", help="only documents dated so far")
    command.add_argument("--top-k", type=_count, help="passages to return")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument(
        "--timings", action="store_true", help="tell on stderr how long each stage took"
    )
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
        help="most answers that may be wrong (default: 0.4)",
    )
    command.add_argument(
        "--ocr",
        action=argparse.BooleanOptionalAction,
        help="read scanned pages with tesseract (default: as at the last sync)",
    )
    command.add_argument(
        "--max-file-mb", type=_count, help="read files up to this size (default: 200)"
    )
    command.add_argument(
        "--log-json",
        action="store_true",
        help="tell on stderr, in a line of JSON each, what happens, without words of documents",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found '{text}'")
    return int(text)


def _share(text: str) -> float:
    with suppress(ValueError):
        if 0.0 < float(text) < 1.0:
            return float(text)
    raise argparse.ArgumentTypeError(f"expected a share between 0 and 1, found '{text}'")


def _day(text: str) -> date:
    with suppress(ValueError):
        return date.fromisoformat(text)
    raise argparse.ArgumentTypeError(f"expected a day such as 2025-12-03, found '{text}'")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, found '{text}'")
    return int(text)


def console() -> None:
    """Run as the installed `qa` command."""
    sys.exit(main())
