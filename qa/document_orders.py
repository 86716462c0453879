"""Documents by age or by length, and what puts each of them in its place."""

from collections.abc import Sequence
from dataclasses import replace

from qa.document_facts import DocumentFacts
from qa.library_forms import LibraryKind
from qa.library_questions import LibraryQuestion
from qa.quoted_list import Listed

ORDERS = (
    LibraryKind.NEWEST,
    LibraryKind.OLDEST,
    LibraryKind.LONGEST,
    LibraryKind.SHORTEST,
)
"""What is asked of the documents that come first in an order."""


def first_of(
    asked: LibraryQuestion, found: Sequence[Listed], facts: DocumentFacts
) -> tuple[list[Listed], str]:
    """Return the documents that come first, and what is said before them.

    Args:
        asked: Says the order, how many are wanted, and which day counts.
        found: One or more documents.
        facts: Give the days of their files.
    """
    if asked.kind in (LibraryKind.LONGEST, LibraryKind.SHORTEST):
        ordered, told = _by_length(asked, found), f"of {len(found):,} documents"
        verb = "has"
    else:
        ordered, told = _by_day(asked, found, facts)
        verb = "is of"
    n_wanted = len(ordered) if asked.is_order else asked.filters.n_wanted or 1
    first = ordered[:n_wanted]
    is_bare = told.endswith("files") and not asked.by_file
    lead = "No document has a date of its own; the" if is_bare else "The"
    if len(first) == 1:
        return first, f"{lead} {asked.kind} {told} {verb} {first[0].remark}."
    return first, f"{lead} {len(first)} {asked.kind} {told}:"


def _by_length(asked: LibraryQuestion, found: Sequence[Listed]) -> list[Listed]:
    is_falling = asked.kind is LibraryKind.LONGEST
    ordered = sorted(found, key=lambda one: one.document.n_characters, reverse=is_falling)
    return [replace(one, remark=f"{one.document.n_characters:,} characters") for one in ordered]


def _by_day(
    asked: LibraryQuestion, found: Sequence[Listed], facts: DocumentFacts
) -> tuple[list[Listed], str]:
    """Return documents by their own dates, or by their files' where none has one or files count."""
    dated = [replace(one, remark=one.document.date) for one in found if one.document.date]
    n_undated = len(found) - len(dated)
    others = f" ({n_undated:,} have none)" if n_undated else ""
    told = f"of {len(dated):,} documents with a date{others}"
    if asked.by_file or not dated:
        dated = [replace(one, remark=facts.changed(one.document)) for one in found]
        told = f"of {len(dated):,} files"
    is_falling = asked.kind is LibraryKind.NEWEST
    return sorted(dated, key=lambda one: one.remark, reverse=is_falling), told
