"""Which lines of Markdown are what; the text itself is never touched."""

import pytest

from index.loading import load_bytes
from index.places import Places
from index.types import Document, SpanKind


def load_markdown(text: str) -> Document:
    document = load_bytes(text.encode(), "a.md")
    assert document.text == text
    return document


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


def labels(document: Document, kind: SpanKind) -> list[str]:
    return [s.label for s in document.spans if s.kind is kind]


def test_headings_open_nested_sections_below_the_title() -> None:
    document = load_markdown(
        "# The *old* ferry\n\nOak.\n\n## Use of `sails`\n\nTwo.\n\n"
        "### Storms\n\nBad.\n\n## End\n\nSad.\n"
    )

    assert document.title == "The old ferry"
    assert labels(document, SpanKind.SECTION) == [
        "Use of sails",
        "Use of sails › Storms",
        "End",
    ]
    assert ranges(document, SpanKind.SECTION) == [
        "## Use of `sails`\n\nTwo.\n\n### Storms\n\nBad.\n\n",
        "### Storms\n\nBad.\n\n",
        "## End\n\nSad.\n",
    ]
    assert ranges(document, SpanKind.HEADING)[0] == "# The *old* ferry"


def test_underlined_headings_span_both_lines() -> None:
    document = load_markdown("Ferries\n=======\n\nOak.\n")

    assert document.title == "Ferries"
    assert ranges(document, SpanKind.HEADING) == ["Ferries\n======="]


def test_every_kind_of_block_is_a_block() -> None:
    blocks = [
        "A paragraph\nof two lines.",
        "- first",
        "- second",
        "  - nested",
        "> a quote\n> goes on",
        "```python\nprint()\n```",
        "    indented",
    ]
    text = "{}\n\n{}\n{}\n{}\n\n{}\n\n{}\n\ntext\n\n{}\n".format(*blocks)

    document = load_markdown(text)

    expected = [block.strip() for block in blocks]
    assert ranges(document, SpanKind.BLOCK) == [*expected[:-1], "text", expected[-1]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_names_its_columns_and_stays_on_its_line(end: str) -> None:
    lines = [
        *("# Boats", "", "| Boat | *Built* | |", "|---|:-:|--|", "| Heron | 1901 | x |"),
        *("| **Tern** | | |", "", "After it.", "", "> | a | b |", "> |---|---|", "> | 1 | 2 |"),
    ]
    document = load_bytes(end.join(lines).encode(), "a.md")

    rows = [s for s in document.spans if s.kind is SpanKind.ROW]
    told = {document.text[s.start : s.end]: (s.label, s.start) for s in rows}

    expected = {
        "| Boat | *Built* | |": ("1", 3),
        "Boat: Heron | Built: 1901 | x": ("2", 5),
        "Boat: **Tern**": ("3", 6),
        "> | a | b |": ("1", 10),
        "> a: 1 | b: 2": ("2", 12),
    }
    places = Places(document)
    assert {t: (row, places.at(start).line) for t, (row, start) in told.items()} == expected
    assert places.at(document.text.index("After it.")).line == 8


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_front_matter_is_dropped_and_names_the_title(end: str) -> None:
    text = end.join(
        ["---", "title: 'Ferries: a history'", "tags: [a]", "---", "", "# Other", "", "Oak."]
    )

    document = load_markdown(text)

    assert document.title == "Ferries: a history"
    assert labels(document, SpanKind.DROPPED) == ["front matter"]
    assert ranges(document, SpanKind.DROPPED) == [text[: text.index(f"{end}{end}# Other")]]
    assert labels(document, SpanKind.SECTION) == ["Other"]
    assert ranges(document, SpanKind.BLOCK) == ["Oak."]


def test_a_rule_at_the_top_is_not_front_matter() -> None:
    document = load_markdown("---\n\nOak boats float.\n\n---\n\nSo do others.\n")

    assert labels(document, SpanKind.DROPPED) == []
    assert ranges(document, SpanKind.BLOCK) == ["---", "Oak boats float.", "---", "So do others."]


def test_comments_definitions_and_bare_markup_are_dropped_with_a_reason() -> None:
    document = load_markdown(
        "Oak.\n\n<!-- to do:\nmore -->\n\n[a]: http://example.org\n\n<br>\n\n<div>Elm.</div>\n"
    )

    dropped = [
        (s.label, document.text[s.start : s.end])
        for s in document.spans
        if s.kind is SpanKind.DROPPED
    ]
    assert dropped == [
        ("comment", "<!-- to do:\nmore -->"),
        ("link definition", "[a]: http://example.org"),
        ("markup", "<br>"),
    ]
    assert ranges(document, SpanKind.BLOCK) == ["Oak.", "<div>Elm.</div>"]


def test_text_beside_a_comment_is_kept() -> None:
    document = load_markdown("<!-- a --> Elm <!-- b -->\n\nOak.\n")

    assert ranges(document, SpanKind.BLOCK) == ["Elm", "Oak."]
    assert ranges(document, SpanKind.DROPPED) == ["<!-- a -->", "<!-- b -->"]


def test_a_heading_inside_of_a_quote_opens_no_section() -> None:
    document = load_markdown("> # Said\n> Oak.\n\nElm.\n")

    assert ranges(document, SpanKind.HEADING) == []
    assert ranges(document, SpanKind.BLOCK) == ["> # Said", "> Oak.", "Elm."]


def test_nesting_deeper_than_the_parser_follows_keeps_the_text() -> None:
    text = ">" * 5_000 + " Oak."

    assert ranges(load_markdown(text), SpanKind.BLOCK) == [text]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("---\ntitle: Oak\ndate: 2025-12-03\n---\n\nIt floats.\n", "2025-12-03"),
        ('+++\ndate = "2025-12-03T10:00:00Z"\n+++\n\nIt floats.\n', "2025-12-03"),
        ("---\ntitle: Oak\ndate: 03/04/2025\n---\n\nIt floats.\n", ""),
        ("# Oak\n\n*Published: 3 December 2025*\n\nIt floats.\n", "2025-12-03"),
        ("# Oak\n\nIt sank on 3 December 2025.\n", ""),
    ],
)
def test_the_date_is_that_of_the_front_matter_or_the_first_lines(text: str, date: str) -> None:
    assert load_markdown(text).date == date
