"""The pages that a quote stands on, as the document panel shows them."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from index.loading import Box, PagePicture
from qa.web import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page as a picture inside of the HTML, so that no file can be reached by a path."""

    page: int
    width: int
    """In pixels, as the height."""
    height: int
    boxes: tuple[Box, ...]
    is_whole: bool
    """Whether it is all of the page."""
    address: str
    """The picture itself, as a `data:` address."""

    @property
    def boxed_width(self) -> float:
        """From the leftmost box to the rightmost, as a share of the picture; 0 without any."""
        left = min((box.left for box in self.boxes), default=0.0)
        return max((box.left + box.width for box in self.boxes), default=0.0) - left

    @classmethod
    def of(cls, picture: PagePicture) -> Self:
        """Return a picture as the panel shows it."""
        encoded = b64encode(picture.data).decode("ascii")
        return cls(
            page=picture.page,
            width=picture.width,
            height=picture.height,
            boxes=picture.boxes,
            is_whole=picture.is_whole,
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

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader should know of them, line by line."""
        if self.problem:
            return (self.problem,)
        not_found = () if self.is_boxed else (wording.NOT_FOUND_ON_PAGE,)
        is_cut = any(not sheet.is_whole for sheet in self.sheets)
        return (*not_found, wording.PAGE_CUT) if is_cut else not_found
