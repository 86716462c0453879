"""The pages that a quote stands on, as the document panel shows them."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from index.loading import Box, PagePicture


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page as a picture inside of the HTML, so that no file can be reached by a path."""

    page: int
    width: int
    """In pixels, as the height."""
    height: int
    boxes: tuple[Box, ...]
    address: str
    """The picture itself, as a `data:` address."""

    @classmethod
    def of(cls, picture: PagePicture) -> Self:
        """Return a picture as the panel shows it."""
        encoded = b64encode(picture.data).decode("ascii")
        return cls(
            page=picture.page,
            width=picture.width,
            height=picture.height,
            boxes=picture.boxes,
            address=f"data:{picture.media_type};base64,{encoded}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the panel shows of the pages."""

    sheets: tuple[Sheet, ...] = ()
    problem: str = ""
    """Why there are none, in a line; empty if there are."""

    @classmethod
    def of(cls, pictures: Iterable[PagePicture]) -> Self:
        """Return pictures as the panel shows them."""
        return cls(sheets=tuple(map(Sheet.of, pictures)))

    @property
    def is_boxed(self) -> bool:
        """Whether the words were found on them."""
        return any(sheet.boxes for sheet in self.sheets)
