"""A question in other words for the same thing, where the passages found use those.

The reader compares words. Asked what happened from January to October, it passes by what a text
tells of the first ten months; asked what the French president said, by a sentence that names him;
asked what a thing costs, by a list of prices. So it is also asked in the words of the texts, one
change at a time. The patterns read English.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from index.dates import MONTHS, month_number

MOST_REWORDINGS = 4
"""Each costs another reading."""

_COUNTS = "two three four five six seven eight nine ten eleven twelve".split()
_COUNT = rf"\d\d?\d?|{'|'.join(_COUNTS)}"
_PARTS = {"quarter": 3, "half": 6}
_UNITS = {"month": 1, "year": 12, "decade": 120, "century": 1_200}
"""In months."""

_DURING = r"(?:in|during|over|for|within)"
_YEAR = r"(?:,?\s+of)?,?\s+(?P<{}>\d{{4}}|(?:this|last|that|the)\s+year)\b"
_FROM_JANUARY = re.compile(
    r"\b(?:"
    rf"(?:{_DURING}\s+)?the\s+first\s+"
    rf"(?:(?P<count>{_COUNT})\s+months|(?P<part>quarter|half)(?={_YEAR.format('whole')}))"
    r"|(?:(?:from|between|in)\s+)?January\s*(?:to|and|through|until|till|–|-)\s*"
    rf"(?P<month>{'|'.join(MONTHS[1:])})"
    rf")\b(?:{_YEAR.format('year')})?",
    re.IGNORECASE,
)
_UNTIL_NOW = re.compile(
    rf"\b{_DURING}\s+the\s+(?:last|past)\s+"
    rf"(?P<said>(?:(?P<count>{_COUNT})\s+)?(?P<unit>month|year|decade|centur(?:y|ies))s?)\b",
    re.IGNORECASE,
)

_WORD = r"[^\W\d_][\w-]*"
_THE = re.compile(
    rf"\b(?:(?P<both>the\stwo|both)|the)\s(?P<office>{_WORD}(?:\s{_WORD}){{0,3}})", re.IGNORECASE
)
_ALSO_CALLED = {
    "head of state": ("president", "king", "queen"),
    "head of government": ("prime minister", "chancellor"),
}
"""Offices by which the holder of another one may be called."""

_COSTS = re.compile(
    r"\b(?:how\s+much|what)\s+(?P<when>do|does|did|will|would)\s+(?P<thing>\S[^?]*?)\s+cost\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\bprices?\b", re.IGNORECASE)

_NAME = r"[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,2}"


def rewordings(question: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return a question with a stretch of months, a person or a price called as the texts do.

    Args:
        question: In the user's words.
        texts: Of the passages that were found for it.
    """
    found = chain(
        _with_other_stretches(question, texts),
        _with_names(question, texts),
        _with_price(question, texts),
    )
    return tuple(islice(dict.fromkeys(found), MOST_REWORDINGS))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """A stretch of months, in words that fit into a question."""

    n_months: int
    said: str
    """`in the first ten months`, `from January to October`, `over the past decade`."""
    year: str = ""

    @classmethod
    def from_january(cls, match: re.Match[str]) -> "_Stretch":
        """Read a match of `_FROM_JANUARY`."""
        count, part, month = match.group("count", "part", "month")
        if month:
            n_months, said = month_number(month.capitalize()), f"from January to {month.title()}"
        elif part:
            n_months, said = _PARTS[part.lower()], f"in the first {part.lower()}"
        else:
            n_months, said = _number(count), f"in the first {count.lower()} months"
        return cls(n_months=n_months, said=said, year=match["year"] or "")

    @classmethod
    def until_now(cls, match: re.Match[str]) -> "_Stretch":
        """Read a match of `_UNTIL_NOW`."""
        unit = match["unit"].lower().replace("centuries", "century")
        n_months = _number(match["count"] or "1") * _UNITS[unit]
        return cls(n_months=n_months, said=f"over the past {match['said'].lower()}")


_STRETCHES = (
    (_FROM_JANUARY, _Stretch.from_january),
    (_UNTIL_NOW, _Stretch.until_now),
)


def _number(count: str) -> int:
    return int(count) if count.isdigit() else _COUNTS.index(count.lower()) + 2


def _with_other_stretches(question: str, texts: Sequence[str]) -> Iterator[str]:
    for pattern, read in _STRETCHES:
        match = pattern.search(question)
        if match is None:
            continue
        asked = read(match)
        for told in (read(found) for text in texts for found in pattern.finditer(text)):
            if told.n_months == asked.n_months and told.said != asked.said:
                said = f"{told.said} of {asked.year}" if asked.year else told.said
                yield question[: match.start()] + said + question[match.end() :]


def _with_price(question: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the question for what a thing costs as one for its price, if the texts tell prices."""
    match = _COSTS.search(question)
    if match and any(_PRICE.search(text) for text in texts):
        verb = "was" if match["when"].lower() == "did" else "is"
        asked = f"what {verb} the price of {match['thing']}"
        yield question[: match.start()] + asked + question[match.end() :]


def _with_names(question: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the question with each office, or each two, whose only holders the texts name."""
    for match in _THE.finditer(question):
        words = match["office"].split()
        for n_words in range(len(words), 0, -1):
            office = " ".join(words[:n_words])
            names = _named(office, texts, n_holders=2 if match["both"] else 1)
            if names and not any(name.split()[-1] in question for name in names):
                end = match.start("office") + len(office)
                yield question[: match.start()] + " and ".join(names) + question[end:]
                break


def _named(office: str, texts: Sequence[str], *, n_holders: int) -> tuple[str, ...]:
    """Return the holders of an office, called by their fullest names, if the texts have so many.

    Args:
        office: As the question has it: `French president`, or `presidents` for two.
        texts: Of the passages that were found.
        n_holders: One, or two.
    """
    if not office.split()[-1].islower() or (n_holders > 1 and not office.endswith("s")):
        return ()
    titles = [office.removesuffix("s") if n_holders > 1 else office]
    for called, others in _ALSO_CALLED.items():
        if titles[0].endswith(called):
            titles += [titles[0].removesuffix(called) + other for other in others]
    names = [name for title in titles for name in _holders(title, texts)]
    words = [set(name.split()) for name in names]
    fullest = [
        name for name, own in zip(names, words, strict=True) if not any(own < w for w in words)
    ]
    return tuple(fullest) if len(fullest) == n_holders else ()


def _holders(office: str, texts: Sequence[str]) -> list[str]:
    """Return the names that stand behind an office, each once.

    An office is written with a capital before a name, and is not itself the end of one.
    """
    naming = [text for text in texts if office.lower() in text.lower()]
    if not naming:
        return []
    pattern = re.compile(rf"(?<!\w)(?P<before>[A-Z]\w*\s)?((?i:{re.escape(office)}))\s({_NAME})")
    found = [match for text in naming for match in pattern.finditer(text) if match[2][0].isupper()]
    if all(match["before"] for match in found):
        return []
    return list(dict.fromkeys(match[3] for match in found))
