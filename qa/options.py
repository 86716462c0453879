"""Options that several commands share, and what may be typed as their values."""

import argparse
from contextlib import suppress
from datetime import date
from pathlib import Path


def add_folder_option(command: argparse.ArgumentParser) -> None:
    """Add which folder is asked; the current one if it is not said."""
    command.add_argument(
        "--docs", dest="folder", default=".", help="the folder of documents (default: this one)"
    )


def add_source_option(command: argparse.ArgumentParser) -> None:
    """Add which of the library's files are asked."""
    command.add_argument(
        "--source",
        dest="sources",
        action="append",
        default=[],
        metavar="PATH",
        help="only this file or folder of the library; may be given again",
    )


def add_query_options(command: argparse.ArgumentParser) -> None:
    """Add what narrows a search, and how its result is printed."""
    add_folder_option(command)
    add_source_option(command)
    command.add_argument(
        "--since",
        type=day,
        metavar="DAY",
        help="only documents of that day, as 2025-12-03, or later",
    )
    command.add_argument(
        "--until", type=day, metavar="DAY", help="only documents of that day or earlier"
    )
    command.add_argument("--top-k", type=count, help="passages to return")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument(
        "--timings", action="store_true", help="tell on stderr how long each stage took"
    )
    add_library_options(command)


def add_library_options(command: argparse.ArgumentParser) -> None:
    """Add how a library is opened, read and kept."""
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
        type=share,
        metavar="SHARE",
        help="most answers that may be wrong (default: 0.45)",
    )
    command.add_argument(
        "--ocr",
        action=argparse.BooleanOptionalAction,
        help="read scanned pages with tesseract (default: as at the last sync)",
    )
    command.add_argument(
        "--max-file-mb", type=count, help="read files up to this size (default: 200)"
    )
    command.add_argument(
        "--log-json",
        action="store_true",
        help="tell on stderr, in a line of JSON each, what happens, without words of documents",
    )


def add_access_options(command: argparse.ArgumentParser) -> None:
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


def count(text: str) -> int:
    """Return a number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found '{text}'")
    return int(text)


def share(text: str) -> float:
    """Return a share of a whole, neither none nor all."""
    with suppress(ValueError):
        if 0.0 < float(text) < 1.0:
            return float(text)
    raise argparse.ArgumentTypeError(f"expected a share between 0 and 1, found '{text}'")


def day(text: str) -> date:
    """Return a day."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    raise argparse.ArgumentTypeError(f"expected a day such as 2025-12-03, found '{text}'")


def port(text: str) -> int:
    """Return a port; 0 is a free one."""
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, found '{text}'")
    return int(text)
