"""What may be wrong with a store, and what was done about it, as values."""

from dataclasses import dataclass
from enum import StrEnum

from index.types import Recall


class Part(StrEnum):
    """Where something is wrong."""

    CATALOG = "catalog"
    DOCUMENT = "document"
    ORPHAN = "orphan"
    INDEXES = "indexes"
    VECTORS = "vectors"
    SPACE = "space"


_REMEDIES = {
    Part.CATALOG: "qa doctor FOLDER --repair keeps what is whole and reads the other files again",
    Part.DOCUMENT: "qa doctor FOLDER --repair reads this file again",
    Part.ORPHAN: "qa doctor FOLDER --repair removes it",
    Part.INDEXES: "qa doctor FOLDER --repair makes the indexes again, without embedding",
    Part.VECTORS: "qa sync FOLDER --rebuild embeds everything again",
    Part.SPACE: "free some space, or keep the store elsewhere with --store DIR",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong."""

    part: Part
    subject: str
    """A file of the store, or a document by its source."""
    expected: str
    found: str

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return _REMEDIES[self.part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What looking a store over came to."""

    findings: tuple[Finding, ...]
    readable: bool
    """Whether SQLite can read the catalog at all; nothing below is known if it cannot."""
    n_documents: int = 0
    n_passages: int = 0
    n_sampled: int = 0
    """Passages that were embedded again."""
    recall: Recall | None = None
    """What the dense index finds of the exact result; None if it compares all."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What mending a store came to."""

    damaged: tuple[str, ...]
    """Documents that were not as they were written; their files were read again."""
    set_aside: str
    """The name under which a catalog lies that could not be read; empty for most."""
    n_embedded: int
    """Texts that had to be embedded again."""
