"""Proves quotes against the files themselves: each is opened again, and the words looked for.

Nothing is taken from the store but what is to be proved. A file is known by the SHA-256 of its
bytes; once that differs, none of its quotes counts as proved, even where the words still stand.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.errors import DocumentError, ReportableError
from index.folder import list_folder
from index.loading import load_bytes
from index.places import Places, in_words
from index.types import Document
from qa.types import Answer


class AnswerFileError(ReportableError):
    """A kept answer that cannot be proved because it is none."""


class Verdict(StrEnum):
    """What became of a quote."""

    PROVED = "proved"
    """The file is the same to the byte, and the words stand at their place."""
    CHANGED = "changed"
    """The file is another one now, whether or not the words still stand in it."""
    MOVED = "moved"
    """The file lies, the same to the byte, under another path."""
    MISSING = "missing"
    """The file is gone, or the words do not stand at their place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Words that are said to stand at `start:end` of what was found in a file."""

    source: str
    start: int
    end: int
    quote: str
    digest: str
    """SHA-256 of the file the words were taken from, in hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A claim and what became of it."""

    claim: Claim
    verdict: Verdict
    found: str
    """What was found instead, in words; empty for a proved one."""


def claims_of(answer: Answer) -> tuple[Claim, ...]:
    """Return what an answer's citations claim."""
    return tuple(
        Claim(source=c.source, start=c.start, end=c.end, quote=c.quote, digest=c.digest)
        for c in answer.citations
    )


def claims_of_library(catalog: Catalog) -> Iterator[Claim]:
    """Yield what a library's passages claim, document by document."""
    for summary in catalog.documents():
        passages = catalog.passages(catalog.rows([summary.source]))
        for passage in passages.values():
            yield Claim(
                source=passage.source,
                start=passage.start,
                end=passage.end,
                quote=passage.text,
                digest=summary.digest,
            )


def claims_in(kept: str) -> tuple[Claim, ...]:
    """Return what the citations of answers claim that were kept as JSON: one, a list, or a chat.

    Raises:
        AnswerFileError: If the text is no such JSON.
    """
    try:
        value = json.loads(kept)
    except ValueError as error:
        raise AnswerFileError(
            f"Expected an answer as JSON, found no JSON: {error}."
            " Keep one with: qa ask QUESTION --json > answer.json"
        ) from error
    return tuple(claim for answer in _answers(value) for claim in _claims(answer))


def verify(folder: Path, claims: Iterable[Claim]) -> Iterator[Proof]:
    """Yield the proof of every claim, file by file, each file opened once.

    Args:
        folder: Where the files lie.
        claims: What is to be proved.

    Raises:
        FolderError: If the folder is missing or cannot be read.
    """
    files = _Files(folder)
    for source, group in groupby(sorted(claims, key=_place), key=lambda claim: claim.source):
        file = files.open(source)
        for claim in group:
            yield _proof(claim, file, files)


@dataclass(frozen=True, slots=True)
class _File:
    digest: str
    document: Document | None
    problem: str
    """Why it could not be read; empty if it could."""


class _Files:
    """Opens the files of a folder anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listing = list_folder(folder)
        self._digests: dict[str, str] | None = None
        self._by_ocr: dict[str, Document | None] = {}

    def open(self, source: str) -> _File | None:
        """Return a file as it is now, None if it is not there."""
        if source not in self._listing.files:
            return None
        try:
            data = (self._folder / source).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            return _File(digest, load_bytes(data, source), "")
        except OSError as error:
            return _File("", None, f"the file could not be read: {error.strerror}")
        except DocumentError as error:
            return _File(digest, None, str(error))

    def read_by_ocr(self, source: str) -> Document | None:
        """Return a file with its pictures of text read; None if that cannot be done."""
        if source not in self._by_ocr:
            try:
                data = (self._folder / source).read_bytes()
                self._by_ocr[source] = load_bytes(data, source, ocr=True)
            except (OSError, DocumentError):
                self._by_ocr[source] = None
        return self._by_ocr[source]

    def with_digest(self, digest: str) -> str:
        """Return the first file of these bytes, an empty string if there is none."""
        if self._digests is None:
            self._digests = {}
            for source in self._listing.files:
                with (self._folder / source).open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
                self._digests.setdefault(found, source)
        return self._digests.get(digest, "")


def _proof(claim: Claim, file: _File | None, files: _Files) -> Proof:
    if file is None:
        other = files.with_digest(claim.digest)
        verdict = Verdict.MOVED if other else Verdict.MISSING
        found = f"moved to {other}" if other else "the file is not there"
    elif file.digest != claim.digest:
        verdict, found = Verdict.CHANGED, _where_now(claim, file)
    elif _stands(claim, file.document) or _stands(claim, files.read_by_ocr(claim.source)):
        verdict, found = Verdict.PROVED, ""
    else:
        verdict, found = Verdict.MISSING, _where_now(claim, file)
    return Proof(claim=claim, verdict=verdict, found=found)


def _stands(claim: Claim, document: Document | None) -> bool:
    """Whether the claimed words stand at their place."""
    return document is not None and document.text[claim.start : claim.end] == claim.quote


def _where_now(claim: Claim, file: _File) -> str:
    """Return, in words, where the claimed words stand now."""
    if file.document is None:
        return file.problem
    start = file.document.text.find(claim.quote)
    if start < 0:
        return "the words do not stand in it"
    return f"the words stand at {in_words(Places(file.document).at(start))}"


def _answers(value: Any) -> list[Any]:
    """Return the answers of a kept file; those of a chat that the page saved are its turns."""
    if isinstance(value, Mapping) and isinstance(value.get("turns"), list):
        return list(value["turns"])
    return value if isinstance(value, list) else [value]


def _claims(answer: Any) -> Iterator[Claim]:
    if not isinstance(answer, Mapping) or not isinstance(answer.get("citations"), list):
        raise AnswerFileError(
            "Expected an answer with its `citations`, found JSON without them."
            " Keep one with: qa ask QUESTION --json > answer.json"
        )
    names = Claim.__dataclass_fields__
    for number, citation in enumerate(answer["citations"], start=1):
        held = citation if isinstance(citation, Mapping) else {}
        missing = [name for name in names if name not in held]
        if missing:
            raise AnswerFileError(
                f"Expected `{missing[0]}` in citation {number}, found none."
                " Keep an answer with: qa ask QUESTION --json > answer.json"
            )
        yield Claim(**{name: held[name] for name in names})


def _place(claim: Claim) -> tuple[str, int, int]:
    return claim.source, claim.start, claim.end
