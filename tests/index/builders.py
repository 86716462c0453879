"""Documents and stores in a few words, for tests of what comes after loading and splitting."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from index.staging import Staging
from index.store import PassageStore
from index.types import Document, FileState, Passage, Place, Span, SpanKind
from tests.word_embedder import WordEmbedder

SPLITTER = "tests-1"


def document_of(source: str, text: str, *, title: str = "") -> Document:
    """Return a document whose lines are its blocks."""
    blocks, start = [], 0
    for line in text.splitlines(keepends=True):
        blocks.append(Span(kind=SpanKind.BLOCK, start=start, end=start + len(line.rstrip("\n"))))
        start += len(line)
    return Document(
        source=source,
        title=title,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        encoding="utf-8",
        spans=tuple(blocks),
    )


def passages_of(document: Document) -> tuple[Passage, ...]:
    """Return one passage a block, which is its one sentence."""
    return tuple(
        Passage(
            passage_id=hashlib.sha256(f"{document.source}{span.start}".encode()).hexdigest()[:16],
            source=document.source,
            title=document.title,
            heading="",
            start=span.start,
            end=span.end,
            text=document.text[span.start : span.end],
            sentences=((span.start, span.end),),
            places=(Place(line=line),),
        )
        for line, span in enumerate(document.spans, start=1)
    )


def stage(staging: Staging, embedder: WordEmbedder, texts: Mapping[str, str]) -> None:
    """Stage and embed one document for each source and text."""
    documents = [document_of(source, text) for source, text in texts.items()]
    staging.stage([(document, passages_of(document)) for document in documents])
    passages = staging.passages(staging.unembedded())
    staging.save_vectors(passages, embedder.embed_passages([p.embedded_text for p in passages]))


def write(
    store: PassageStore,
    embedder: WordEmbedder,
    texts: Mapping[str, str],
    *,
    removed: frozenset[str] = frozenset(),
) -> None:
    """Publish one generation in which the texts are added or changed and others removed."""
    with store.writing() as staging:
        stage(staging, embedder, texts)
        staging.publish(removed=removed, files=files_of(texts), made_with=SPLITTER)


def files_of(texts: Mapping[str, str]) -> list[FileState]:
    """Return the states of files that hold the texts."""
    return [
        FileState(source=s, size=len(t), mtime_ns=1, ctime_ns=1, digest="", problem="")
        for s, t in texts.items()
    ]


def texts_of(store: PassageStore) -> list[tuple[str, str]]:
    """Return all live passages as source and text, in the order of the rows."""
    catalog = store.current().catalog
    found = catalog.passages(catalog.rows())
    return [(found[row].source, found[row].text) for row in sorted(found)]


def library(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write texts as files below a folder."""
    for source, text in texts.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
