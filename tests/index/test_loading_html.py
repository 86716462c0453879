"""What of a page is text, what of the text is dropped, and where it stood in the file."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.loading import load_bytes
from index.places import Places
from index.types import Document, Place, SpanKind

PARAGRAPHS = [
    "The ferry leaves the old harbour every morning at eight, and it comes back in the evening,"
    " when the last workers have gone home and the lamps along the quay have been lit.",
    "Tickets are sold on board by the mate, who takes coins and notes but no cards, since the"
    " machine that read them fell into the water two winters ago and was never replaced.",
    "Dogs may come along without a ticket, but they have to stay on the upper deck during the"
    " whole crossing, which takes forty minutes in calm weather and an hour in a storm.",
]

PAGE = f"""<!DOCTYPE html>
<html><head><title>The ferry - Harbour News</title><script>var x = "no";</script></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/fares">Fares</a></li></ul></nav>
<article>
<h1>The ferry</h1>
<p>{PARAGRAPHS[0]}</p>
<h2>Fares</h2>
<p>{PARAGRAPHS[1]}</p>
<p>{PARAGRAPHS[2]}</p>
</article>
<footer><p>Copyright Harbour News. All rights reserved.</p></footer>
</body></html>
"""


def load_html(html: str) -> Document:
    return load_bytes(html.encode(), "a.html")


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


def test_main_content_is_kept_and_the_rest_is_dropped_but_on_record() -> None:
    document = load_html(PAGE)

    assert ranges(document, SpanKind.BLOCK) == PARAGRAPHS
    assert ranges(document, SpanKind.DROPPED) == [
        "Home\nFares",
        "Copyright Harbour News. All rights reserved.",
    ]
    assert {s.label for s in document.spans if s.kind is SpanKind.DROPPED} == {"boilerplate"}


def test_a_word_of_the_menu_that_is_a_heading_too_is_dropped_only_in_the_menu() -> None:
    document = load_html(PAGE)

    assert ranges(document, SpanKind.HEADING) == ["The ferry", "Fares"]
    assert [s.label for s in document.spans if s.kind is SpanKind.SECTION] == ["Fares"]
    assert document.title == "The ferry"


def test_words_with_hyphenation_marks_are_main_content_too() -> None:
    marked = [p.replace("er", "e\u00adr") for p in PARAGRAPHS]
    html = PAGE
    for plain, hyphenated in zip(PARAGRAPHS, marked, strict=True):
        html = html.replace(plain, hyphenated)

    document = load_html(html)

    assert ranges(document, SpanKind.BLOCK) == marked
    assert ranges(document, SpanKind.HEADING) == ["The ferry", "Fares"]


def test_a_line_about_cookies_is_dropped() -> None:
    notice = "We use cookies to make this site better for you."
    html = PAGE.replace("<article>", f'<div class="cookie-banner"><p>{notice}</p></div><article>')

    document = load_html(html)

    assert ranges(document, SpanKind.DROPPED)[0] == f"Home\nFares\n{notice}"
    assert ranges(document, SpanKind.BLOCK) == PARAGRAPHS


def test_captions_tables_and_quotes_in_figures_of_an_article_are_main_content() -> None:
    caption = "The mate counts the coins on the upper deck in the winter of 1957."
    quote = "Nobody ever came to look for the machine that fell into the water."
    figures = (
        f'<figure><img src="a.png"><figcaption>{caption}</figcaption></figure>'
        "<figure><table><tr><th>Way</th><th>Fare</th></tr><tr><td>Single</td><td>4</td></tr></table>"
        f"</figure><figure><blockquote><p>{quote}</p></blockquote></figure>"
    )
    document = load_html(PAGE.replace("<h2>", f"{figures}<h2>"))

    assert {caption, quote} <= set(ranges(document, SpanKind.BLOCK))
    assert ranges(document, SpanKind.ROW) == ["Way | Fare", "Way: Single | Fare: 4"]


@pytest.mark.parametrize(
    "notes",
    [
        '<div class="footnotes"><hr><ol><li id="fn1"><p>{}</p></li></ol></div>',
        '<aside role="doc-footnote" id="fn1">{}</aside>',
        '<section epub:type="endnotes"><ol><li>{}</li></ol></section>',
    ],
)
def test_footnotes_are_main_content_wherever_they_stand(notes: str) -> None:
    note = "The machine is said to lie at the bottom of the old harbour."
    document = load_html(PAGE.replace("</article>", f"</article>{notes.format(note)}"))

    assert ranges(document, SpanKind.BLOCK) == [*PARAGRAPHS, note]
    assert "Home\nFares" in ranges(document, SpanKind.DROPPED)


def test_a_page_in_which_no_main_content_is_found_is_kept_whole() -> None:
    document = load_html("<ul><li><a href='/'>Oak</a></li><li><a href='/e'>Elm</a></li></ul>")

    assert ranges(document, SpanKind.DROPPED) == []
    assert ranges(document, SpanKind.BLOCK) == ["Oak", "Elm"]


def test_the_title_element_serves_where_there_is_no_main_heading() -> None:
    html = PAGE.replace("<h1>The ferry</h1>", "")

    assert load_html(html).title == "The ferry - Harbour News"


def test_lines_are_those_of_the_file() -> None:
    document = load_html(PAGE)

    words = ["Home", "The ferry\n", PARAGRAPHS[0], PARAGRAPHS[2], "Copyright"]
    assert [Places(document).at(document.text.index(w)).line for w in words] == [4, 6, 7, 10, 12]


def test_lines_within_a_wrapped_paragraph_are_told_apart() -> None:
    document = load_html(
        "<html><body>\n<p>Oak floats.\nElm floats.\n<b>Ash</b> too.</p></body></html>"
    )

    assert document.text == "Oak floats. Elm floats. Ash too."
    lines = [Places(document).at(document.text.index(w)).line for w in ("Oak", "Elm", "Ash", "too")]
    assert lines == [2, 3, 4, 4]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<p>b", "a\nb"),
        ("<p>a&nbsp;b &amp; c&eacute;&#x1F600;</p>", "a b & cé😀"),
        ("<p>a<br>b</p>", "a b"),
        ("<p>a<br><br>b</p>", "a\nb"),
        ("<p>o<b>n</b>e <i>two</i>\n  three</p>", "one two three"),
        ("<table><tr><th>a<th>b<tr><td>1<td><p>2</p></table>", "a | b\na: 1 | b: 2"),
        ("<table><tr><td><h2>a</h2><td><p>b</p></table>", "a\nb"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<ul><li>a<li>b</ul>tail", "a\nb\ntail"),
        ("plain & simple", "plain & simple"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>é</p></body></html>', "é"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
    ],
)
def test_visible_text_is_laid_out_block_by_block(html: str, text: str) -> None:
    assert load_html(html).text == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>no</script>",
        "<style>no</style>",
        "<template><p>no</p></template>",
        "<noscript>no</noscript>",
        "<p hidden>no</p>",
        '<p aria-hidden="true">no</p>',
        '<div style="color:red; display: none"><p>no</p></div>',
        "<!-- no -->",
    ],
)
def test_what_a_browser_hides_is_not_text(hidden: str) -> None:
    assert load_html(f"<p>a{hidden}b</p>").text.replace("\n", "") == "ab"


def rows_of(document: Document) -> list[tuple[str, str]]:
    return [
        (span.label, document.text[span.start : span.end])
        for span in document.spans
        if span.kind is SpanKind.ROW
    ]


def test_a_row_names_its_columns_and_is_cited_by_its_number_and_line() -> None:
    document = load_html(
        "<table>\n<tr><th>Boat<th>Built<th>Owner</tr>\n<tr><td>Heron<td><td>Venn</tr>\n"
        "<tr><td colspan=2>Tern<td>Bell</tr>\n</table><p>After it.</p>"
        "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
    )

    assert rows_of(document) == [
        ("1", "Boat | Built | Owner"),
        ("2", "Boat: Heron | Owner: Venn"),
        ("3", "Boat: Tern | Owner: Bell"),
        ("1", "1 | 2"),
        ("2", "3 | 4"),
    ]
    assert Places(document).at(document.text.index("Venn")) == Place(line=3, row=2)


def test_text_of_a_row_outside_of_its_cells_is_not_lost() -> None:
    document = load_html("<table><tr><td>Boat<td>Owner</tr><tr>odd <td>Heron<td>Venn</tr></table>")

    assert {"odd", "Heron", "Venn"} <= set(re.findall(r"\w+", document.text))


OPENINGS = (
    *("<p>", "<div>", "<li>", "<td>", "<tr>", "<table>", "<b>", "<h2>", "<pre>", "<ul>"),
    *("<br>", "</p>", "</div>", "</b>", "</table>", "</pre>", "<span class='x'>", "<a href='/'>"),
    *("<!-- no -->", "<script>no</script>", "<style>no</style>", "<p hidden>no</p>", "\n", " "),
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(OPENINGS)))
def test_no_visible_word_is_lost_or_moved_however_broken_the_page(tags: list[str]) -> None:
    html = "".join(f"{tag} word{n} " for n, tag in enumerate(tags)) + "end"

    document = load_html(html)

    assert document.text.replace(" |", "").split() == [
        *(f"word{n}" for n in range(len(tags))),
        "end",
    ]


def test_a_page_shown_by_its_script_is_not_hidden() -> None:
    assert load_html('<body style="display:none"><p>Oak.</p></body>').text == "Oak."


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_deep_nesting_keeps_the_text(depth: int) -> None:
    document = load_html("<div>" * depth + "Deep water." + "</div>" * depth + "<p>Shore.</p>")

    assert document.text == "Deep water.\nShore."


@pytest.mark.parametrize(
    "html", ["<html><body></body></html>", "<!-- no -->", "<script>1</script>"]
)
def test_a_page_without_visible_text_is_refused(html: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"^Expected text in 'a\.html', found only"):
        load_html(html)


LINKED = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta property="article:published_time" content="2025-12-03T10:00Z">', "", "2025-12-03"),
        ('<meta name="DC.date" content="3 December 2025">', "", "2025-12-03"),
        ('<meta itemprop="datePublished" content="2025/12/03">', "", "2025-12-03"),
        ('<meta property="article:modified_time" content="2025-12-03">', "", ""),
        ('<meta name="date" content="03/04/2025">', "", ""),
        (LINKED.format('{"@graph": [{"datePublished": "2025-12-03T10:00"}]}'), "", "2025-12-03"),
        (
            LINKED.format('[{"datePublished": "2025-12-03"}, {"datePublished": "2025-12-04"}]'),
            "",
            "",
        ),
        (LINKED.format('{"datePublished": '), "", ""),
        (LINKED.format("[" * 100_000), "", ""),
        ("", '<p>By Ann</p><time datetime="2025-12-03">yesterday</time>', "2025-12-03"),
        ("", '<nav><time datetime="2025-12-03">today</time></nav>', ""),
        ("", f'<p>{PARAGRAPHS[0]}</p><time datetime="2025-12-03">then</time>', ""),
        ("", "<p>Published: 3 December 2025</p>", "2025-12-03"),
        ("", "<p>It sank on 3 December 2025.</p>", ""),
    ],
)
def test_a_page_may_say_when_it_was_published(head: str, body: str, date: str) -> None:
    page = PAGE.replace("</head>", f"{head}</head>")
    page = page.replace("<h1>The ferry</h1>", f"<h1>The ferry</h1>{body}")

    assert load_html(page).date == date
