"""Questions about the library itself, told by their form: which documents, how many, the newest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from qa.document_names import is_file_name
from qa.library_filters import NO_FILTERS, Filters, plainer
from qa.library_forms import PATTERNS, POINTING, LibraryKind
from qa.periods import Period, period

MAX_CHARACTERS = 200
"""A longer message asks for more than which documents there are."""

N_FEW = 5
"""Documents meant by those that came recently."""

_BY_FILE = re.compile(
    r"\b(?:add(?:ed)?|index(?:ed)?|chang(?:ed?|es)|modified|updated|edited|saved|uploaded|new"
    r"|came|arrived|sync(?:ed)?)\b",
    re.IGNORECASE,
)
"""What is done to files, not to what stands in them."""

_ARTICLE = re.compile(
    r"^(?:(?:the |a )?(?:words?|names?|terms?|phrases?|keywords?) (?!of\b)|the topics? (?:of )?)",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\s(?:document|doc|file|article|paper|report)$", re.IGNORECASE)

_ENDING = re.compile(r"^\S+\.[A-Za-z]\w{1,4}$")

_ONLY_EXPLICIT = (LibraryKind.DATE, LibraryKind.SIZE, LibraryKind.AUTHOR, LibraryKind.FIND)

_REST = re.compile(r" (?:in (?:it|them|the text)|at all|anywhere)$", re.IGNORECASE)
_BUT_NOT = re.compile(
    r",? (?:but|and|yet) (?:not|never|do not mention|don['’]t mention)(?: about| of| on)? ",
    re.IGNORECASE,
)
_NEITHER = re.compile(r"\bnor\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryQuestion:
    """What is asked of the library."""

    kind: LibraryKind
    topic: str = ""
    """What the documents are to mention; empty for all."""
    excluded: str = ""
    """What they are not to mention beside it."""
    without: bool = False
    """Whether those are asked for that do not mention the topic."""
    when: str = ""
    """Of which time the documents are to be, in the user's words; empty for any."""
    period: Period | None = None
    """The days which that names."""
    by_file: bool = False
    """Whether the day counts on which a file was changed, not the date that its text bears."""
    document: str = ""
    """How the question names one document; empty where it asks for none."""
    noun: str = ""
    """What it calls that document: `article`, `file`; empty where only its name is said."""
    filters: Filters = NO_FILTERS
    is_order: bool = False
    """Whether all documents are wanted in an order."""


def library_question(message: str, today: date) -> LibraryQuestion | None:
    """Return what a message asks of the library itself; None for any other message."""
    line = " ".join(message.split())
    if len(line) > MAX_CHARACTERS:
        return None
    for plain, filters in plainer(line):
        for kind, pattern in PATTERNS:
            found = pattern.fullmatch(plain)
            asked = _asked(kind, found.groupdict(), plain, filters, today) if found else None
            if asked:
                return asked
    return None


def points_back(name: str) -> bool:
    """Whether a document is named only as the one that was talked about."""
    return bool(POINTING.fullmatch(name))


def _names_one(kind: LibraryKind, document: str, noun: str) -> bool:
    """Whether a name can be that of a document, which when a thing was made must be said to be."""
    if kind not in _ONLY_EXPLICIT:
        return True
    if noun or _ENDING.search(document):
        return True
    is_one = _NOUN.search(document) or is_file_name(document) or points_back(document)
    return bool(is_one) and kind is not LibraryKind.FIND


def _asked(
    kind: LibraryKind,
    parts: Mapping[str, str | None],
    line: str,
    filters: Filters,
    today: date,
) -> LibraryQuestion | None:
    """Return what the parts of a form ask; None if what stands for a time or a file is none."""
    is_order = parts.get("sorted") is not None
    named = {name: _stripped(text) for name, text in parts.items() if text and name != "sorted"}
    without, few = (bool(named.pop(name, "")) for name in ("without", "few"))
    if few and not filters.n_wanted:
        filters = replace(filters, n_wanted=N_FEW)
    topic, excluded = _topic(named.pop("topic", ""))
    days = period(_dated(named["when"]), today) if "when" in named else None
    if "when" in named and not days:
        return None
    if not _names_one(kind, named.get("document", ""), named.get("noun", "")):
        return None
    said = line.replace(topic, "") if topic else line
    return LibraryQuestion(
        kind=kind,
        topic=_NEITHER.sub("or", topic) if without else topic,
        excluded=excluded,
        without=without,
        period=days,
        by_file=bool(_BY_FILE.search(said)),
        filters=filters,
        is_order=is_order,
        **named,
    )


def _dated(when: str) -> str:
    """Return a time with a word before a bare year."""
    return f"in {when}" if when.isdigit() else when


def _topic(text: str) -> tuple[str, str]:
    """Return what documents are to mention and what they are not to."""
    wanted, *excluded = _BUT_NOT.split(_REST.sub("", text), maxsplit=1)
    bare, *more = (
        _stripped(_ARTICLE.sub("", _stripped(one), count=1)) for one in (wanted, *excluded)
    )
    return bare, more[0] if more else ""


def _stripped(text: str) -> str:
    return text.strip(" \t\"'“”‘’«».,:;")
