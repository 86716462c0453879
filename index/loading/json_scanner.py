"""JSON one value at a time, with where each stands, however deep and however often a key repeats.

The standard library's parser tells no positions, keeps one of equal keys and recurses.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_LEVELS = 1_000
"""Deeper nesting holds no text that a person wrote."""

_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|NaN|-?Infinity")
_STRINGS = json.JSONDecoder(strict=False)
"""Also takes line ends within a string, which hand-written files have."""

_COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")


class BrokenJSONError(ValueError):
    """Text that is no JSON from some position on."""

    def __init__(self, position: int, found: str) -> None:
        super().__init__(found)
        self.position = position


class Event(StrEnum):
    """What a step of the scan came upon."""

    OPEN_OBJECT = "{"
    OPEN_ARRAY = "["
    CLOSE = "close"
    STRING = "string"
    SCALAR = "scalar"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the scan."""

    event: Event
    position: int
    key: str
    """Of a value in an object; empty in an array."""
    value: str = ""
    """A string without its escapes, a number as it is written."""


def scan(text: str) -> Iterator[Step]:
    """Yield the values of all JSON texts that stand one after the other.

    Raises:
        BrokenJSONError: Where the text stops being JSON.
    """
    position = _after_space(text, 0)
    while position < len(text):
        for step, after in _scan_one(text, position):
            yield step
            position = after
        position = _after_space(text, position)


def _scan_one(text: str, position: int) -> Iterator[tuple[Step, int]]:
    """Yield the steps of one value and where the text goes on after each."""
    open_: list[str] = []
    key = ""
    while True:
        step, position = _value(text, position, key)
        yield step, position
        if step.event in (Event.OPEN_OBJECT, Event.OPEN_ARRAY):
            open_.append("}" if step.event is Event.OPEN_OBJECT else "]")
            if len(open_) > MOST_LEVELS:
                raise BrokenJSONError(position, f"more than {MOST_LEVELS:,} levels")
            position = _after_space(text, position)
            is_first = True
        else:
            is_first = False
        while open_:
            position = _after_space(text, position)
            if text.startswith(open_[-1], position):
                open_.pop()
                yield Step(Event.CLOSE, position, ""), position + 1
                position, is_first = position + 1, False
                continue
            if not is_first:
                position = _expect(text, position, ",")
            break
        if not open_:
            return
        key, position = _key(text, position) if open_[-1] == "}" else ("", position)


def _value(text: str, position: int, key: str) -> tuple[Step, int]:
    char = text[position : position + 1]
    if char in ("{", "["):
        return Step(Event(char), position, key), position + 1
    if char == '"':
        value, after = _string(text, position)
        return Step(Event.STRING, position, key, value), after
    if match := _SCALAR.match(text, position):
        return Step(Event.SCALAR, position, key, match.group()), match.end()
    raise BrokenJSONError(position, "no value" if char else "the end of the file")


def _string(text: str, position: int) -> tuple[str, int]:
    try:
        value, after = _STRINGS.raw_decode(text, position)
    except ValueError as error:
        raise BrokenJSONError(position, "a text that does not end") from error
    return str(value), after


def _key(text: str, position: int) -> tuple[str, int]:
    if not text.startswith('"', position):
        raise BrokenJSONError(position, "no key in quotation marks")
    key, position = _string(text, position)
    match = _COLON.match(text, position)
    if not match:
        raise BrokenJSONError(position, "no colon")
    return key, match.end()


def _expect(text: str, position: int, sign: str) -> int:
    if not text.startswith(sign, position):
        found = "something else than a comma" if position < len(text) else "the end of the file"
        raise BrokenJSONError(position, found)
    return _after_space(text, position + 1)


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match, "nothing is white space, too"
    return match.end()
