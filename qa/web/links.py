"""Links from a chat message to its passages.

A link is self-contained, `#p-<passage id>.<start>.<end>` with the quote's offsets in the document,
so that an old turn, or a conversation brought back after a restart, still opens its proof. It comes
back from the browser, where anybody may have written it: parsing is strict.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from index.types import Range
from qa.types import Answer, Citation

_REFERENCE = re.compile(r"#p-([0-9a-f]{16})(?:\.([0-9]{1,12})\.([0-9]{1,12}))?")
_NEAREST = re.compile(r"#n-([0-9a-f]{16}(?:\.[0-9a-f]{16}){0,19})")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
MAX_REFERENCES = 20
"""More than any answer cites; a longer list was not written by this page."""

N_NEAREST = 5
"""Nearest passages shown with an abstention: about two screens of reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A passage, and the quote within it when there is one."""

    passage_id: str
    quote: Range | None = None
    number: int | None = None

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Refer to what a citation quotes."""
        quote = (citation.start, citation.end)
        return cls(passage_id=citation.passage_id, quote=quote, number=citation.number)

    @property
    def href(self) -> str:
        """The link's target, safe in Markdown and HTML: letters, digits and `#.-` only."""
        return f"#{self.anchor}"

    @property
    def anchor(self) -> str:
        """The id of the quote's mark on the page."""
        place = "" if self.quote is None else f".{self.quote[0]}.{self.quote[1]}"
        return f"p-{self.passage_id}{place}"


def references_of(answer: Answer) -> tuple[Reference, ...]:
    """Return what an answer quotes, in order; the nearest passages when it quotes nothing."""
    if answer.answered:
        return tuple(Reference.of(citation) for citation in answer.citations)
    nearest = answer.hits[:N_NEAREST]
    return tuple(Reference(passage_id=hit.passage.passage_id) for hit in nearest)


def nearest_href(references: Sequence[Reference]) -> str:
    """Return the link that brings back all nearest passages of an abstention."""
    return "#n-" + ".".join(reference.passage_id for reference in references)


def parse_reference(href: object, number: object = None) -> Reference | None:
    """Return what a passage's link refers to, or None for anything this page did not write."""
    found = _REFERENCE.fullmatch(href) if isinstance(href, str) else None
    if found is None:
        return None
    passage_id, start, end = found.groups()
    quote = None if start is None else (int(start), int(end))
    counted = isinstance(number, str) and _NUMBER.fullmatch(number)
    return Reference(
        passage_id=passage_id, quote=quote, number=int(str(number)) if counted else None
    )


def parse_nearest(href: object) -> tuple[Reference, ...]:
    """Return the passages of an abstention's link; empty for anything else."""
    found = _NEAREST.fullmatch(href) if isinstance(href, str) else None
    if found is None:
        return ()
    return tuple(Reference(passage_id=passage_id) for passage_id in found[1].split("."))
