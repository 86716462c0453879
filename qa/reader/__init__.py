"""Readers: from a question and its hits to the sentences, and the words in them, that answer."""

from qa.reader.choice import NO_READER, open_reader
from qa.reader.reading import Reader, Reading, reranked
from qa.reader.sentence_reader import SENTENCES_NAME
from qa.reader.trained_network import BUNDLED_NAME

__all__ = [
    "BUNDLED_NAME",
    "NO_READER",
    "SENTENCES_NAME",
    "Reader",
    "Reading",
    "open_reader",
    "reranked",
]
