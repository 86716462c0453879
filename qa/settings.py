"""Every choice a user may make, each default written once."""

from dataclasses import dataclass
from typing import Self

from index.syncing import MAX_FILE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a library is indexed and asked."""

    model: str | None = None
    """A sentence-transformers model by path or id; None is the one that comes with the product."""
    reader: str | None = None
    """A question-answering model or cross-encoder by path or id, or `none`; None is our own."""
    max_error: float = 0.45
    """Share of answers that may be wrong; where more would be, it is not answered."""
    top_k: int = 5
    """Passages returned with an answer."""
    max_file_bytes: int = MAX_FILE_BYTES
    """Larger files are reported, not read."""

    ocr: bool | None = None
    """Whether pictures of text are read, too, with tesseract; None for what the last sync did."""

    @classmethod
    def chosen(
        cls,
        *,
        model: str | None = None,
        reader: str | None = None,
        max_error: float | None = None,
        max_file_mb: int | None = None,
        ocr: bool | None = None,
    ) -> Self:
        """Return the settings of a command line: what was given, the defaults elsewhere."""
        defaults = cls()
        max_file_bytes = (max_file_mb or 0) * 1_000_000 or defaults.max_file_bytes
        return cls(
            model=model,
            reader=reader,
            max_error=defaults.max_error if max_error is None else max_error,
            max_file_bytes=max_file_bytes,
            ocr=ocr,
        )

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 0 < self.max_error < 1:
            raise ValueError(f"max_error must lie between 0 and 1, found {self.max_error}")
