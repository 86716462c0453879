"""Which documents a question is asked of, as the page says it; anybody may have sent it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from index.errors import ReportableError
from qa.web import wording


class ScopeError(ReportableError):
    """A date that is none."""


_SHOWN_CHARACTERS = 40
"""Of what was typed in place of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Files, folders and days to answer from; nothing for all."""

    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @classmethod
    def parse(cls, sources: object = (), since: object = None, until: object = None) -> Self:
        """Return what was chosen; what is no choice at all is none.

        Raises:
            ScopeError: If a day is not written as 2025-12-04.
        """
        chosen = sources if isinstance(sources, list) else []
        return cls(
            sources=tuple(source for source in chosen if isinstance(source, str)),
            since=_day(since),
            until=_day(until),
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of `Assistant.ask` that it stands for."""
        return {"sources": self.sources, "since": self.since, "until": self.until}


def _day(typed: object) -> date | None:
    """Return a day; none for an empty field."""
    text = typed.strip() if isinstance(typed, str) else ""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise ScopeError(wording.DAY_EXPECTED.format(found=text[:_SHOWN_CHARACTERS])) from error
