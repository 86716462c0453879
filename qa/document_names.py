"""Which document a person means by a name: its path, its file's name or words of its title."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from index.types import DocumentSummary

_SLIGHT = frozenset("the a an of on in and for to about file article document paper text".split())


def named_documents(name: str, documents: Sequence[DocumentSummary]) -> tuple[DocumentSummary, ...]:
    """Return the documents that a name fits best; none, or several if it does not tell them apart.

    A path or a file's name fits before a title, and a whole title before words of one.
    """
    low = name.strip().lower()
    for fits in (
        lambda d: d.source.lower() == low,
        lambda d: PurePosixPath(d.source).name.lower() == low,
        lambda d: PurePosixPath(d.source).stem.lower() == low or d.title.lower() == low,
        lambda d: _words(low) in (_words(PurePosixPath(d.source).stem), _words(d.title)),
        lambda d: _holds(d, low),
    ):
        found = tuple(document for document in documents if fits(document))
        if found:
            return found
    return ()


def is_file_name(name: str) -> bool:
    """Whether a name can only be that of a file: it has an ending or a folder."""
    return bool(re.search(r"\.[A-Za-z]\w{0,4}$|\w/\w", name.strip()))


def _holds(document: DocumentSummary, name: str) -> bool:
    """Whether all telling words of a name stand in a document's name or title."""
    wanted = _words(name)
    held = _words(f"{PurePosixPath(document.source).stem} {document.title}")
    return bool(wanted) and wanted <= held


def _words(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W_]+", text.lower())
    return frozenset(word.removesuffix("s") for word in words if word not in _SLIGHT)
