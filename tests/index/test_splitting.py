"""Passages hold all that is not dropped, in whole sentences, within the embedder's length."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import sentences, splitting
from index.errors import UnreadableDocumentError
from index.loading import load_bytes
from index.measuring import TARGET_TOKENS
from index.sentences import Sentence
from index.splitting import split
from index.types import Document, Embedder, Passage, Place, Span, SpanKind

SENTENCE = "The old ferry carried exactly {} people over the wide river on that day."
TOKENS = 15
"""What the counter says of `SENTENCE`."""


class WordCounter:
    """Counts runs of word characters and single other signs, and two for the frame."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) + 2 for text in texts]


class LongWordCounter(WordCounter):
    """Counts words of eight signs and more ten times, which the rest of a text does not tell."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        n_long = [9 * len(re.findall(r"\w{8,}", text)) for text in texts]
        return [n + more for n, more in zip(super().count_tokens(texts), n_long, strict=True)]


COUNTER = WordCounter()
UNQUOTABLE = {SpanKind.HEADING, SpanKind.DROPPED}


def load_text(text: str, suffix: str = ".txt") -> Document:
    return load_bytes(text.encode(), f"a{suffix}")


def document_of(text: str, *spans: Span, title: str = "") -> Document:
    return Document(
        source="a.txt", title=title, text=text, digest="", encoding="utf-8", spans=tuple(spans)
    )


def sentences_in(passage: Passage) -> list[str]:
    return [passage.text[a - passage.start : b - passage.start] for a, b in passage.sentences]


def sentences_of(text: str, suffix: str = ".txt") -> list[str]:
    (passage,) = tuple(split(load_text(text, suffix), COUNTER, max_tokens=256))
    return sentences_in(passage)


def assert_sound(document: Document, passages: Sequence[Passage], max_tokens: int) -> None:
    """Check what every split has to give, whatever the document."""
    accounted = [character.isspace() for character in document.text]
    for span in document.spans:
        if span.kind is SpanKind.DROPPED:
            accounted[span.start : span.end] = [True] * (span.end - span.start)
    dropped = [s for s in document.spans if s.kind is SpanKind.DROPPED]
    for passage in passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert not any(s.start < passage.end and passage.start < s.end for s in dropped)
        accounted[passage.start : passage.end] = [True] * len(passage.text)
        reached = passage.start
        for start, end in passage.sentences:
            assert reached <= start < end <= passage.end
            assert document.text[start:end] == document.text[start:end].strip()
            reached = end
    assert [i for i, known in enumerate(accounted) if not known] == []
    assert [
        n for n in COUNTER.count_tokens([p.embedded_text for p in passages]) if n > max_tokens
    ] == []
    assert len({p.passage_id for p in passages}) == len(passages)
    assert all(a.start < b.start and a.end < b.end for a, b in pairwise(passages))
    assert unquoted_words(document, passages) == []


def unquoted_words(document: Document, passages: Sequence[Passage]) -> list[str]:
    """Return the words of kept text that no sentence holds, numbers of list items aside."""
    known = bytearray(len(document.text))
    ranges = [(s.start, s.end) for s in document.spans if s.kind in UNQUOTABLE]
    for start, end in [*ranges, *(s for p in passages for s in p.sentences)]:
        known[start:end] = b"\1" * (end - start)
    return [
        match[0]
        for match in re.finditer(r"[^\W\d_]{2,}", document.text)
        if not all(known[match.start() : match.end()])
    ]


def test_a_row_with_long_cells_is_quoted_by_sentences() -> None:
    text = "Note: " + "The boat is at the quay. " * 40
    document = document_of(text, Span(kind=SpanKind.ROW, start=0, end=len(text) - 1, label="2"))

    passages = tuple(split(document, COUNTER, max_tokens=256))

    assert sentences_in(passages[-1])[-1] == "The boat is at the quay."
    assert {place.row for passage in passages for place in passage.places} == {2}


def test_a_row_is_one_quote_with_its_place() -> None:
    text = "Name: A. Bell | Note: One. Two.\nName: B. | Note: Three."
    document = document_of(
        text,
        Span(kind=SpanKind.SHEET, start=0, end=len(text), label="Staff"),
        Span(kind=SpanKind.ROW, start=0, end=31, label="2"),
        Span(kind=SpanKind.ROW, start=32, end=len(text), label="3"),
    )

    (passage,) = tuple(split(document, COUNTER, max_tokens=256))

    assert sentences_in(passage) == text.splitlines()
    assert passage.places == (
        Place(line=1, sheet="Staff", row=2),
        Place(line=2, sheet="Staff", row=3),
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "They met on Dec. 4. The U.S. agreed. Dr. Smith paid $68.75 for No. 5.",
            ["They met on Dec. 4.", "The U.S. agreed.", "Dr. Smith paid $68.75 for No. 5."],
        ),
        (
            "“We will come,” she said. “We always do.” Then she left!",
            ["“We will come,” she said.", "“We always do.”", "Then she left!"],
        ),
        ("这是第一句。这是第二句！第三句？", ["这是第一句。", "这是第二句！", "第三句？"]),
        ("مرحبا بالعالم. كيف حالك؟ أنا بخير.", ["مرحبا بالعالم.", "كيف حالك؟", "أنا بخير."]),
        ("one thing is shown . another follows .", ["one thing is shown .", "another follows ."]),
        ("Oak.\u2028J.\u2028S. Elm sang.\u00a0All heard.", None),
        ("• Oak floats. It burns.", ["Oak floats.", "It burns."]),
        ("1. Oak floats.", ["Oak floats."]),
        ("1. 2. 3.", ["3."]),
        ("?!... --- ***", []),
        ("👍🏽 e\u0301 👩‍👩‍👧. Done.", None),
    ],
)
def test_sentences_are_quotable_without_the_marks_around_them(
    text: str, sentences: list[str] | None
) -> None:
    document = document_of(text)

    passages = tuple(split(document, COUNTER, max_tokens=64))

    assert_sound(document, passages, 64)
    if sentences is not None:
        assert [s for p in passages for s in sentences_in(p)] == sentences


@pytest.mark.parametrize(
    ("markdown", "sentences"),
    [
        ("- [ ] Oak floats.\n  It burns.", ["Oak floats.", "It burns."]),
        ("> Oak floats.", ["Oak floats."]),
        (
            "| Oak | floats |\n|---|---|\n| Iron | sinks |",
            ["Oak | floats", "Oak: Iron | floats: sinks"],
        ),
        ("```sh\nmake oak\n```", ["make oak"]),
        ("Run `make oak`", ["Run `make oak`"]),
        ("# Oak\n\nIt floats.", ["It floats."]),
    ],
)
def test_marks_of_markdown_are_not_quoted(markdown: str, sentences: list[str]) -> None:
    assert sentences_of(markdown, ".md") == sentences


def test_a_long_speech_is_divided_into_its_sentences() -> None:
    speech = "“" + " ".join(SENTENCE.format(n) for n in range(10)) + "”"

    assert len(sentences_of(speech)) == 10


def test_headings_open_the_passage_of_what_follows_and_are_never_quoted() -> None:
    document = load_text(
        "# Ferries\n\n## Wood\n\n### Oak\n\nIt floats.\n\n## Iron\n\nIt sinks.\n", ".md"
    )

    passages = tuple(split(document, COUNTER, max_tokens=256))

    assert [(p.title, p.heading, p.text, sentences_in(p)) for p in passages] == [
        ("Ferries", "Wood › Oak", "# Ferries\n\n## Wood\n\n### Oak\n\nIt floats.", ["It floats."]),
        ("Ferries", "Iron", "## Iron\n\nIt sinks.", ["It sinks."]),
    ]


def test_passages_do_not_reach_over_what_is_dropped() -> None:
    document = load_text("Oak floats.\n\n<!-- elm -->\n\nIron sinks.\n", ".md")

    assert [p.text for p in split(document, COUNTER, max_tokens=256)] == [
        "Oak floats.",
        "Iron sinks.",
    ]


def test_short_paragraphs_share_a_passage_up_to_the_target() -> None:
    n_fitting = TARGET_TOKENS * 9 // 10 // TOKENS
    paragraphs = [SENTENCE.format(f"{n:03}") for n in range(2 * n_fitting)]

    (one,) = split(load_text("\n".join(paragraphs[:n_fitting])), COUNTER, max_tokens=256)
    several = tuple(split(load_text("\n".join(paragraphs)), COUNTER, max_tokens=256))

    assert sentences_in(one) == paragraphs[:n_fitting]
    assert [s for p in several for s in sentences_in(p)] == paragraphs
    assert len(several) == 2


def test_a_paragraph_too_long_is_divided_evenly_and_repeats_a_sentence() -> None:
    n_half = TARGET_TOKENS * 5 // 6 // TOKENS
    sentences = [SENTENCE.format(f"{n:03}") for n in range(2 * n_half)]

    first, second = tuple(split(load_text(" ".join(sentences)), COUNTER, max_tokens=256))

    assert sentences_in(first) == sentences[:n_half]
    assert sentences_in(second) == sentences[n_half - 1 :]


def test_a_sentence_too_long_is_cut_between_words() -> None:
    words = [f"word{n:04}" for n in range(500)]
    document = load_text(" ".join(words))

    passages = tuple(split(document, COUNTER, max_tokens=64))

    assert_sound(document, passages, 64)
    assert [w for p in passages for w in p.text.split()] == words
    assert [p.sentences for p in passages] == [((p.start, p.end),) for p in passages]


def test_title_and_heading_count_and_are_shortened_where_they_would_fill_the_passage() -> None:
    title, heading = "boat " * 300, "sail " * 300
    text = f"# {title}\n\n## {heading} end\n\n" + " ".join(SENTENCE.format(n) for n in range(30))
    document = load_text(text, ".md")

    passages = tuple(split(document, COUNTER, max_tokens=64))

    assert_sound(document, passages, 64)
    assert all(p.title and document.title.startswith(p.title) for p in passages)
    assert passages[-1].heading.endswith("sail end")


@pytest.mark.parametrize("markdown", ["# {}\n\nOak floats.", "# Oak\n\n## {}\n\nOak floats."])
def test_a_title_or_heading_of_one_endless_word_is_shortened(markdown: str) -> None:
    document = load_text(markdown.format("x" * 100_000), ".md")

    passages = tuple(split(document, COUNTER, max_tokens=256))

    assert_sound(document, passages, 256)
    assert max(len(p.embedded_text) for p in passages) < 4_000


def test_passages_that_come_out_too_long_are_divided_without_repeating_one() -> None:
    plain = "A day at sea is a long day. "
    dense = "Ferrymen transport passengers towards wonderful riversides yesterday. "
    document = load_text(dense * 20 + plain * 40 + dense * 20)

    passages = tuple(split(document, LongWordCounter(), max_tokens=100))

    assert_sound(document, passages, 100)
    assert [n for p in passages if (n := p.text.count("Ferrymen"))] == [1] * 40


def test_white_space_never_fills_a_passage() -> None:
    document = document_of("Oak." + " " * 100_000 + "Elm." + "\n" * 100_000 + "Ash.")

    assert [p.text for p in split(document, COUNTER, max_tokens=64)] == [
        "Oak.",
        "Elm.",
        "Ash.",
    ]


def test_a_word_without_end_is_cut_although_it_may_count_as_one_token() -> None:
    document = document_of("x" * 100_000)

    passages = tuple(split(document, COUNTER, max_tokens=256))

    assert "".join(p.text for p in passages) == document.text
    assert max(len(p.text) for p in passages) <= 12 * TARGET_TOKENS


def test_the_id_names_the_source_the_place_and_the_text() -> None:
    (passage,) = tuple(split(document_of("  Oak floats."), COUNTER, max_tokens=64))

    key = "a.txt\x002\x0013\x00Oak floats."
    assert passage.passage_id == hashlib.sha256(key.encode()).hexdigest()[:16]


def test_text_no_span_speaks_of_is_split_like_a_block() -> None:
    document = document_of("Oak. Elm. Ash.", Span(kind=SpanKind.BLOCK, start=5, end=9))

    (passage,) = tuple(split(document, COUNTER, max_tokens=64))

    assert sentences_in(passage) == ["Oak.", "Elm.", "Ash."]


def test_a_length_without_room_for_text_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="max_tokens must be at least 32, not 31"):
        tuple(split(document_of("Oak."), COUNTER, max_tokens=31))


ALPHABET = "abcE .!?,:;\n\r\t\f\u00a0\u2028#>-*|`_[]()<>/=&“”\"'é好。😀\u200d\u0301ا0123456789"
TEXTS = st.one_of(
    st.text(min_size=1),
    st.text(alphabet=ALPHABET, min_size=1, max_size=400),
    st.lists(
        st.sampled_from(
            ["Oak floats. ", "# Oak\n", "## Elm\n\n", "\n\n", "- a\n", "<p>", "</p>",
             "<h2>Ash</h2>",
             "| a | b |\n|--|--|\n", "```\n", "<!-- x -->", "> ", "A long walk to the ferry. ",
             "word " * 30, "x" * 300, "[a]: b\n", "好。", "---\n", "<table><tr><td>", "\r"]
        ),
        min_size=1,
        max_size=40,
    ).map("".join),
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@settings(max_examples=150, deadline=None)
@given(text=TEXTS, max_tokens=st.sampled_from([32, 40, 256]))
@example(text="1. A.\u2028a. b", max_tokens=32)
@example(text="- \n\n#\n\n>\n\na", max_tokens=32)
def test_nothing_is_lost_and_nothing_too_long(suffix: str, text: str, max_tokens: int) -> None:
    try:
        document = load_text(text, suffix)
    except UnreadableDocumentError:
        return

    assert_sound(document, tuple(split(document, COUNTER, max_tokens=max_tokens)), max_tokens)


def test_the_real_tokenizer_finds_no_passage_too_long(embedder: Embedder) -> None:
    text = "\n\n".join(
        [
            "# Zürich – §§ 12–14 🚢 " + "Ferries and their crews " * 40,
            "## " + "x" * 3_000,
            "https://example.org/?q=%C3%A9&r=a_b-c" * 60,
            "👩‍👩‍👧‍👦" * 400,
            "مرحبا بالعالم. كيف حالك؟ " * 60,
            " ".join(SENTENCE.format(n * 7919) for n in range(60)),
            "这是一个没有标点的很长的句子" * 60,
            "0123456789.,;:" * 60,
            "x" * 3_000,
        ]
    )
    document = load_text(text, ".md")

    passages = tuple(split(document, embedder, max_tokens=256))

    lengths = embedder.count_tokens([p.embedded_text for p in passages])
    assert max(lengths) <= 256
    assert min(lengths) >= 3


def test_a_paragraph_of_any_length_is_read_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    n_sentences, n_read = 20_000, 0

    def counted(text: str, start: int, end: int) -> Iterator[Sentence]:
        nonlocal n_read
        for sentence in sentences.sentences_of(text, start, end):
            n_read += 1
            yield sentence

    monkeypatch.setattr(splitting, "sentences_of", counted)
    document = document_of("The boat is as blue as the sea. " * n_sentences)

    passages = split(document, COUNTER, max_tokens=64)
    first = next(passages)

    assert first.start == 0
    assert n_read < n_sentences / 2
    assert sum(len(passage.sentences) for passage in passages) >= n_sentences - 10
    assert n_read == n_sentences
