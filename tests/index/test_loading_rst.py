"""Which lines of reStructuredText are what; the text itself is touched only in tables."""

import re
import shutil
import subprocess
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.loading import load_bytes
from index.splitting import split
from index.types import Document, SpanKind
from tests.index.test_splitting import COUNTER, assert_sound


def read(text: str) -> Document:
    return load_bytes(text.encode(), "a.rst")


def load(text: str) -> Document:
    document = read(text)
    assert document.text == text
    return document


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


def dropped(document: Document) -> list[tuple[str, str]]:
    return [
        (s.label, document.text[s.start : s.end])
        for s in document.spans
        if s.kind is SpanKind.DROPPED
    ]


def sections(document: Document) -> list[str]:
    return [s.label for s in document.spans if s.kind is SpanKind.SECTION]


def test_levels_of_headings_follow_their_first_appearance() -> None:
    document = load(
        "=======\nThe *old* ferry\n=======\n\nOak.\n\n"
        "Use of :ref:`sails <s>`\n~~~~~~~~~~~~~~~~~~~~~~~\n\nTwo.\n\n"
        "Storms\n======\nBad.\n\nEnd\n~~~\nSad.\n"
    )

    assert document.title == "The old ferry"
    assert sections(document) == ["Use of sails", "Use of sails › Storms", "End"]
    assert ranges(document, SpanKind.HEADING)[2] == "Storms\n======"
    assert ranges(document, SpanKind.BLOCK) == ["Oak.", "Two.", "Bad.", "Sad."]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comments_targets_options_and_directives_are_dropped_with_a_reason(end: str) -> None:
    document = load(
        end.join(
            [
                ".. a comment",
                "   goes on",
                "",
                ".. _target: https://example.org",
                "__ https://example.org/b",
                "",
                ".. toctree::",
                "   :maxdepth: 2",
                "",
                "   usage",
                "",
                ".. note::",
                "   :class: wide",
                "",
                "   Oak floats.",
                "",
                ".. warning:: Elm",
                "   sinks.",
                "",
                ":orphan:",
                "",
                "End.",
            ]
        )
    )

    assert [(label, text.split(end)[0]) for label, text in dropped(document)] == [
        ("comment", ".. a comment"),
        ("link target", ".. _target: https://example.org"),
        ("link target", "__ https://example.org/b"),
        ("directive", ".. toctree::"),
        ("directive", ".. note::"),
        ("options", ":class: wide"),
        ("field", ":orphan:"),
    ]
    assert ranges(document, SpanKind.BLOCK) == [
        "Oak floats.",
        f".. warning:: Elm{end}   sinks.",
        "End.",
    ]


def test_code_is_one_block_with_its_blank_lines() -> None:
    document = load(
        "Like this::\n\n    one\n\n    two\n\nOr:\n\n.. code-block:: python\n   :linenos:\n\n"
        "   three\n\n   # four\n\nEnd.\n"
    )

    assert ranges(document, SpanKind.BLOCK) == [
        "Like this::",
        "one\n\n    two",
        "Or:",
        "three\n\n   # four",
        "End.",
    ]


def test_lists_fields_notes_and_quotes_are_blocks() -> None:
    blocks = [
        ":Author: Ann Bell",
        ":Date: 3 December 2025",
        "- one\n  goes on",
        "- two",
        "#. three",
        "Term\n   What it means.",
        ".. [1] A footnote.",
        ".. |x| replace:: the ferry",
        "| A line\n| block",
    ]
    text = "{}\n{}\n\n{}\n{}\n\n{}\n\n{}\n\n{}\n\n{}\n\n{}\n".format(*blocks)

    document = load(text)

    assert ranges(document, SpanKind.BLOCK) == blocks
    assert document.date == "2025-12-03"


SIMPLE = """\
=====  ========
Wood   Remark
=====  ========
Oak    floats
Elm    sinks in
       the end
=====  ========
"""

GRID = """\
+------+---------+---------+
| Wood | Remark            |
|      +---------+---------+
|      | summer  | winter  |
+======+=========+=========+
| Oak  | floats  | - ices  |
|      | high    | - sinks |
+------+---------+---------+
| 木材 | no      |         |
+------+---------+---------+
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_row_of_a_table_names_its_columns_on_the_line_it_begins_on(end: str) -> None:
    text = f"Before.\n\n{SIMPLE}\n.. table:: Woods\n\n" + indented(GRID) + "\nEnd.\n"

    document = read(text.replace("\n", end))

    assert ranges(document, SpanKind.ROW) == [
        "Wood | Remark",
        "Wood: Oak | Remark: floats",
        "Wood: Elm | Remark: sinks in the end",
        "Wood | Remark summer | winter",
        "Wood: Oak | Remark summer: floats high | winter: - ices - sinks",
        "Wood: 木材 | Remark summer: no",
    ]
    assert [s.label for s in document.spans if s.kind is SpanKind.ROW] == list("123123")
    lines = {row: n for n, row in enumerate(document.text.split(end), start=1)}
    assert lines["Wood: Elm | Remark: sinks in the end"] == 7
    assert lines["   Wood: 木材 | Remark summer: no"] == 21
    assert lines["End."] == 24
    assert ranges(document, SpanKind.BLOCK) == ["Before.", ".. table:: Woods", "End."]


@pytest.mark.parametrize(
    "table", ["+--+\n| Oak\n+--+\n| Elm | 1\n", "=== ===\nOak elm\nOakwood x\n=== ===\n"]
)
def test_a_table_that_cannot_be_taken_apart_stands_as_it_is(table: str) -> None:
    document = load(f"Before.\n\n{table}\nEnd.\n")

    assert not ranges(document, SpanKind.ROW)
    assert " ".join(ranges(document, SpanKind.BLOCK)[1:-1]).split() == table.split()


def indented(text: str) -> str:
    return "".join(f"   {line}" for line in text.splitlines(keepends=True))


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
def test_what_pandoc_writes_is_read() -> None:
    markdown = (
        "# The ferry\n\nOak *floats*.\n\n## Fares\n\n- Ten\n- Two\n\n"
        "```python\nn = 40\n\nm = 1\n```\n\n"
        "| Wood | Floats |\n|------|--------|\n| Oak  | yes    |\n"
    )
    text = subprocess.run(
        ["pandoc", "-f", "markdown", "-t", "rst"],
        input=markdown, capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip

    document = read(text)

    assert document.title == "The ferry"
    assert sections(document) == ["Fares"]
    blocks = ranges(document, SpanKind.BLOCK)
    assert [b.split() for b in blocks[:3]] == [["Oak", "*floats*."], ["-", "Ten"], ["-", "Two"]]
    assert blocks[3] == "n = 40\n\n   m = 1"
    assert ranges(document, SpanKind.ROW) == ["Wood | Floats", "Wood: Oak | Floats: yes"]


PIECES = (
    *("====", "====  ====", "----", "..", ".. x", ".. note::", ".. note:: b", ".. code::", "::"),
    *("+--+--+", "| a | b |", "Oak::", "   in", "      deep", ":f: v", ":f:", "- i", "", "", "w"),
    *(".. _t: u", "__ u", "__", ".. |s| image:: p", "\t- x", "=", "~~~~ ~~~~", ".. figure:: p"),
)


@settings(max_examples=150, deadline=None)
@example(["====  ====", ":f:", "====  ===="], "\n")
@example(["====  ====", "      deep", "..", "====  ===="], "\n")  # a row that begins in no line
@example(["..", "====  ====", "\t- x", "====  ===="], "\n")  # a table below a comment
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_no_line_is_lost_however_broken_the_file(pieces: list[str], end: str) -> None:
    text = end.join([*pieces, "", "Planted words.", ""])
    document = read(text)

    assert not Counter(re.findall(r"\w+", text)) - Counter(re.findall(r"\w+", document.text))
    assert document.text == text or ranges(document, SpanKind.ROW)
    inside = [s for s in document.spans if s.kind is SpanKind.DROPPED]
    offset = document.text.index("Planted")
    assert not any(s.start <= offset < s.end for s in inside)
    assert_sound(document, tuple(split(document, COUNTER, max_tokens=64)), 64)
