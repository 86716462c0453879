"""Where the store of a folder lies, known without loading what a store is made of."""

from pathlib import Path

STORE_NAME = ".qa"


def store_of(folder: Path | str, store: Path | str | None) -> Path:
    """Return where the store of a folder is kept: the place named, or inside the folder."""
    return Path(store) if store else Path(folder) / STORE_NAME
