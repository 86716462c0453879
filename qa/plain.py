"""The JSON of results, made once for the command line, HTTP, Gradio's endpoint and MCP."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from index.audit import FileAccount, totals
from index.types import DocumentSummary, Hit, Passage
from qa.types import Answer


def plain_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer's fields and whether it is one."""
    return {**asdict(answer), "answered": answer.answered}


def plain_hits(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """Return the fields of each hit, best first as they came."""
    return [asdict(hit) for hit in hits]


def plain_documents(documents: Iterable[DocumentSummary]) -> list[dict[str, Any]]:
    """Return the fields of each line of the library's list."""
    return [asdict(document) for document in documents]


def plain_passage(passage: Passage) -> dict[str, Any]:
    """Return a passage's fields."""
    return asdict(passage)


def plain_report(files: Sequence[FileAccount]) -> dict[str, Any]:
    """Return the fields of each file's account, and of their sums."""
    return {"files": [asdict(file) for file in files], "totals": asdict(totals(files))}
