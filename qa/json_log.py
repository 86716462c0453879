"""The log as lines of JSON on stderr, one an event, for programs that collect such lines."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from index.events import FIELDS

_OURS = ("index", "qa")
"""Loggers whose events are wanted; of libraries, warnings are."""


class JsonFormatter(logging.Formatter):
    """Writes a record as one line: its time, level, what happened, and the event's fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a warning in words is an event of that name with its message."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        fields = getattr(record, FIELDS, None)
        if fields is None:
            told |= {"event": record.levelname.lower(), "message": record.getMessage()}
        else:
            told |= {"event": record.getMessage(), **fields}
        # plain ASCII: a file's name can neither break the line nor drive a terminal
        return json.dumps(told)


@contextmanager
def json_log() -> Iterator[None]:
    """Write all events to stderr while inside."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = {name: logging.getLogger(name).level for name in _OURS}
    root.addHandler(handler)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
