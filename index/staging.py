"""How documents enter the catalog: staged one by one, embedded in batches, published all at once.

Staging and embedding commit as they go, unseen by readers: a sync that is cut resumes where it was.
Publishing is one transaction: before it readers see the old generation, after it the new one.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from index.catalog import Catalog
from index.duplicates import Sketched, first_prints, sketch_of
from index.erasure import NOTHING, Removed, removed_of
from index.records import quotes_of, spans_as_kept
from index.seals import insertion, seal_of
from index.types import Document, EmbeddingMatrix, FileState, Passage, SpanKind

ERASING = "erasing"
"""Under what the catalog notes how many removed files nobody has looked for yet."""


_FORGET_VECTORS = "DELETE FROM vectors WHERE key NOT IN (SELECT key FROM passages)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What one generation changes, in rows of the catalog."""

    generation: int
    added: tuple[int, ...]
    removed: tuple[int, ...]


class Staging:
    """The writing side of a catalog; the caller holds the store's lock.

    `derive` is called with the changes of a generation before they are committed: if it raises, or
    the process dies in it, the old generation stays.
    """

    def __init__(self, catalog: Catalog, derive: Callable[[Delta], None]) -> None:
        self._catalog = catalog
        self._derive = derive

    def files(self) -> dict[str, FileState]:
        """Return what the last sync saw of every file, by source."""
        return self._catalog.files()

    @property
    def made_with(self) -> str:
        """The version of the splitter that made the passages; empty before the first sync."""
        return self._catalog.fact("splitter")

    def live(self) -> dict[str, str]:
        """Return the digests of the published documents, by source."""
        return dict(self._catalog.run("SELECT source, digest FROM documents WHERE staged = 0"))

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Return the passages of rows, in the order asked for."""
        found = self._catalog.passages(rows)
        return [found[row] for row in rows]

    def staged(self) -> dict[str, str]:
        """Return the digests of the staged documents, by source."""
        return dict(self._catalog.run("SELECT source, digest FROM documents WHERE staged = 1"))

    def discard(self, sources: Iterable[str]) -> None:
        """Forget staged documents and the vectors of their texts."""
        leaving = [(source,) for source in sources]
        if not leaving:
            return
        with self._catalog.transaction():
            self._note_erasing(len(leaving))
            self._catalog.run_many("DELETE FROM documents WHERE staged = 1 AND source = ?", leaving)
            self._catalog.run(_FORGET_VECTORS)

    def stage(self, documents: Iterable[tuple[Document, Iterable[Passage]]]) -> None:
        """Write documents and their passages, unseen by readers, in one commit."""
        with self._catalog.transaction():
            for document, passages in documents:
                self._insert(document, passages)

    def unembedded(self) -> list[int]:
        """Return one row for every staged text without a vector, longest text first."""
        records = self._catalog.run(
            "SELECT min(row) FROM passages WHERE key NOT IN (SELECT key FROM vectors)"
            " GROUP BY key ORDER BY length(text) DESC, row"
        )
        return [record[0] for record in records]

    def save_vectors(self, passages: Sequence[Passage], vectors: EmbeddingMatrix) -> None:
        """Keep the unit rows of passages, shape (n_passages, dim), in one commit."""
        halves = vectors.astype("<f2")
        with self._catalog.transaction():
            self._catalog.run_many(
                insertion("vectors"),
                ((_key(p), half.tobytes()) for p, half in zip(passages, halves, strict=True)),
            )

    def publish(
        self, *, removed: Collection[str], files: Iterable[FileState], made_with: str
    ) -> Removed:
        """Make the staged documents live, in place of their old selves and without the removed.

        Args:
            removed: Sources that leave the library.
            files: What the sync saw of every file.
            made_with: The version of the splitter that made the passages.

        Returns:
            What the documents held that left, to look for it afterwards.
        """
        gone = NOTHING
        with self._catalog.transaction():
            self._record_files(files)
            if made_with != self.made_with:
                self._catalog.set_fact("splitter", made_with)
            if removed or self.staged():
                leaving = self._leaving(removed)
                gone = removed_of(self._catalog, leaving)
                self._note_erasing(len(leaving))
                delta = self._switch(leaving)
                self._catalog.set_fact("generation", str(delta.generation))
                self._catalog.set_fact("n_rows", str(self._catalog.n_rows))
                self._derive(delta)
        return gone

    def _note_erasing(self, n_files: int) -> None:
        """Note what has to be looked for, so that a cut sync leaves nothing unseen."""
        if n_files:
            self._catalog.set_fact(ERASING, str(int(self._catalog.fact(ERASING) or 0) + n_files))

    def _insert(self, document: Document, passages: Iterable[Passage]) -> None:
        n_dropped = sum(s.end - s.start for s in document.spans if s.kind is SpanKind.DROPPED)
        spans = spans_as_kept(document.spans)
        [(document_id,)] = self._catalog.run(
            f"{insertion('documents')} RETURNING document_id",
            (
                document.source,
                document.title,
                document.encoding,
                document.digest,
                document.date,
                json.dumps(document.remarks, ensure_ascii=False),
                sketch_of(document).tobytes(),
                len(document.text),
                n_dropped,
                spans,
                document.text,
            ),
        )
        self._catalog.run_many(
            insertion("passages"),
            (
                (
                    document_id,
                    p.passage_id,
                    _key(p),
                    p.title,
                    p.heading,
                    p.start,
                    p.end,
                    quotes_of(p),
                    p.text,
                )
                for p in passages
            ),
        )
        self._catalog.run(insertion("contents"), contents_of(self._catalog, document_id))

    def _leaving(self, removed: Collection[str]) -> list[int]:
        """Return the ids of live documents that leave: removed ones and old selves of staged."""
        leaving = self.staged().keys() | set(removed)
        live = self._catalog.run("SELECT source, document_id FROM documents WHERE staged = 0")
        return [document_id for source, document_id in live if source in leaving]

    def _switch(self, leaving: Sequence[int]) -> Delta:
        run, ids = self._catalog.run, [(document_id,) for document_id in leaving]
        gone = [r for i in ids for r in run("SELECT row FROM passages WHERE document_id = ?", i)]
        self._catalog.run_many("DELETE FROM documents WHERE document_id = ?", ids)
        come = run(
            "SELECT row FROM passages JOIN documents USING (document_id) WHERE staged = 1"
            " ORDER BY row"
        )
        run("UPDATE documents SET staged = 0 WHERE staged = 1")
        run(_FORGET_VECTORS)
        note_reprints(self._catalog)
        return Delta(
            generation=self._catalog.generation + 1,
            added=tuple(record[0] for record in come),
            removed=tuple(record[0] for record in gone),
        )

    def _record_files(self, files: Iterable[FileState]) -> None:
        known, seen = self._catalog.files(), {state.source: state for state in files}
        self._catalog.run_many(
            "DELETE FROM files WHERE source = ?", ((s,) for s in known.keys() - seen.keys())
        )
        self._catalog.run_many(
            insertion("files"),
            (astuple(state) for source, state in seen.items() if known.get(source) != state),
        )


def find_reprints(catalog: Catalog) -> dict[str, str]:
    """Return, for each live document that has the text of another one, the first of these."""
    records = catalog.run("SELECT source, date, sketch FROM documents WHERE staged = 0")
    return first_prints(
        [
            Sketched(source=source, date=date, sketch=np.frombuffer(sketch, dtype=np.uint64))
            for source, date, sketch in records
        ]
    )


def note_reprints(catalog: Catalog) -> None:
    """Write down what `find_reprints` finds, inside the caller's transaction."""
    found = find_reprints(catalog)
    catalog.run("UPDATE documents SET same_as = '' WHERE same_as <> ''")
    catalog.run_many(
        "UPDATE documents SET same_as = ? WHERE source = ? AND staged = 0",
        ((first, source) for source, first in found.items()),
    )


def contents_of(catalog: Catalog, document_id: int) -> tuple[int, int, bytes]:
    """Return what tells that a document has all its passages: id, their number, and a seal."""
    records = catalog.run(
        "SELECT seal FROM passages WHERE document_id = ? ORDER BY row", (document_id,)
    )
    return document_id, len(records), seal_of(*(record[0] for record in records))


def _key(passage: Passage) -> bytes:
    """Return what a vector is kept under: the digest of the text it embeds."""
    return hashlib.sha256(passage.embedded_text.encode("utf-8", "surrogatepass")).digest()
