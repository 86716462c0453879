"""Answering with one call: the libraries of the folders asked so far stay open."""

import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from qa.assistant import Assistant
from qa.conversation import Earlier
from qa.types import Answer

_opened: dict[tuple[Path, Path | None], Assistant] = {}
_opening = threading.Lock()


def ask(
    question: str,
    docs: Path | str = ".",
    *,
    store: Path | str | None = None,
    history: Sequence[Earlier] = (),
    sources: Sequence[str] = (),
    top_k: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Answer:
    """Answer a question from a folder of documents, indexing what is new in it at the first call.

    The folder's library stays open for later calls; `Assistant` gives a handle on it.

    Args:
        question: In the user's words.
        docs: The folder.
        store: Where the index is kept; None keeps it in `.qa` inside the folder.
        history: The earlier turns, oldest first, in any form of `qa.conversation.Earlier`.
        sources: Files, or folders with all below them, to answer from; empty for all.
        top_k: Most passages to return with the answer.
        since: Only from documents that date themselves on this day or later.
        until: Only from documents that date themselves on this day or earlier.

    Raises:
        ReportableError: If the folder or the store cannot be used, as the message says.
    """
    key = Path(docs).resolve(), Path(store).resolve() if store else None
    with _opening:
        if key not in _opened:
            assistant = Assistant.open(key[0], store=key[1])
            assistant.sync()
            _opened[key] = assistant
    return _opened[key].ask(
        question, history=history, sources=sources, top_k=top_k, since=since, until=until
    )
