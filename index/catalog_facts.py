"""What a store knows of itself: its format, its generation, and what made its vectors."""

import json
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Self

from index.catalog_schema import FORMAT, TABLES, check_format
from index.connections import IdleConnections
from index.database import Database
from index.errors import (
    EmbedderMismatchError,
    StoreAccessError,
    StoreDamagedError,
    StoreNotFoundError,
)
from index.seals import insertion, is_whole
from index.types import EmbedderIdentity

REQUIRED_FACTS = ("embedder", "generation", "n_rows")
"""What every store knows of itself, beside its format."""


class CatalogFacts(Database):
    """A catalog's file, opened or made, and the facts in it."""

    @classmethod
    def open(cls, path: Path, idle: IdleConnections | None = None) -> Self:
        """Open an existing catalog, over a connection that is idle if there is one.

        Raises:
            StoreNotFoundError: If there is none.
            StoreOutdatedError: If an older version made it.
            StoreDamagedError: If the file is not a catalog.
            StoreError: If a newer version made it.
        """
        try:
            is_there = path.is_file()
        except OSError as error:
            raise StoreAccessError(path.parent, error.strerror) from error
        if not is_there:
            raise StoreNotFoundError(
                f"Expected a store at '{path.parent}', found none. Make it with: qa sync FOLDER"
            )
        catalog = cls(path, idle)
        try:
            # unproved: an older store has no seals
            found = catalog.run("SELECT value FROM facts WHERE name = 'format'")
            check_format(path.parent, str(found[0][0]) if found else "")
        except BaseException:
            catalog.close()
            raise
        return catalog

    @classmethod
    def create(cls, path: Path, identity: EmbedderIdentity) -> Self:
        """Make an empty catalog of generation 0; one that is cut is no catalog yet."""
        catalog = cls(path)
        with catalog.transaction():
            for statement in TABLES:
                catalog.run(statement)
            catalog.set_fact("format", str(FORMAT))
            catalog.set_fact("generation", "0")
            catalog.set_fact("n_rows", "0")
            catalog.set_fact("embedder", json.dumps(asdict(identity)))
        return catalog

    def fact(self, name: str) -> str:
        """Return what the store knows of itself under a name, or an empty string.

        Raises:
            StoreDamagedError: If it is not what was recorded.
        """
        statement = f"SELECT value, {is_whole('facts')} FROM facts WHERE name = ?"
        for value, whole in self.run(statement, (name,)):
            self.check_whole(whole, f"what it keeps as '{name}'")
            return str(value)
        return ""

    def set_fact(self, name: str, value: str) -> None:
        """Record what the store knows of itself."""
        self.run(insertion("facts"), (name, value))

    @property
    def generation(self) -> int:
        """The number of the published state this connection sees."""
        return int(self._known("generation"))

    @cached_property
    def embedder(self) -> EmbedderIdentity:
        """What made the vectors."""
        return EmbedderIdentity(**json.loads(self._known("embedder")))

    def check_embedder(self, identity: EmbedderIdentity) -> None:
        """Refuse to mix the vectors of two embedders.

        Raises:
            EmbedderMismatchError: If any part of the identity differs.
        """
        maker = self.embedder
        if maker != identity:
            raise EmbedderMismatchError(
                f"Store '{self._folder}' holds {maker.dim}-dimensional embeddings of {maker.name}"
                f" ({maker.digest[:8]}); {identity.name} ({identity.digest[:8]}) gives"
                f" {identity.dim}. Rebuild it with: qa sync FOLDER --rebuild"
            )

    def _known(self, name: str) -> str:
        """Return a fact that every store has."""
        value = self.fact(name)
        self.check_whole(bool(value), f"what it keeps as '{name}'")
        return value

    def check_whole(self, whole: bool, found: str) -> None:
        """Refuse what is not as it was written.

        Raises:
            StoreDamagedError: If it is not whole; `found` names it.
        """
        if not whole:
            raise StoreDamagedError(
                f"Expected store '{self._folder}' as it was written, found {found} damaged."
                " Mend it with: qa doctor FOLDER --repair"
            )
