"""The models that a question names, and whether a sentence is about another one instead.

Products, standards, routes and quarters are called by codes such as TM-8 and Q3, or by a name and a
number. Their neighbours' codes differ by one figure, which to the network is next to nothing: it
takes the row of the TM-5 for that of the TM-8.
"""

import re
from dataclasses import dataclass

from index.dates import MONTHS
from index.types import Passage

_CODE = re.compile(
    r"(?<![\w-])(?!mid-|pre-|post-)([A-Za-z]+)-?(\d{1,5}(?:(?!s\b)[A-Za-z])?)s?(?![\w-])"
)
_NUMBERED = re.compile(r"(?<=[\w|:,;(]\s)([A-Z][\w’'-]+)\s(\d{1,3})(?![\w%-]|[.,]\d)")
_NO_MODELS = (
    {month.lower() for month in MONTHS} | {month[:3].lower() for month in MONTHS} | {"sept"}
)

_CELLS = " | "
"""Between the cells of a table's row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One of several things that share a name: `tm` and `8`, `aquaheat` and `300`."""

    name: str
    number: str


def models_in(text: str) -> frozenset[Model]:
    """Return the models that a text names by a code or by a name and a number."""
    found = [*_CODE.findall(text), *_NUMBERED.findall(text)]
    return frozenset(
        Model(name=name.lower(), number=number.lower())
        for name, number in found
        if name.lower() not in _NO_MODELS
    )


def is_of_another(asked: frozenset[Model], sentence: str, passage: Passage) -> bool:
    """Whether a sentence names another model, and not the one that is asked for.

    Prose goes on about what it named before: there, only another model of the same name stands
    against it, and only in a passage without the one asked for. A table's row tells of itself.

    Args:
        asked: What the question names.
        sentence: One of the passage.
        passage: Where it stands.
    """
    if not asked or not (named := models_in(sentence)) or _names_one(asked, sentence):
        return False
    kin = bool({model.name for model in asked} & {model.name for model in named})
    if _CELLS in sentence:
        return kin or not _names_one(asked, f"{passage.title}\n{passage.heading}")
    return kin and not _names_one(asked, passage.embedded_text)


def _names_one(models: frozenset[Model], text: str) -> bool:
    """Whether a text names one of some models, or a variant of it such as the TM-8b."""
    return any(
        re.search(
            rf"(?<!\w){re.escape(model.name)}[\s-]?{model.number}[a-z]?(?!\w)", text, re.IGNORECASE
        )
        for model in models
    )
