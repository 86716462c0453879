"""What narrows a question about the library: a format, a folder, a number of documents.

Each is taken out of the message and leaves a plainer question: "How many PDFs are in notes?" asks
how many documents are in the library.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

_KINDS: Mapping[str, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "word": (".docx",),
    "spreadsheet": (".xlsx", ".xlsm", ".csv", ".tsv"),
    "excel": (".xlsx", ".xlsm"),
    "csv": (".csv",),
    "presentation": (".pptx",),
    "powerpoint": (".pptx",),
    "slide": (".pptx",),
    "markdown": (".md", ".markdown"),
    "html": (".html", ".htm", ".xhtml"),
    "web": (".html", ".htm", ".xhtml"),
    "text": (".txt",),
    "plain text": (".txt",),
    "subtitle": (".srt", ".vtt"),
    "notebook": (".ipynb",),
    "jupyter notebook": (".ipynb",),
    "json": (".json", ".jsonl", ".ndjson"),
    "email": (".eml",),
    "e-mail": (".eml",),
    "mail": (".eml",),
    "ebook": (".epub",),
    "e-book": (".epub",),
}
"""What people call formats, and the endings of their files."""

_ADJECTIVES = "word|excel|markdown|html|web|plain text|text|subtitle|json|csv|pdf|email|mail"
_NOUN = "documents?|docs?|files?|articles?|papers?|pages?|decks?|notes?"
_ALONE = "|".join(kind for kind in _KINDS if kind not in ("word", "web", "text", "plain text"))

_KIND = re.compile(
    rf"(?<![^\s(])(?:(?P<kind>{_ADJECTIVES}|\.?[a-z]{{2,4}}\d?) (?:{_NOUN})"
    rf"|(?P<alone>{_ALONE})(?:s|es)?(?: (?:{_NOUN}))?)(?![\w/-]|\.\w)",
    re.IGNORECASE,
)

_INSIDE = r"(?:that (?:are|is|lies?) )?(?:in|inside|under|from|within)"
_NAMED_FOLDERS = tuple(
    re.compile(rf"\b{_INSIDE} (?:the |my |your )?{form}", re.IGNORECASE)
    for form in (
        r"(?:sub)?(?:folder|directory) (?:called |named )?[\"“']?(?P<folder>[\w./-]+)[\"”']?",
        r"[\"“']?(?P<folder>(?!whole|entire|same)[\w./-]+)[\"”']? (?:sub)?(?:folder|directory)\b",
    )
)
_FOLDER = re.compile(rf"\b{_INSIDE} (?P<folder>[\w./-]+)(?=[\s?.!]*$)", re.IGNORECASE)

_NUMBERS = "two three four five six seven eight nine ten".split()
_MOST = (
    "newest|latest|most recent|last|oldest|earliest|first|longest|biggest|largest|shortest|smallest"
)
_NUMBER = re.compile(
    rf"\b(?:(?P<before>\d{{1,2}}|{'|'.join(_NUMBERS)}) (?P<most>{_MOST})"
    rf"|(?P<most_first>{_MOST}) (?P<after>\d{{1,2}}|{'|'.join(_NUMBERS)}))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What documents have to be like, and how many of them are wanted."""

    kind: str = ""
    """A format in the user's words; empty for any."""
    endings: tuple[str, ...] = ()
    """Of the files of that format, lower case."""
    folder: str = ""
    """Empty for all."""
    is_folder: bool = False
    """Whether the message says that it is a folder."""
    n_wanted: int = 0
    """How many documents; 0 if no number is said."""

    @property
    def is_narrow(self) -> bool:
        """Whether some documents are left out."""
        return bool(self.endings or self.folder)

    def hold(self, source: str) -> bool:
        """Whether a document is of the format and lies in the folder."""
        path = PurePosixPath(source)
        folders = {part.lower() for part in path.parts[:-1]}
        named = self.folder.lower().strip("/")
        in_folder = named in folders or path.parent.as_posix().lower() == named
        return (not self.endings or path.suffix.lower() in self.endings) and (
            not self.folder or in_folder
        )


NO_FILTERS = Filters()


def plainer(message: str) -> Sequence[tuple[str, Filters]]:
    """Return what a message may be without what narrows it, the likeliest first.

    A number before `newest` and a folder that is called one are always taken out; a format and a
    word that may be a folder only where the message fits no form with them.
    """
    line, filters = message, NO_FILTERS
    for taken in (_without_number, _without_named_folder):
        line, filters = taken(line, filters) or (line, filters)
    found = [(line, filters)]
    for taken in (_without_kind, _without_folder):
        found += [new for line, filters in found if (new := taken(line, filters))]
    return found


def _without_number(line: str, filters: Filters) -> tuple[str, Filters] | None:
    found = _NUMBER.search(line)
    if not found:
        return None
    number = (found["before"] or found["after"]).lower()
    n_wanted = _NUMBERS.index(number) + 2 if number in _NUMBERS else int(number)
    most = found["most"] or found["most_first"]
    return _replaced(line, found, most), replace(filters, n_wanted=n_wanted)


def _without_kind(line: str, filters: Filters) -> tuple[str, Filters] | None:
    for found in _KIND.finditer(line):
        kind = (found["kind"] or found["alone"]).lower()
        endings = _KINDS.get(kind) or _ending(kind)
        if endings:
            noun = "documents" if found[0].lower().endswith("s") else "document"
            filters = replace(filters, kind=found[0], endings=endings)
            return _replaced(line, found, noun), filters
    return None


def _ending(kind: str) -> tuple[str, ...]:
    """Return the ending that a kind names: itself, if some format has it."""
    ending = f".{kind.lstrip('.')}"
    return (ending,) if any(ending in endings for endings in _KINDS.values()) else ()


def _without_named_folder(line: str, filters: Filters) -> tuple[str, Filters] | None:
    found = next(filter(None, (pattern.search(line) for pattern in _NAMED_FOLDERS)), None)
    if not found:
        return None
    filters = replace(filters, folder=found["folder"], is_folder=True)
    return _replaced(line, found, "in the library"), filters


def _without_folder(line: str, filters: Filters) -> tuple[str, Filters] | None:
    found = None if filters.folder else _FOLDER.search(line)
    if not found:
        return None
    return _replaced(line, found, "in the library"), replace(filters, folder=found["folder"])


def _replaced(line: str, found: re.Match[str], plain: str) -> str:
    return f"{line[: found.start()]}{plain}{line[found.end() :]}"
