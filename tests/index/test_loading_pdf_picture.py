"""A page is drawn as it is, and the boxes lie around the words of the quote and nothing else."""

import io
from collections.abc import Callable
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image, ImageStat
from reportlab.pdfgen.canvas import Canvas

from index.errors import DocumentError, UnsupportedFormatError
from index.loading import Box, PagePicture, draw_page, load_bytes
from tests.index.pdf_files import drawn, laid_out, scanned

LINES = [
    "The harbour wall was built of granite in 1871.",
    "It holds back the tide of the northern bay.",
    "A second wall was added by the town in 1902.",
]


def picture(data: bytes, quote: str, *, page: int = 1, share: float = 0.0) -> PagePicture:
    return draw_page(data, "harbour.pdf", page=page, quote=quote, share=share)


def ink_in(found: PagePicture, box: Box) -> bool:
    """Whether something dark is drawn inside a box."""
    image = Image.open(io.BytesIO(found.data)).convert("L")
    left, top = box.left * image.width, box.top * image.height
    part = image.crop(
        (int(left), int(top), int(left + box.width * image.width),
         int(top + box.height * image.height))
    )  # fmt: skip
    return ImageStat.Stat(part).extrema[0][0] < 100


def without(found: PagePicture) -> Image.Image:
    """Return the picture with its boxes painted over."""
    image = Image.open(io.BytesIO(found.data)).convert("L")
    for box in found.boxes:
        place = (round(box.left * image.width), round(box.top * image.height))
        size = (round(box.width * image.width) + 2, round(box.height * image.height) + 2)
        image.paste(255, (*place, place[0] + size[0], place[1] + size[1]))
    return image


def has_ink(image: Image.Image) -> bool:
    return ImageStat.Stat(image).extrema[0][0] < 100


def test_the_picture_is_the_page() -> None:
    found = picture(drawn([LINES]), LINES[1])

    image = Image.open(io.BytesIO(found.data))
    assert found.media_type == "image/webp"
    assert image.size == (found.width, found.height)
    assert found.width * found.height <= 2_100_000
    assert abs(found.height / found.width - 842 / 595) < 0.01
    assert (found.page, found.n_pages) == (1, 1)


def test_a_quote_is_boxed_and_nothing_else() -> None:
    [box] = picture(drawn([LINES]), LINES[1]).boxes

    assert ink_in(picture(drawn([LINES]), ""), box)
    assert has_ink(without(picture(drawn([LINES]), LINES[1])))
    assert not has_ink(without(picture(drawn([[LINES[1]]]), LINES[1])))


def test_lines_get_a_box_each_from_top_to_bottom() -> None:
    boxes = picture(drawn([LINES]), " ".join(LINES)).boxes

    tops = [box.top for box in boxes]
    assert len(boxes) == 3
    assert tops == sorted(tops)
    assert all(later.top >= box.top + box.height * 0.8 for box, later in pairwise(boxes))


def test_part_of_a_line_is_boxed_alone() -> None:
    [box] = picture(drawn([LINES]), "granite in 1871").boxes
    [whole] = picture(drawn([LINES]), LINES[0]).boxes

    assert box.left > whole.left + whole.width / 3
    assert abs((box.left + box.width) - (whole.left + whole.width)) < 0.01
    assert abs(box.top - whole.top) < 0.001


def test_hyphens_and_ligatures_of_the_page_do_not_hide_a_quote() -> None:
    lines = ["The o\ufb03cial report on the har-", "bour was printed in May."]

    boxes = picture(drawn([lines]), "The official report on the harbour was printed").boxes

    assert len(boxes) == 2


@pytest.mark.parametrize(("share", "place"), [(0.05, 0), (0.95, 2)])
def test_of_words_that_stand_twice_the_nearer_are_boxed(share: float, place: int) -> None:
    lines = ["Total: 12 ships", "Between them lies a line of other words.", "Total: 12 ships"]

    [box] = picture(drawn([lines]), "Total: 12 ships", share=share).boxes

    tops = [picture(drawn([lines]), line).boxes[0].top for line in lines[:2]]
    expected = [tops[0], tops[1], 2 * tops[1] - tops[0]][place]
    assert abs(box.top - expected) < 0.003


def test_a_quote_that_goes_on_beyond_the_page_is_boxed_on_both() -> None:
    pages = [["The tide was measured every morning"], ["by the keeper of the northern light."]]
    quote = " ".join(line for [line] in pages)

    first = picture(drawn(pages), quote)
    second = picture(drawn(pages), quote, page=2)

    assert len(first.boxes) == len(second.boxes) == 1
    assert not has_ink(without(first))
    assert not has_ink(without(second))


def changed(data: bytes, change: Callable[[pypdfium2.PdfPage], None]) -> bytes:
    """Return a file with its first page changed."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    change(page)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_has_its_boxes_turned(turn: int) -> None:
    data = changed(drawn([[LINES[0]]]), lambda page: page.set_rotation(turn))

    found = picture(data, LINES[0])

    assert found.boxes
    assert not has_ink(without(found))


def test_a_page_that_is_cropped_has_its_boxes_where_they_show() -> None:
    data = changed(drawn([[LINES[0]]]), lambda page: page.set_cropbox(40, 600, 595, 842))

    found = picture(data, LINES[0])

    assert found.height < found.width
    assert not has_ink(without(found))


def test_a_sentence_of_the_text_is_found_on_its_page() -> None:
    texts = [
        f"Quay {n} of the harbour was measured and found to be {n} feet deep." for n in range(90)
    ]
    data = laid_out(texts, columns=2)
    document = load_bytes(data, "harbour.pdf")
    pages = {span.label: document.text[span.start : span.end] for span in document.spans
             if span.kind == "page"}  # fmt: skip

    for number, text in pages.items():
        quoted = [sentence for sentence in texts if sentence in text]
        assert quoted
        assert all(picture(data, one, page=int(number)).boxes for one in quoted[::9])


def test_words_that_are_not_there_get_no_box() -> None:
    assert picture(drawn([LINES]), "Nothing of this stands anywhere in it.").boxes == ()
    assert picture(scanned("The harbour"), "The harbour").boxes == ()


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"Expected page 2 in 'harbour\.pdf', found 1 pages"):
        picture(drawn([LINES]), "", page=2)


def test_a_file_without_pages_is_refused() -> None:
    with pytest.raises(UnsupportedFormatError, match="Expected a file with pages"):
        draw_page(b"The harbour.", "harbour.txt", page=1, quote="", share=0.0)


def test_a_broken_file_costs_its_picture_alone() -> None:
    with pytest.raises(DocumentError, match=r"harbour\.pdf"):
        picture(b"%PDF-1.7 broken", "")


def test_words_that_the_page_does_not_show_get_no_box_beside_it() -> None:
    data = drawn([[LINES[0], "", "", LINES[1]]])
    narrow = changed(data, lambda page: page.set_cropbox(0, 0, 200, 842))
    low = changed(data, lambda page: page.set_cropbox(0, 0, 595, 760))

    [box] = picture(narrow, LINES[0]).boxes

    assert box.left + box.width == 1.0
    assert picture(low, LINES[0]).boxes == ()
    assert len(picture(low, LINES[1]).boxes) == 1


def strip(n_lines: int, quoted: int) -> bytes:
    """Return a page as long as its lines, one of them the quoted one."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 14 * n_lines))
    for i in range(n_lines):
        line = LINES[0] if i == quoted else f"Line {i} of the log."
        canvas.drawString(10, 14 * (n_lines - i) - 10, line)
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("quoted", [0, 900, 1999])
def test_of_a_long_strip_the_part_around_the_quote_is_drawn(quoted: int) -> None:
    found = picture(strip(2000, quoted), LINES[0])

    assert not found.is_whole
    assert found.width > 700
    assert abs(found.height - 3 * found.width) < 10
    [box] = found.boxes
    assert ink_in(found, box)
    expected = {0: 0.0, 900: 1 / 3, 1999: 1 - 14 / 1200}[quoted]
    assert abs(box.top - expected) < 0.01


def test_of_a_long_strip_without_the_quote_the_beginning_is_drawn() -> None:
    found = picture(strip(2000, 0), "Nothing of this stands anywhere in it.")

    assert (found.is_whole, found.boxes) == (False, ())
    assert found.width > 700


def test_a_usual_page_is_drawn_whole() -> None:
    assert picture(drawn([LINES]), LINES[0]).is_whole
