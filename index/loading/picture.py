"""What is drawn of a page of a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of a page, in shares of its width and height from the upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """One page as it looks on paper, and where words that were looked for stand on it."""

    page: int
    """Counted from 1."""
    n_pages: int
    width: int
    """In pixels, as the height."""
    height: int
    boxes: tuple[Box, ...]
    """One a line; empty if the words were not found."""
    is_whole: bool
    """Whether all of the page was drawn, not only a part of a long strip."""
    media_type: str
    data: bytes
    """The picture as a file of that type."""
