"""A parser that runs for ever, takes all memory or breaks down costs one file, not the product."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.isolation import ParserProcess, draw_apart, load_apart
from index.loading.picture import Box, PagePicture
from index.types import Span, SpanKind

HERE = "tests.index.test_loading_isolation"


def repeat(data: bytes, source: str) -> Content:
    """Load what a test sends, and say in which process."""
    sys.stdout.write("a parser may print")
    text = data.decode("utf-8", "surrogatepass")
    return Content(
        title="Ümlaut",
        text=text,
        encoding="utf-8",
        spans=(Span(kind=SpanKind.PAGE, start=0, end=len(text), label="1"),),
        date="2025-12-04",
        remarks=(source, str(os.getpid())),
    )


def refuse(data: bytes, source: str) -> Content:
    raise UnreadableDocumentError(f"Expected text in '{source}', found {data.decode()}")


def run_for_ever(data: bytes, source: str) -> Content:
    while True:
        time.sleep(1)


def take_all_memory(data: bytes, source: str) -> Content:
    return Content(title="", text="x" * 5_000_000_000, encoding="", spans=())


def break_down(data: bytes, source: str) -> Content:
    os.abort()


def count_beside(data: bytes, source: str, *, folder: str) -> PagePicture:
    """Stay for a while, and say as the page's number how many were at work then."""
    own = Path(folder) / str(os.getpid())
    own.touch()
    time.sleep(0.3)
    n_at_work = len(list(Path(folder).iterdir()))
    own.unlink()
    return PagePicture(
        page=n_at_work,
        n_pages=1,
        width=2,
        height=3,
        boxes=(Box(left=0.25, top=0.5, width=0.125, height=0.0),),
        is_whole=False,
        media_type="image/webp",
        data=data,
    )


@pytest.fixture
def parser() -> Iterator[ParserProcess]:
    process = ParserProcess(max_seconds=20.0)
    yield process
    process.stop()


@pytest.mark.parametrize("text", ["Grüße\r\n\x00 end", "", "\ud800 half", "line\n" * 50_000])
def test_what_was_found_arrives_as_it_is(parser: ParserProcess, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")

    found = parser.load(f"{HERE}:repeat", data, "a/ü.pdf")

    assert (found.title, found.text, found.date) == ("Ümlaut", text, "2025-12-04")
    assert found.spans == (Span(kind=SpanKind.PAGE, start=0, end=len(text), label="1"),)
    assert found.remarks[0] == "a/ü.pdf"
    assert int(found.remarks[1]) != os.getpid()


def test_one_process_serves_file_after_file(parser: ParserProcess) -> None:
    first, second = (parser.load(f"{HERE}:repeat", b"x", "a.pdf").remarks[1] for _ in range(2))

    assert first == second


def test_a_loaders_own_words_arrive(parser: ParserProcess) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"^Expected text in 'a\.pdf', found none$"):
        parser.load(f"{HERE}:refuse", b"none", "a.pdf")


@pytest.mark.parametrize(
    ("loader", "message"),
    [
        ("run_for_ever", "takes longer than 1 s. Split it"),
        ("break_down", "its parser broke down"),
        ("does_not_exist", "its parser broke down"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_reported_and_the_next_one_read(
    loader: str, message: str
) -> None:
    impatient = ParserProcess(max_seconds=1.0)
    with pytest.raises(UnreadableDocumentError, match=message):
        impatient.load(f"{HERE}:{loader}", b"", "a.pdf")
    impatient.stop()

    patient = ParserProcess()
    with pytest.raises(UnreadableDocumentError):
        patient.load(f"{HERE}:break_down", b"", "a.pdf")
    assert patient.load(f"{HERE}:repeat", b"next", "b.pdf").text == "next"
    patient.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_memory_is_limited(parser: ParserProcess) -> None:
    with pytest.raises(UnreadableDocumentError, match="within 2,000 MB of memory"):
        parser.load(f"{HERE}:take_all_memory", b"", "a.pdf")

    assert parser.load(f"{HERE}:repeat", b"next", "b.pdf").text == "next"


def test_threads_take_turns(parser: ParserProcess) -> None:
    texts = [f"text {i} " * 2000 for i in range(6)]
    found: dict[str, str] = {}

    def load(text: str) -> None:
        found[text] = parser.load(f"{HERE}:repeat", text.encode(), "a.pdf").text

    threads = [threading.Thread(target=load, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {text: text for text in texts}


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_the_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    script = (
        f"from index.loading.isolation import load_apart\n"
        f"print(load_apart('{HERE}:repeat', b'', 'a').remarks[1], flush=True)\n"
        "import os; os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    child = int(done.stdout)

    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not Path(f"/proc/{child}").exists()


def test_few_pages_are_drawn_at_the_same_time(tmp_path: Path) -> None:
    found: list[PagePicture] = []

    def draw() -> None:
        work = f"{HERE}:count_beside"
        found.append(draw_apart(work, b"\n\xff", "a.pdf", folder=str(tmp_path)))

    threads = [threading.Thread(target=draw) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 5
    assert {picture.data for picture in found} == {b"\n\xff"}
    assert {box for picture in found for box in picture.boxes} == {
        Box(left=0.25, top=0.5, width=0.125, height=0.0)
    }
    assert max(picture.page for picture in found) <= 2


def test_all_of_a_program_share_one_process() -> None:
    first, second = (load_apart(f"{HERE}:repeat", b"x", "a.pdf").remarks[1] for _ in range(2))

    assert first == second
