"""What a loader hands over: a `Document` that does not yet know its name and digest."""

from collections.abc import Callable
from dataclasses import dataclass

from index.types import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Text of one file and what its ranges are; the spans may come in any order."""

    title: str
    text: str
    encoding: str
    spans: tuple[Span, ...]
    date: str = ""
    """The article's own date, `2025-12-04`; empty where the file does not state one."""
    remarks: tuple[str, ...] = ()
    """What a person should know of how it was read: pages without text, parts left out."""


Loader = Callable[[bytes, str], Content]
"""Turns a file's bytes and its source (for messages) into its content."""
