"""The figure that a sentence must have to answer at all: "how many" is answered by a count.

Only what nearly every answer keeps to is required. `python -m tests.benchmarks.ruled_out
../shared/train` prints the shares of the answered training questions whose sentence would be lost,
less than 0.5 % of each kind that is asked more than a few times. The patterns read English.
"""

import re
from dataclasses import dataclass

from index.dates import DATE_PATTERNS, MONTHS
from qa.question_form import asked_at, parts_of

_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_FRACTIONS = "half|halves|quarters?|thirds?|fourths?|fifths?|sixths?|tenths?"
_EXACT = (
    rf"{_NUMBERS}|{_FRACTIONS}|zero|hundreds?|thousands?|millions?|billions?|trillions?|dozens?"
    r"|once|twice|doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)|quadruple[ds]?|halv(?:e[ds]?|ing)|\w+fold"
    "|first|second|no|none"
)
_COUNTS = (
    rf"{_EXACT}|several|many|few|some|any|both|single|sole|only|pairs?|couple|trio|duo|twins?|all"
    "|every|each|majority|minority|most|much|little|lots?|either|neither|multiple|numerous|various"
    "|infinite"
)
_NUMBER = rf"\d|[½¼¾⅓⅔]|\b(?:{_COUNTS})\b"
_UNITS = "minutes|hours|days|nights|weeks|months|years|decades|centuries|times|occasions"
_SHARE = r"(?:percent|per\s+cent|percentage)\b"
_AUXILIARIES = "do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must"
_COMPARED = "more|less|(?:old|high|low|larg|bigg|small|great|fast|long|short|cheap)er"
_SUMS = (
    "price|cost|salary|wage|revenue|turnover|profit|deficit|surplus|sum|debt|fee|tariff"
    "|share|distance"
)
_WHAT_IS = r"(?:what|which)\s+(?:is|was|are|were)\s+(?:the|[\w-]+['’]s?)"
_PAYING = "costs?|pay|paid|spend|spent|earn|earned|invest|invested|donate|donated|charge|charged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that is asked for."""

    name: str
    asking: re.Pattern[str]
    """How a question asks for it."""
    having: re.Pattern[str]
    """What stands for it in a sentence."""
    outside_dates: bool
    """Whether the numbers of dates count nothing."""
    is_unit: bool
    """Whether a table says it once for all its rows, as "in EUR million" does."""

    def stands_in(self, sentence: str, *, table: str = "") -> bool:
        """Whether a sentence has it.

        Args:
            sentence: Also the row of a table.
            table: The passage that the row stands in; empty if it is none.
        """
        if self.outside_dates:
            for date in DATE_PATTERNS:
                sentence = date.sub(" ", sentence)
        found = self.having.search(sentence) or (self.is_unit and self.having.search(table))
        return bool(found)


def _figure(
    name: str, asking: str, having: str, *, outside_dates: bool = False, is_unit: bool = False
) -> Figure:
    return Figure(
        name=name,
        asking=re.compile(asking, re.IGNORECASE),
        having=re.compile(having, re.IGNORECASE),
        outside_dates=outside_dates,
        is_unit=is_unit,
    )


def _currency(name: str, having: str, asking: str = "") -> Figure:
    """Return the figure of an amount in a currency: "how many euros", "how large, in euros,"."""
    called = rf"(?:{asking or name})\b"
    return _figure(
        name,
        rf"how\s+many\s+(?:\w+\s+)?{called}"
        rf"|(?:how|{_WHAT_IS})\b.*\bin\s+(?:\w+\s+)?{called}",
        having,
        is_unit=True,
    )


_FIGURES = (
    _figure("count", r"how\s+many\b(?!\s+times\b)", _NUMBER, outside_dates=True),
    _figure(
        "share",
        rf"(?:what|which|how\s+many|how\s+much)\s+(?:\w+\s+)?{_SHARE}|how\s+\w+,?\s+in\s+{_SHARE}",
        rf"%|per[\s-]?cent|\b(?:{_FRACTIONS}|majority|minority|most|all|fraction|one in|out of"
        r"|points?)\b",
    ),
    _figure(
        "year",
        r"(?:what|which)\s+(?:\w+\s+)?(?:years?|century|decade)\b",
        rf"\d|\b(?:{_NUMBERS})\b|centur|decade",
    ),
    _figure(
        "date",
        r"(?:what|which)\s+(?:\w+\s+)?(?:date|day|month)\b",
        rf"\d|\b(?:{'|'.join([*MONTHS, *(month[:3] for month in MONTHS)])}|Sept|Christmas"
        r"|Easter|new year)\b|months?\b|days?\b",
    ),
    _figure(
        "times",
        r"how\s+many\s+times\b",
        rf"\b(?:\d+(?:[.,]\d+)*(?:st|nd|rd|th)?|{_COUNTS}|seventh|eighth|ninth)\b(?!-\w)"
        r"|\b(?:times|again|often|frequently|repeatedly|regularly)\b",
        outside_dates=True,
    ),
    _figure(
        "money",
        rf"how\s+much\s+(?:money\b|(?:{_AUXILIARIES})\s+(?:\S+\s+){{1,8}}?(?:{_PAYING})\b)",
        rf"{_NUMBER}|\b(?:free|nothing|without)\b",
    ),
    _figure(
        "difference",
        rf"how\s+much\s+(?:{_COMPARED})\b|(?<=\bby )how\s+much\b",
        _NUMBER,
    ),
    _figure(
        "total",
        rf"{_WHAT_IS}\s+(?:\w+\s+){{0,2}}"
        r"(?:rate|total|budget|population|percentage|(?:number|value)\s+of)\b(?!-|['’])",
        _NUMBER,
    ),
    _figure(
        "sum",
        rf"{_WHAT_IS}\s+(?:[\w’'-]+\s+){{0,2}}(?:{_SUMS})\b"
        r"(?=\s+(?:of|for|in|per|set|between|with|on|charged|imposed)\b|\s*\?)",
        rf"\d|\b(?:{_EXACT}|free|nothing|without|cheap|great|(?:in)?expensive)\b",
    ),
    _figure(
        "amount",
        r"(?:what|which)\s+(?:\w+\s+){0,2}?(?:price|amount|number|share|quantity|fee|sum)\s+"
        rf"(?:of\s+(?:\S+\s+){{1,4}}?)?(?:{_AUXILIARIES})\b",
        rf"\d|\b(?:{_EXACT}|free|nothing|without)\b",
    ),
    _figure(
        "rate",
        rf"(?:what|which)\s+(?:[\w-]+\s+){{1,2}}?rate\s+(?:{_AUXILIARIES})\b",
        rf"\d|\b(?:{_EXACT})\b",
        outside_dates=True,
    ),
    _figure(
        "age",
        r"how\s+old\b",
        rf"{_NUMBER}|\b(?:born|an?\s+(?:day|week|month|year)|teen\w*)\b",
    ),
    _figure(
        "frequency",
        r"how\s+(?:often|frequently|regularly)\b",
        r"\b(?:bi|tri|semi|half-)?-?(?:annual|yearl|daily|hourl|night|week|month|quarter|fortnight)"
        r"|\b(?:always|never|often|usual|normal|general|typical|sometimes|seldom|rare|occasion"
        r"|constant|continu|frequent|regular|once|twice|thrice|every|each|repeated|whenever"
        r"|an?\s+(?:day|week|month|year)\b|all the time"
        rf"|(?:\d+|{_COUNTS})\s+(?:{_UNITS})\b)|\bper\b|per[\s-]?cent|%|ennial",
    ),
    _currency("euros", r"€|\b(?:euros?|EUR)\b"),
    _currency("dollars", r"\$|\b(?:dollars?|USD|bucks|cents?)\b"),
    _currency("yuan", r"¥|\b(?:yuan|renminbi|RMB)\b", "yuan|renminbi"),
    _currency("yen", r"¥|\b(?:yen|JPY)\b"),
)


def required_figures(question: str) -> tuple[Figure, ...]:
    """Return what a sentence must have to answer a question.

    Of a question in several parts, each may be answered by a sentence of its own: nothing then.
    """
    start = asked_at(question)
    if start is None or len(parts_of(question)) > 1:
        return ()
    return tuple(figure for figure in _FIGURES if figure.asking.match(question, start))
