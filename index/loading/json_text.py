"""JSON as text: short fields make rows, `title: The ferry | year: 1932`, long ones paragraphs.

An object that holds a long text becomes a section named by its title, an array of objects one named
by its key. Every row and paragraph remembers its line in the file.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from index.dates import full_date
from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.json_scanner import BrokenJSONError, Event, Step, scan
from index.loading.layout import Layout
from index.loading.sections import PATH_SEPARATOR
from index.loading.tables import SEPARATOR
from index.loading.text import paragraph_ranges
from index.types import SpanKind

_LONG_CHARACTERS = 200
"""A longer string is prose: paragraphs, not a field of a row."""

_SENTENCE = re.compile(r"(?:\S+\s+){5,}\S*[.!?…][\"'”’»)\]]*|\S{15,}[。！？]")
"""A value that stands for itself; a row of its own is cited by its own line."""

_MOST_ROW_CHARACTERS = 1_000
"""A row that would be longer goes on in the next one."""

_MOST_KEYS = 4
_MOST_KEY_CHARACTERS = 100
"""How much of the way to a field is written in front of it: a long way may lead to many fields."""

_TITLE_KEYS = frozenset({"title", "headline", "name", "heading", "subject"})
_DATE_KEYS = frozenset(
    {"date", "published", "datepublished", "publishedat", "publicationdate", "pubdate"}
)

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(slots=True)
class _Open:
    """An object or array that has not ended."""

    is_object: bool
    key: str
    start: int
    """Where in the text laid out what it holds begins."""
    starts_row: bool
    label: str = ""
    """What it calls itself, or how an array of objects is called."""
    has_prose: bool = False
    values: list[str] = field(default_factory=list)
    """Of an array: short values not yet written."""
    line: int = 0
    """Of the first of them."""


@dataclass(slots=True)
class _Writer:
    """Writes the values of a file as rows and paragraphs."""

    line_of: Callable[[int], int]
    layout: Layout = field(default_factory=Layout)
    names_document: bool = True
    """Whether the title of an outermost object is the document's."""
    title: str = ""
    date: str = ""
    _open: list[_Open] = field(default_factory=list)
    _row: list[str] = field(default_factory=list)
    _row_length: int = 0
    _row_lines: list[int] = field(default_factory=list)
    """The line of each field in the row."""
    _row_keys: set[str] = field(default_factory=set)
    """The outermost keys of the fields in the row."""

    def take(self, step: Step) -> None:
        """Write what a step of the scan brings, or keep it for the row."""
        if step.event is Event.CLOSE:
            self._close()
        elif step.event in (Event.OPEN_OBJECT, Event.OPEN_ARRAY):
            self._begin(step)
        elif step.event is Event.STRING and _is_long(step.value):
            self._add_prose(step)
        elif step.value != "null" or step.event is Event.STRING:
            self._add_short(step)

    def end_row(self) -> None:
        """Write the fields gathered so far as a row."""
        if self._row:
            offset = 0
            for text, line in zip(self._row, self._row_lines, strict=True):
                self.layout.mark(SpanKind.LINE, str(line), offset=offset)
                offset += len(text) + len(SEPARATOR)
            self.layout.add(SEPARATOR.join(self._row), SpanKind.ROW)
        self._row, self._row_lines, self._row_length = [], [], 0
        self._row_keys = set()

    def _begin(self, step: Step) -> None:
        parent = self._open[-1] if self._open else None
        in_array = parent is not None and not parent.is_object
        if parent is None or in_array:
            self._write_values(parent)
            self.end_row()
        if in_array and parent and parent.key and not parent.label:
            parent.label = _short(parent.key)
            parent.start = self.layout.start
            self.layout.mark(SpanKind.LINE, str(self.line_of(step.position)))
            self.layout.add(parent.label, SpanKind.HEADING)
        is_object = step.event is Event.OPEN_OBJECT
        starts_row = parent is None or in_array
        self._open.append(_Open(is_object, step.key, self.layout.start, starts_row))

    def _close(self) -> None:
        closed = self._open[-1]
        if not closed.is_object:
            self._write_values(closed, is_closed=True)
        if closed.starts_row or self._row_keys == {_short(closed.key)}:
            self.end_row()
        if closed.label and (closed.has_prose or not closed.is_object):
            self.end_row()
            labels = dict.fromkeys(o.label for o in self._open if o.label and o.label != self.title)
            self.layout.add_section(closed.start, PATH_SEPARATOR.join(labels))
        self._open.pop()

    def _add_short(self, step: Step) -> None:
        value = " ".join(step.value.split())
        if not value:
            return
        line = self.line_of(step.position)
        if not self._open or not self._open[-1].is_object:
            if not self._open:
                self._add_field([], value, line)
                self.end_row()
                return
            array = self._open[-1]
            array.line = array.line if array.values else line
            array.values.append(value)
            return
        self._note(step.key, value)
        is_sentence = bool(_SENTENCE.fullmatch(value))
        if is_sentence:
            self.end_row()
        self._add_field(self._keys(step.key), value, line)
        if is_sentence:
            self.end_row()

    def _note(self, key: str, value: str) -> None:
        """Remember what names or dates an object."""
        owner = self._open[-1]
        plain = key.replace("_", "").replace("-", "").lower()
        if plain in _TITLE_KEYS and not owner.label:
            owner.label = value
            if len(self._open) == 1 and self.names_document:
                self.title = self.title or value
        if plain in _DATE_KEYS and len(self._open) == 1:
            self.date = self.date or full_date(value)

    def _add_field(self, keys: list[str], value: str, line: int) -> None:
        text = f"{'.'.join(keys)}: {value}" if keys else value
        if self._row and self._row_length + len(text) > _MOST_ROW_CHARACTERS:
            self.end_row()
        self._row.append(text)
        self._row_lines.append(line)
        self._row_length += len(text)
        self._row_keys.add(keys[0] if keys else "")

    def _add_prose(self, step: Step) -> None:
        self._write_values(self._open[-1] if self._open else None)
        self.end_row()
        self.layout.mark(SpanKind.LINE, str(self.line_of(step.position)))
        if self._open:
            self._open[-1].has_prose = True
            if self._open[-1].is_object:
                self.layout.add(".".join(self._keys(step.key)), SpanKind.HEADING)
        for start, end in paragraph_ranges(step.value):
            self.layout.add(step.value[start:end])

    def _write_values(self, array: _Open | None, *, is_closed: bool = False) -> None:
        """Write the short values of an array: a field of the row it is in, or a row each."""
        if array is None or not array.values:
            return
        values, array.values = array.values, []
        if array.starts_row and len(self._open) > 1:
            self._add_field([], SEPARATOR.join(values), array.line)
        elif array.key and is_closed:
            self._add_field(self._keys(""), ", ".join(values), array.line)
        else:
            for value in values:
                self._add_field(self._keys("") if array.key else [], value, array.line)
                self.end_row()

    def _keys(self, key: str) -> list[str]:
        """Return the way from the row's object to a field of the innermost one."""
        keys = [_short(key)] if key else []
        for open_ in reversed(self._open):
            if open_.starts_row or len(keys) == _MOST_KEYS:
                break
            keys.append(_short(open_.key))
        return keys[::-1]


@dataclass(frozen=True, slots=True)
class _Constant:
    """The line of every value of a text on one line."""

    line: int

    def __call__(self, position: int) -> int:
        return self.line


def load_json(data: bytes, source: str) -> Content:
    """Load JSON; several values one after the other are read one after the other."""
    text, encoding = decode(data, source)
    ends = [match.end() for match in _LINE_END.finditer(text)]
    writer = _Writer(lambda position: 1 + bisect_right(ends, position))
    try:
        for step in scan(text):
            writer.take(step)
    except BrokenJSONError as error:
        line = writer.line_of(error.position)
        raise UnreadableDocumentError(
            f"Expected JSON in '{source}', found {error} in line {line}. Mend it or save it as .txt"
        ) from error
    return writer.layout.content(title=writer.title, encoding=encoding, date=writer.date)


def load_json_lines(data: bytes, source: str) -> Content:
    """Load a JSON value a line; lines that are broken are left out and counted in a remark."""
    text, encoding = decode(data, source)
    layout, n_broken, n_read = Layout(), 0, 0
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if not line.strip():
            continue
        try:
            steps = list(scan(line))
        except BrokenJSONError:
            n_broken += 1
            layout.mark(SpanKind.LINE, str(number))
            layout.add(line, SpanKind.DROPPED, "broken JSON")
            continue
        n_read += 1
        writer = _Writer(_Constant(number), layout, names_document=False)
        for step in steps:
            writer.take(step)
    if not n_read:
        raise UnreadableDocumentError(
            f"Expected a JSON value in each line of '{source}', found none."
            " Save it as .json, or as .txt"
        )
    plural = "s are" if n_broken > 1 else " is"
    remarks = (f"{n_broken} line{plural} no JSON and left out",) if n_broken else ()
    return layout.content(title="", encoding=encoding, remarks=remarks)


def _is_long(value: str) -> bool:
    return len(value) > _LONG_CHARACTERS or "\n" in value.strip()


def _short(key: str) -> str:
    return " ".join(key.split())[:_MOST_KEY_CHARACTERS]
