from hypothesis import given
from hypothesis import strategies as st

from qa.web.marking import Landmark, Look, Piece, Stretch, clip, clip_landmarks, cut, runs

TEXT = "abcdefghij"
STRETCHES = st.lists(
    st.builds(
        lambda look, ends: Stretch(look=look, start=min(ends), end=max(ends)),
        st.sampled_from(list(Look)),
        st.tuples(st.integers(0, 10), st.integers(0, 10)).filter(lambda ends: ends[0] != ends[1]),
    ),
    max_size=6,
)


def piece(
    text: str,
    *looks: Look,
    anchor: str = "",
    rank: int = 0,
    landmarks: tuple[Landmark, ...] = (),
) -> Piece:
    return Piece(text=text, looks=looks, anchor=anchor, rank=rank, landmarks=landmarks)


def landmark(at: int) -> Landmark:
    return Landmark(at=at, label=f"Page {at}", rank=2)


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


def test_a_piece_begins_at_every_landmark() -> None:
    quote = Stretch(look=Look.QUOTE, start=2, end=6, anchor="q")
    pieces = list(cut(TEXT, [quote], [landmark(0), landmark(4)]))

    assert pieces == [
        piece("ab", landmarks=(landmark(0),)),
        piece("cd", Look.QUOTE, anchor="q"),
        piece("ef", Look.QUOTE, landmarks=(landmark(4),)),
        piece("ghij"),
    ]
    assert [run.pieces for run in runs(pieces)] == [
        (pieces[0],),
        (pieces[1], pieces[2]),
        (pieces[3],),
    ]


def test_a_heading_is_a_run_of_its_own() -> None:
    heading = Stretch(look=Look.HEADING, start=2, end=6, rank=3)
    matched = Stretch(look=Look.MATCHED, start=3, end=8)
    found = list(runs(cut(TEXT, [heading, matched])))

    assert [(0, "ab"), (3, "cdef"), (0, "ghij")] == [
        (run.rank, "".join(p.text for p in run.pieces)) for run in found
    ]


def test_landmarks_are_counted_from_the_window() -> None:
    marks = clip_landmarks([landmark(2), landmark(3), landmark(8)], (3, 8))

    assert [(0, "Page 3")] == [(mark.at, mark.label) for mark in marks]


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
