from hypothesis import given
from hypothesis import strategies as st

from qa.web.marking import Look, Piece, Stretch, clip, cut

TEXT = "abcdefghij"
STRETCHES = st.lists(
    st.builds(
        lambda look, ends: Stretch(look=look, start=min(ends), end=max(ends)),
        st.sampled_from(list(Look)),
        st.tuples(st.integers(0, 10), st.integers(0, 10)).filter(lambda ends: ends[0] != ends[1]),
    ),
    max_size=6,
)


def piece(text: str, *looks: Look, anchor: str = "") -> Piece:
    return Piece(text=text, looks=looks, anchor=anchor)


def test_overlapping_stretches_are_cut_at_every_border() -> None:
    pieces = cut(
        TEXT,
        [
            Stretch(look=Look.PASSAGE, start=1, end=8),
            Stretch(look=Look.QUOTE, start=3, end=5, anchor="first"),
            Stretch(look=Look.QUOTE, start=5, end=9, anchor="second"),
        ],
    )

    assert list(pieces) == [
        piece("a"),
        piece("bc", Look.PASSAGE),
        piece("de", Look.PASSAGE, Look.QUOTE, anchor="first"),
        piece("fgh", Look.PASSAGE, Look.QUOTE, anchor="second"),
        piece("i", Look.QUOTE),
        piece("j"),
    ]


def test_text_without_stretches_is_one_piece() -> None:
    assert list(cut(TEXT, [])) == [piece(TEXT)]


def test_an_empty_text_has_no_pieces() -> None:
    assert list(cut("", [])) == []


@given(STRETCHES)
def test_pieces_joined_are_the_text_and_look_as_their_stretches(stretches: list[Stretch]) -> None:
    pieces = list(cut(TEXT, stretches))

    assert "".join(piece.text for piece in pieces) == TEXT

    looks = [set(piece.looks) for piece in pieces for _ in piece.text]

    assert [
        {s.look for s in stretches if s.start <= offset < s.end} for offset in range(len(TEXT))
    ] == looks


def test_clipping_counts_from_the_window_and_drops_what_lies_outside() -> None:
    inside, across, outside = (
        Stretch(look=Look.QUOTE, start=start, end=end) for start, end in ((4, 6), (1, 5), (8, 10))
    )

    assert [
        Stretch(look=Look.QUOTE, start=1, end=3),
        Stretch(look=Look.QUOTE, start=0, end=2),
    ] == clip([inside, across, outside], (3, 8))
