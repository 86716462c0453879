"""Whether the name that is marked as the answer is of another kind than the one asked for.

What a name is shows in the words before it: a title, or the "in" before a place. To the network,
one name is next to as good as the other: asked which minister came along, it marks the president;
asked for a university, the city that it would be in. The patterns read English.
"""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import chain
from typing import Self

from index.function_words import FUNCTION_WORDS
from qa.question_form import asked_at, parts_of

_OFFICE_OF = {
    "ambassador": "ambassador",
    "ceo": "chief executive",
    "chancellor": "chancellor",
    "chief executive": "chief executive",
    "emperor": "monarch",
    "empress": "monarch",
    "governor": "governor",
    "king": "monarch",
    "mayor": "mayor",
    "minister": "minister",
    "pope": "pope",
    "premier": "minister",
    "president": "president",
    "queen": "monarch",
    "senator": "senator",
    "sultan": "monarch",
    "tsar": "monarch",
}
"""Offices by what they are called. Who holds one is seldom asked for by another one, as a general
is who became a governor, so ranks and honours are none."""

_PLACES_AND_TIMES = "city country day district month nation state street town year".split()
"""What is asked for where one of these stands before an office or an organisation."""

_ORGANISATIONS = (
    "agency|airline|bank|club|college|company|corporation|firm|hospital|institut(?:e|ion)"
    "|laboratory|manufacturer|ministry|organi[sz]ation|party|publisher|studio|university"
    "|agencies|companies|laboratories|ministries|parties|universities"
)

_OFFICE = "|".join(sorted(_OFFICE_OF, key=len, reverse=True))
_NAME = r"[A-Z][\w’'-]*\.?(?:\s[A-Z][\w’'-]*\.?){0,3}"
_NO_PART_OF_IT = "|".join([*FUNCTION_WORDS, r"\w*['’]s?", *_PLACES_AND_TIMES])
_HEAD = rf"(?:which|what)\s+(?:(?!(?:{_NO_PART_OF_IT})\s)[\w’'-]+\s+){{0,3}}?"
_ASKS_OFFICE = re.compile(
    rf"{_HEAD}(?P<which>{_OFFICE})s?\b(?!['’-])"
    r"|who\s+(?:is|was|are|were|became|serve[sd]?\s+as)\s+(?:[\w’'-]+\s+){0,4}?"
    rf"(?P<who>{_OFFICE})s?\b(?=\s+(?:of|to|in|at|for|when|during|from|on|that|who)\b|\s*\?|\s*$)",
    re.IGNORECASE,
)
_ASKS_ORGANISATION = re.compile(rf"{_HEAD}(?:{_ORGANISATIONS})s?\b(?!['’-])", re.IGNORECASE)
_TITLED = re.compile(
    rf"(?<!\w)(?<!\b[Vv]ice[\s-])(?<!\b[Dd]eputy\s)(?P<office>(?i:{_OFFICE}))\s(?P<name>{_NAME})"
)
_IS_OFFICE = re.compile(rf"(?:{_OFFICE})s?", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-Z][\w’'-]*")
_POSSESSIVE = re.compile(r"[’']s?$")
_BETWEEN_NAMES = re.compile(r",|\band\b|&")
_PLACE_NAME = re.compile(r"[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)?")
_INSIDE = re.compile(r"\b[Ii]n\s+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedName:
    """What kind of name a question asks for, and what texts tell of the names in them."""

    office: str
    """The office of the person who is asked for; empty if it is an organisation."""
    offices: Mapping[str, Set[str]]
    """Those that each word of a name stands behind."""

    @classmethod
    def of(cls, question: str, texts: Iterable[str]) -> Self | None:
        """Read a question; None if it asks for nothing that the words before a name rule out.

        Args:
            question: In the user's words.
            texts: Of the passages that were found for it.
        """
        start = asked_at(question)
        if start is None or len(parts_of(question)) > 1:
            return None
        if match := _ASKS_OFFICE.match(question, start):
            office = _OFFICE_OF[(match["which"] or match["who"]).lower()]
        elif _ASKS_ORGANISATION.match(question, start):
            office = ""
        else:
            return None
        return cls(office=office, offices=_offices(texts))

    def is_not(self, marked: str, before: str) -> bool:
        """Whether marked words name something else: people who all hold other offices, or a place.

        Args:
            marked: The words that are to answer.
            before: What stands before them in their sentence.
        """
        if _PLACE_NAME.fullmatch(marked) and _INSIDE.search(before):
            return True
        people = [words for part in _BETWEEN_NAMES.split(marked) if (words := _name_words(part))]
        held = [set[str]().union(*(self.offices.get(word, ()) for word in p)) for p in people]
        return bool(held) and all(offices and self.office not in offices for offices in held)


def _name_words(text: str) -> list[str]:
    words = (word for word in _CAPITAL.findall(text) if not _IS_OFFICE.fullmatch(word))
    return [_POSSESSIVE.sub("", word) for word in words]


def _offices(texts: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in chain.from_iterable(_TITLED.finditer(text) for text in texts):
        for word in _name_words(match["name"]):
            found.setdefault(word, set()).add(_OFFICE_OF[match["office"].lower()])
    return found
