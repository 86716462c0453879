"""Opens a library as the options say, brings it in step, and tells of that."""

import argparse
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import SyncReport
    from qa.assistant import Assistant
    from qa.settings import Settings


def open_library(options: argparse.Namespace) -> "Assistant":
    """Return the library of the folder named, as its last sync left it."""
    from qa.assistant import Assistant

    return Assistant.open(options.folder, store=options.store, settings=settings_of(options))


def settings_of(options: argparse.Namespace) -> "Settings":
    """Return the settings chosen, the defaults where nothing was."""
    from qa.settings import Settings

    return Settings.chosen(
        model=options.model,
        reader=options.reader,
        max_error=options.max_error,
        max_file_mb=options.max_file_mb,
        ocr=options.ocr,
    )


def synced(assistant: "Assistant") -> "SyncReport":
    """Bring a library in step with its folder, with bars; return what became of every file."""
    from qa.terminal import progress_bars

    with progress_bars() as show:
        return assistant.sync(progress=show)


@contextmanager
def told_of_events(options: argparse.Namespace) -> Iterator[Callable[[str], None]]:
    """Write what happens to stderr as JSON while inside, if asked to.

    Yields what tells why a command came to no end: in words, or as an event.
    """
    if options.log_json:
        from qa.json_log import json_log

        with json_log():
            yield logging.getLogger(__name__).error
    else:
        yield lambda message: print(f"qa: {message}", file=sys.stderr)


def remark(options: argparse.Namespace, message: str) -> None:
    """Say something on stderr: in words, or as an event where events are asked for."""
    if options.log_json:
        logging.getLogger(__name__).warning(message)
    else:
        print(message, file=sys.stderr)


def teller(options: argparse.Namespace) -> "Callable[[SyncReport], None]":
    """Return what tells a user of a sync: events have told it already where they are told."""
    from qa.terminal import show_report

    return (lambda report: None) if options.log_json else show_report


def if_changed(tell: "Callable[[SyncReport], None]") -> "Callable[[SyncReport], None]":
    """Return what tells only of syncs that changed the library."""
    return lambda report: tell(report) if report.changed_library else None
