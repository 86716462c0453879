"""Books made by pandoc, and broken or hostile ones packed by hand."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError, UnreadableDocumentError
from index.loading import epub as module
from index.loading import load_bytes
from index.splitting import split
from index.types import Document, SpanKind
from tests.index.test_splitting import COUNTER, assert_sound

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf"
 version="2.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The ferry</dc:title>
<dc:date opf:event="modification">2025-12-05</dc:date>
<dc:date opf:event="publication">2025-12-03</dc:date></metadata><manifest>
<item id="n" href="notes.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="b%20two.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/../a.xhtml" media-type="application/xhtml+xml"/>
<item id="t" href="toc.xhtml" media-type="application/xhtml+xml"/>
<item id="p" href="p.png" media-type="image/png"/>
</manifest><spine><itemref idref="t"/><itemref idref="a"/><itemref idref="b"/></spine>
<guide><reference type="toc" href="toc.xhtml#x"/></guide></package>"""
CHAPTERS = {
    "OEBPS/a.xhtml": "<html><head><title/></head><body><h1>One</h1><p>Oak floats.</p></body>"
    "</html>",
    "OEBPS/b two.xhtml": "<html><body><h1>Two</h1><p>Elm sinks.</p></body></html>",
    "OEBPS/notes.xhtml": "<html><body><p>A note.</p></body></html>",
    "OEBPS/toc.xhtml": "<html><body><p>One</p><p>Two</p></body></html>",
}


def packed(**changes: str | None) -> bytes:
    """Return a book of which members named in the changes are others, or left out."""
    members: dict[str, str | None] = {
        "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": PACKAGE, **CHAPTERS, **changes,
    }  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            if text is not None:
                archive.writestr(name, text)
    return file.getvalue()


def load(**changes: str | None) -> Document:
    return load_bytes(packed(**changes), "a.epub")


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


def test_chapters_come_in_the_order_they_are_read() -> None:
    document = load()

    assert document.title == "The ferry"
    assert document.date == "2025-12-03"
    assert ranges(document, SpanKind.BLOCK) == ["Oak floats.", "Elm sinks.", "A note."]
    assert ranges(document, SpanKind.HEADING) == ["One", "Two"]
    assert ranges(document, SpanKind.DROPPED) == ["One", "Two"]
    assert {s.label for s in document.spans if s.kind is SpanKind.DROPPED} == {"table of contents"}


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("version", ["epub2", "epub3"])
def test_what_pandoc_makes_is_read(tmp_path: Path, version: str) -> None:
    path = tmp_path / "a.epub"
    subprocess.run(
        ["pandoc", "-f", "markdown", "-t", version, "-o", str(path)],
        input="---\ntitle: The ferry\ndate: 2025-12-03\n---\n\n# One\n\nOak floats.\n\n## Deep\n\n"
        "Elm sinks.[^1]\n\n[^1]: A note.\n\n# Two\n\nThe end.\n",
        text=True, check=True, timeout=60,
    )  # fmt: skip

    document = load_bytes(path.read_bytes(), "a.epub")

    assert document.title == "The ferry"
    assert document.date == "2025-12-03"
    sections = [s.label for s in document.spans if s.kind is SpanKind.SECTION]
    assert sections == ["One", "One › Deep", "Two"]
    blocks = ranges(document, SpanKind.BLOCK)
    assert [b for b in blocks if b.endswith((".", "1"))] == [
        "Oak floats.",
        "Elm sinks.1",
        "The end.",
    ]
    assert any(block.startswith("A note.") for block in blocks)
    assert "Deep" in ranges(document, SpanKind.DROPPED)


def test_a_missing_or_empty_chapter_is_a_remark() -> None:
    document = load(**{"OEBPS/a.xhtml": None, "OEBPS/notes.xhtml": ""})

    assert ranges(document, SpanKind.BLOCK) == ["Elm sinks."]
    assert document.remarks == (
        "the chapter 'OEBPS/a.xhtml' is missing",
        "the chapter 'OEBPS/notes.xhtml' is no text",
    )


def locked(uri: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        f'<EncryptedData><CipherData><CipherReference URI="{uri}"/></CipherData></EncryptedData>'
        "</encryption>"
    )


def test_a_locked_book_is_refused_and_one_with_locked_fonts_is_read() -> None:
    with pytest.raises(UnreadableDocumentError, match=r"found one locked by its seller \(DRM\)"):
        load(**{"META-INF/encryption.xml": locked("OEBPS/a.xhtml")})

    assert "Oak" in load(**{"META-INF/encryption.xml": locked("OEBPS/font.otf")}).text


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    "changes",
    [
        {"META-INF/container.xml": None},
        {"META-INF/container.xml": "words"},
        {"META-INF/container.xml": "<container/>"},
        {"META-INF/container.xml": CONTAINER.replace("OEBPS/book", "../../etc/passwd")},
        {"OEBPS/book.opf": None},
        {"OEBPS/book.opf": ""},
        {"OEBPS/book.opf": "<package/>"},
        {"OEBPS/book.opf": "<a>" * 100_000},
        dict.fromkeys(CHAPTERS),
    ],
)
def test_a_broken_book_is_refused(changes: dict[str, str | None]) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"^Expected .* in 'a\.epub', found "):
        load(**changes)


def test_entities_are_neither_expanded_nor_looked_up(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words")
    outside = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    page = CHAPTERS["OEBPS/a.xhtml"].replace("floats.", "floats. &s; &j;")

    for prologue in (outside, LAUGHS):
        package = prologue + PACKAGE.replace("The ferry", "The &s;&j; ferry")
        document = load(**{"OEBPS/book.opf": package, "OEBPS/a.xhtml": prologue + page})

        assert "Oak floats." in document.text
        assert "secret words" not in document.text + document.title
        assert len(document.text) < 500


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_BYTES", 100_000)

    with pytest.raises(UnreadableDocumentError, match="found more than 100,000 bytes unpacked"):
        module.load_epub(packed(**{"OEBPS/a.xhtml": f"<p>{'x' * 200_000}</p>"}), "a.epub")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3_000), st.binary(min_size=1, max_size=4))
def test_a_damaged_book_is_read_or_refused_in_one_line(place: int, damage: bytes) -> None:
    data = packed()
    place %= len(data)
    problem = ""
    try:
        load_bytes(data[:place] + damage + data[place + len(damage) :], "a.epub")
    except DocumentError as error:
        problem = str(error)

    assert "\n" not in problem


WORD = st.from_regex(r"w[a-z]{3,8}", fullmatch=True)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(WORD, min_size=1, max_size=4), min_size=2, max_size=2))
def test_planted_words_come_back_in_order(chapters: list[list[str]]) -> None:
    one, two = ("".join(f"<p>{word}</p>" for word in words) for words in chapters)
    document = load(**{"OEBPS/a.xhtml": one, "OEBPS/b two.xhtml": two})

    assert ranges(document, SpanKind.BLOCK) == [*chapters[0], *chapters[1], "A note."]
    assert_sound(document, tuple(split(document, COUNTER, max_tokens=64)), 64)
