"""Answers questions from a folder of documents, every sentence quoted and cited."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.errors import ReportableError
    from qa.assistant import Assistant
    from qa.conversation import Chat, Turn
    from qa.one_call import ask
    from qa.settings import Settings
    from qa.types import Answer, Citation, Statement

__all__ = [
    "Answer",
    "Assistant",
    "Chat",
    "Citation",
    "ReportableError",
    "Settings",
    "Statement",
    "Turn",
    "ask",
]

_HOMES = {
    "Answer": "qa.types",
    "Assistant": "qa.assistant",
    "Chat": "qa.conversation",
    "Citation": "qa.types",
    "ReportableError": "index.errors",
    "Settings": "qa.settings",
    "Statement": "qa.types",
    "Turn": "qa.conversation",
    "ask": "qa.one_call",
}


def __getattr__(name: str) -> Any:
    """Import an exported name at its first use: `qa --help` need not wait for FAISS."""
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
