"""Every error a user can meet: one line that says what was expected, what was found, what to do.

ReportableError
├── DocumentError                 one file; reported and skipped, never stops the others
│   ├── UnsupportedFormatError
│   └── UnreadableDocumentError
├── FolderError                   the folder to index is missing, not a folder, or not readable
├── SourceNotFoundError           a filter that names no document of the library
├── StoreError
│   ├── StoreNotFoundError
│   ├── StoreDamagedError
│   ├── StoreOutdatedError        an older version made it; the folder makes it anew
│   ├── StoreAccessError          the disk is full, failing, or not ours to write
│   ├── StoreLockedError          another process is writing
│   └── EmbedderMismatchError
├── ModelUnavailableError
├── QuestionError                 in qa: a message too long to be a question
├── RequestError                  in qa: what a program sent is not a request
├── PassageNotFoundError          in qa: an id of no passage of the library
├── AccessError                   in qa.web: a login that is missing or cannot be used
└── ServingError                  in qa.web: an address that cannot be served on
"""

from pathlib import Path


class ReportableError(Exception):
    """Base of what is shown to a user as one line, never as a traceback."""


class DocumentError(ReportableError):
    """A file that cannot become a document."""


class UnsupportedFormatError(DocumentError):
    """A file whose content no loader reads."""


class UnreadableDocumentError(DocumentError):
    """A file of a known format that cannot be read."""


class FolderError(ReportableError):
    """A folder that cannot be indexed."""


class SourceNotFoundError(ReportableError):
    """A file or folder to search in that the library does not hold."""


class StoreError(ReportableError):
    """A store that cannot be used as it is."""


class StoreNotFoundError(StoreError):
    """No store where one was expected."""


class StoreDamagedError(StoreError):
    """A catalog that cannot be trusted; derived indexes repair themselves instead."""


class StoreOutdatedError(StoreError):
    """A store that an older version made, which is made anew from its folder."""


class StoreAccessError(StoreError):
    """A store whose files the system does not let us read or write; they may be sound."""

    def __init__(self, folder: Path, reason: object) -> None:
        super().__init__(
            f"Store '{folder}' could not be read or written: {reason}. Check the disk's free space"
            " and the folder's permissions, or keep the store elsewhere with --store DIR"
        )


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class EmbedderMismatchError(StoreError):
    """A store made by another embedder than the one at hand."""


class ModelUnavailableError(ReportableError):
    """A model that is missing, altered or cannot be loaded."""
