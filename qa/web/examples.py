"""First questions for the empty chat, taken from the library and kept only if it answers them."""

import itertools
import math
import re
from collections.abc import Iterator

from index.types import Document, SpanKind
from qa.assistant import Assistant
from qa.web import wording

N_EXAMPLES = 3
_N_DOCUMENTS = 8
"""Documents looked into, spread evenly over the library: each costs the start about 0.1 s."""
_PLAIN = re.compile(r"[\w ,;:’'()–-]{8,70}\??")
"""Titles and headings that read well inside a sentence; anything with markup is left out."""


def suggest_examples(assistant: Assistant) -> list[str]:
    """Return up to three questions that the library answers: the documents' own, then the surest.

    Asking them also loads the model, so that the first question of a user does not wait for it.
    """
    documents = list(_looked_into(assistant))
    own = [question for question in map(_heading_question, documents) if question]
    candidates = dict.fromkeys([*own, *map(_title_question, documents)])
    asked = itertools.islice(filter(None, candidates), _N_DOCUMENTS)
    answers = [answer for question in asked if (answer := assistant.ask(question)).answered]
    answers.sort(key=lambda answer: (answer.question not in own, -answer.confidence))
    return [answer.question for answer in answers[:N_EXAMPLES]]


def _looked_into(assistant: Assistant) -> Iterator[Document]:
    sources = [summary.source for summary in assistant.documents()]
    step = max(1, math.ceil(len(sources) / _N_DOCUMENTS))
    loaded = (assistant.document(source) for source in sources[::step])
    return (document for document in loaded if document is not None)


def _title_question(document: Document) -> str:
    """Return what asks for what the document is about; empty where its title is a question."""
    plain = _PLAIN.fullmatch(document.title) and not document.title.endswith("?")
    return wording.TITLE_EXAMPLE.format(title=document.title) if plain else ""


def _heading_question(document: Document) -> str:
    """Return the document's first heading that is a question; empty when none is."""
    headings = (
        document.text[span.start : span.end].lstrip("#").strip()
        for span in document.spans
        if span.kind is SpanKind.HEADING
    )
    plain = (heading for heading in headings if _PLAIN.fullmatch(heading))
    return next((heading for heading in plain if heading.endswith("?")), "")
