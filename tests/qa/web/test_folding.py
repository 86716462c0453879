import textwrap

from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Span, SpanKind
from qa.web.folding import MIN_WIDTH, is_wrapped, soft_breaks

LONG = "The harbour was dredged in the spring and again in the autumn, when the storms had passed."


@given(st.lists(st.text("abcdef", min_size=1, max_size=12), min_size=30, max_size=60))
def test_a_paragraph_filled_to_a_width_is_wrapped(words: list[str]) -> None:
    lines = textwrap.wrap(" ".join(words), width=MIN_WIDTH + 10, break_on_hyphens=False)
    longest = max(map(len, lines))
    again = textwrap.wrap(" ".join(words), width=longest, break_on_hyphens=False)

    assert is_wrapped("\n".join(again)) == (len(again) > 1 and longest >= MIN_WIDTH)


def test_lines_broken_on_purpose_are_not() -> None:
    assert not is_wrapped("Roses are red,\nviolets are blue.")
    assert not is_wrapped(f"{LONG}\nThe pier.\n{LONG}")
    assert not is_wrapped(f"{LONG} {LONG}\n{LONG}\n{LONG}")
    assert not is_wrapped(LONG)


def test_only_breaks_inside_wrapped_blocks_are_soft() -> None:
    wrapped = "\r\n  ".join(textwrap.wrap(LONG, 60))
    text = f"Harbour\n\n{wrapped}\n\nOne\nTwo\n"
    start, verse = 9, text.index("One")
    document = Document(
        source="harbour.txt",
        title="",
        text=text,
        digest="",
        encoding="utf-8",
        spans=(
            Span(kind=SpanKind.BLOCK, start=start, end=start + len(wrapped)),
            Span(kind=SpanKind.BLOCK, start=verse, end=verse + 7),
        ),
    )
    found = list(soft_breaks(document, (0, len(text))))

    assert [text[slice(*broken)] for broken in found] == ["\r\n  "]
    assert list(soft_breaks(document, (verse, len(text)))) == []
