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
    """Return up to three questions that the library answers, surest first.

    Asking them also loads the model, so that the first question of a user does not wait for it.
    """
    candidates = itertools.islice(_candidates(assistant), _N_DOCUMENTS)
    answers = [assistant.ask(question) for question in candidates]
    answers.sort(key=lambda answer: answer.confidence, reverse=True)
    return [answer.question for answer in answers if answer.answered][:N_EXAMPLES]


def _candidates(assistant: Assistant) -> Iterator[str]:
    """Yield questions the documents themselves put as headings, then one about each title."""
    sources = [summary.source for summary in assistant.documents()]
    step = max(1, math.ceil(len(sources) / _N_DOCUMENTS))
    loaded = (assistant.document(source) for source in sources[::step])
    documents = [document for document in loaded if document is not None]
    questions = filter(None, map(_heading_question, documents))
    titles = (d.title for d in documents if _PLAIN.fullmatch(d.title) and not d.title.endswith("?"))
    asked = (wording.TITLE_EXAMPLE.format(title=title) for title in titles)
    yield from dict.fromkeys(itertools.chain(questions, asked))


def _heading_question(document: Document) -> str:
    """Return the document's first heading that is a question; empty when none is."""
    headings = (
        document.text[span.start : span.end].lstrip("#").strip()
        for span in document.spans
        if span.kind is SpanKind.HEADING
    )
    plain = (heading for heading in headings if _PLAIN.fullmatch(heading))
    return next((heading for heading in plain if heading.endswith("?")), "")
