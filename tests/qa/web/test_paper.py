"""The pictures of pages say what a reader should know of them, and are part of the HTML."""

from base64 import b64decode

import pytest

from index.loading import Box, PagePicture
from qa.web import wording
from qa.web.paper import Paper, Sheet

LINES = (
    Box(left=0.5, top=0.1, width=0.25, height=0.02),
    Box(left=0.125, top=0.12, width=0.5, height=0.02),
)


def drawn(*, boxes: tuple[Box, ...] = LINES, is_whole: bool = True) -> PagePicture:
    return PagePicture(
        page=3,
        n_pages=7,
        width=600,
        height=800,
        boxes=boxes,
        is_whole=is_whole,
        media_type="image/webp",
        data=b"\x00picture\xff",
    )


def test_a_picture_is_part_of_the_page() -> None:
    kind, _, encoded = Sheet.of(drawn()).address.partition(",")

    assert (kind, b64decode(encoded)) == ("data:image/webp;base64", b"\x00picture\xff")


def test_the_boxes_reach_from_the_leftmost_to_the_rightmost() -> None:
    assert Sheet.of(drawn()).boxed_width == 0.625
    assert Sheet.of(drawn(boxes=())).boxed_width == 0.0


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        ([drawn()], ()),
        ([drawn(boxes=()), drawn()], ()),
        ([drawn(boxes=())], (wording.NOT_FOUND_ON_PAGE,)),
        ([drawn(), drawn(is_whole=False)], (wording.PAGE_CUT,)),
        ([drawn(boxes=(), is_whole=False)], (wording.NOT_FOUND_ON_PAGE, wording.PAGE_CUT)),
    ],
)
def test_what_is_unusual_is_told(pictures: list[PagePicture], expected: tuple[str, ...]) -> None:
    assert Paper.of(pictures).remarks == expected


def test_a_problem_is_told_alone() -> None:
    assert Paper(problem="The file is gone.").remarks == ("The file is gone.",)
