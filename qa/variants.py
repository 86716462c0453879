"""What a question names of several of a kind, and whether a sentence is about another of them.

Products, standards and quarters have codes, such as TM-8 and Q3, or a name and a number; plans and
editions have a name before a noun; a timetable has days, and a table's row a number in a column.
To the network, the others of a kind are next to the same: it takes the row of the TM-5 for that of
the TM-8, the Basic plan for the Pro plan, and Saturday for Sunday.
"""

import calendar
import re
from dataclasses import dataclass

from index.dates import MONTHS
from index.function_words import FUNCTION_WORDS
from index.types import Passage

_CODE = re.compile(
    r"(?<![\w-])(?!mid-|pre-|post-)([A-Za-z]+)-?(\d{1,5}(?:(?!s\b)[A-Za-z])?)s?(?![\w-])"
)
_NUMBERED = re.compile(r"(?<=[\w|:,;(]\s)([A-Z][\w’'-]+)\s(\d{1,3})(?![\w%-]|[.,]\d)")
_NAMED = re.compile(r"(?<![\w-])([A-Z][\w-]+)\s([a-z]{3,})\b")
_CELL = re.compile(r"(?:^| \| )([^|:]+): ([A-Za-z]?\d{1,4}[a-z]?)(?= \||$)", re.MULTILINE)
_YEAR_COLUMN = re.compile(r"(?:^|(?<=\| ))[^|:]*\b((?:19|20)\d\d)\b[^|:]*(?=: )", re.MULTILINE)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_TWO_NAMES = re.compile(r"\b(?=([A-Z][\w-]+)\s([A-Z][\w-]+))")
_BEFORE_NUMBER = re.compile(r"\b([^\W\d_]+)\s([A-Za-z]?\d{1,4}[a-z]?)\b")
_DAYS = tuple(calendar.day_name)
_DAY = re.compile(
    rf"\b(?P<first>{'|'.join(_DAYS)})s?\b(?:\s*(?:to|through|until|–|-)\s*(?P<last>{'|'.join(_DAYS)}))?"
    r"|\b(?P<several>weekdays?|working days?|weekends?|daily|every day|any day|all days)\b",
    re.IGNORECASE,
)
_NO_KINDS = frozenset(part for month in MONTHS for part in (month.lower(), month[:3].lower()))
CELLS = " | "
"""Between the cells of a table's row, as loading writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several of a kind, in lower case: the `8` of `tm`, the `pro` of `plan`."""

    kind: str
    which: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """The variants that a text names."""

    numbered: frozenset[Variant]
    """TM-8, Q3, AquaHeat 300."""
    named: frozenset[Variant]
    """The Pro plan; any name before a word in lower case is taken for one."""
    cells: frozenset[Variant]
    """What a row has in its columns: `Line: 2`, `Loans 2025`, a product with two names; elsewhere,
    any word before a number, any year and any two names."""
    days: frozenset[str]
    """Of the week, also those within "Monday to Friday"."""

    @classmethod
    def of(cls, text: str) -> "Variants":
        """Find the variants of a text."""
        numbered = [*_CODE.findall(text), *_NUMBERED.findall(text)]
        named = [(kind, name) for name, kind in _NAMED.findall(text)]
        is_row = CELLS in text
        cells = [*(_CELL if is_row else _BEFORE_NUMBER).findall(text), *_TWO_NAMES.findall(text)]
        years = [("year", year) for year in (_YEAR_COLUMN if is_row else _YEAR).findall(text)]
        return cls(
            numbered=_variants([pair for pair in numbered if pair[0].lower() not in _NO_KINDS]),
            named=_variants(_telling(named)),
            cells=_variants([*_telling(cells), *years]),
            days=_days(text),
        )

    def told_of_another(self, sentence: str, passage: Passage) -> bool:
        """Whether a sentence names another of a kind, and not the one that these are.

        Args:
            sentence: One of the passage.
            passage: Where it stands.
        """
        if not (self.numbered or self.named or self.cells or self.days):
            return False
        other = Variants.of(sentence)
        return (
            (bool(self.days and other.days) and self.days.isdisjoint(other.days))
            or (CELLS in sentence and self._another_cell(other.cells))
            or self._another_number(sentence, other.numbered, passage)
            or self._another_name(sentence, other.named, passage)
        )

    def _another_cell(self, others: frozenset[Variant]) -> bool:
        """Whether a row has others of a kind, and not the one that these are."""
        kin = _kinds(self.cells) & _kinds(others)
        return any(self.cells.isdisjoint(one for one in others if one.kind == kind) for kind in kin)

    def _another_number(self, sentence: str, others: frozenset[Variant], passage: Passage) -> bool:
        """Whether it names another number.

        Prose goes on about what it named before: there, only another one of the kind stands
        against it, and only in a passage without the one asked for. A table's row tells of itself,
        so there it is enough that the one asked for has a row of its own.
        """
        if not self.numbered or not others or _has_number(self.numbered, sentence):
            return False
        kin = not _kinds(self.numbered).isdisjoint(_kinds(others))
        if CELLS not in sentence:
            return kin and not _has_number(self.numbered, passage.embedded_text)
        of_all_rows = _has_number(self.numbered, f"{passage.title}\n{passage.heading}")
        return kin or (_has_number(self.numbered, passage.text) and not of_all_rows)

    def _another_name(self, sentence: str, others: frozenset[Variant], passage: Passage) -> bool:
        """Whether it names another one of a kind where the passage tells of one asked for."""
        for kind in _kinds(self.named) & _kinds(others):
            asked = {variant for variant in self.named if variant.kind == kind}
            held = any(
                re.search(rf"\b{re.escape(v.which)}", sentence, re.IGNORECASE) for v in asked
            )
            if not held and asked & Variants.of(passage.text).named:
                return True
        return False


def _days(text: str) -> frozenset[str]:
    return frozenset(day for match in _DAY.finditer(text) for day in _days_of(match))


def _days_of(match: re.Match[str]) -> tuple[str, ...]:
    if match["several"]:
        several = match["several"].lower()
        if several.startswith("weekend"):
            return _DAYS[5:]
        return _DAYS[:5] if several.startswith(("weekday", "working")) else _DAYS
    first = _DAYS.index(match["first"].capitalize())
    last = _DAYS.index(match["last"].capitalize()) if match["last"] else first
    n_days = (last - first) % len(_DAYS) + 1
    return tuple((_DAYS * 2)[first : first + n_days])


def _variants(pairs: list[tuple[str, str]]) -> frozenset[Variant]:
    return frozenset(Variant(kind=kind, which=which) for kind, which in map(_low, pairs))


def _telling(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs without those of a function word, such as `in 2` and `The Hague`."""
    return [pair for pair in pairs if FUNCTION_WORDS.isdisjoint(_low(pair))]


def _low(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[0].lower(), pair[1].lower()


def _kinds(variants: frozenset[Variant]) -> set[str]:
    return {variant.kind for variant in variants}


def _has_number(variants: frozenset[Variant], text: str) -> bool:
    """Whether a text names one of some numbers, or a variety of it such as the TM-8b."""
    return any(
        re.search(
            rf"(?<!\w){re.escape(one.kind)}[\s-]?{one.which}[a-z]?(?!\w)", text, re.IGNORECASE
        )
        for one in variants
    )
