"""What became of every character of every file: kept in passages, or dropped for a reason.

The account is taken from the store as it is, not from what a sync believed: what is kept is counted
in the passages, what is dropped in the document, and both have to add up to what was found.
Characters that are white space are not counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.catalog import Catalog
from index.types import Document, Range, Skipped, SpanKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAccount:
    """What became of one file."""

    source: str
    skipped: str
    """Why it is not in the library; empty for a file that is."""
    n_found: int
    """Characters of its text."""
    n_kept: int
    """Of these, in some passage."""
    dropped: Mapping[str, int]
    """Of these, left out of every passage, by reason."""
    n_passages: int
    encoding: str
    date: str
    same_as: str
    """The file that has the same text and counts as the first; empty for most."""
    remarks: tuple[str, ...]

    @property
    def n_dropped(self) -> int:
        """Characters left out of every passage."""
        return sum(self.dropped.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of all accounts."""

    n_files: int
    n_skipped: int
    n_found: int
    n_kept: int
    dropped: Mapping[str, int]
    n_passages: int
    n_same: int
    """Files whose text another file has, too."""


def accounts(catalog: Catalog, skipped: Sequence[Skipped]) -> Iterator[FileAccount]:
    """Yield the account of every file, ordered by source.

    Args:
        catalog: What the library holds.
        skipped: What the last sync did not read.
    """
    summaries = {summary.source: summary for summary in catalog.documents()}
    problems = {entry.source: entry.reason for entry in skipped}
    firsts = catalog.first_prints()
    for source in sorted(summaries.keys() | problems.keys()):
        document = catalog.document(source)
        if document is None:
            yield _skipped(source, problems[source])
            continue
        kept = merged(catalog.ranges(source))
        yield FileAccount(
            source=source,
            skipped=problems.get(source, ""),
            n_found=_n_characters(document.text, [(0, len(document.text))]),
            n_kept=_n_characters(document.text, kept),
            dropped=_dropped(document),
            n_passages=summaries[source].n_passages,
            encoding=document.encoding,
            date=document.date,
            same_as=firsts.get(source, ""),
            remarks=document.remarks,
        )


def totals(found: Iterable[FileAccount]) -> Totals:
    """Return the sums of accounts."""
    files = list(found)
    dropped: Counter[str] = Counter()
    for account in files:
        dropped.update(account.dropped)
    return Totals(
        n_files=len(files),
        n_skipped=sum(bool(account.skipped) for account in files),
        n_found=sum(account.n_found for account in files),
        n_kept=sum(account.n_kept for account in files),
        dropped=dict(dropped.most_common()),
        n_passages=sum(account.n_passages for account in files),
        n_same=sum(bool(account.same_as) for account in files),
    )


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Return what ranges cover together, without overlap, in order."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _skipped(source: str, reason: str) -> FileAccount:
    return FileAccount(
        source=source,
        skipped=reason,
        n_found=0,
        n_kept=0,
        dropped={},
        n_passages=0,
        encoding="",
        date="",
        same_as="",
        remarks=(),
    )


def _dropped(document: Document) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for span in document.spans:
        if span.kind is SpanKind.DROPPED:
            counts[span.label] += _n_characters(document.text, [(span.start, span.end)])
    return dict(counts.most_common())


def _n_characters(text: str, ranges: Iterable[Range]) -> int:
    """Return how many characters of ranges are not white space."""
    return sum(len("".join(text[start:end].split())) for start, end in ranges)
