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
│   │   └── StoreFormatError      whole, but written by another version
│   ├── StoreLockedError          another process is writing
│   └── EmbedderMismatchError
├── ModelUnavailableError
├── QuestionError                 in qa: a message too long to be a question
└── ServingError                  in qa.web: an address that cannot be served on
"""


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


class StoreFormatError(StoreDamagedError):
    """A store of another version's format."""


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class EmbedderMismatchError(StoreError):
    """A store made by another embedder than the one at hand."""


class ModelUnavailableError(ReportableError):
    """A model that is missing, altered or cannot be loaded."""
