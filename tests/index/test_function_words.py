"""Which words of a question are searched for."""

import pytest

from index.function_words import content_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many agreements were signed?", ["agreements", "signed"]),
        ("What did the US and the WHO say to us?", ["US", "WHO", "say"]),
        ("WHAT DID THE RIVER DO?", ["RIVER"]),
        ("Who is it?", ["Who", "is", "it"]),
        ("Wann wurde die Brücke gebaut?", ["Wann", "wurde", "die", "Brücke", "gebaut"]),
        ("?!", []),
    ],
)
def test_function_words_are_left_out_unless_nothing_else_is_there(text, expected):
    assert content_words(text) == expected
