"""The only user of tantivy: BM25 over the words of passages and the names of their files.

tantivy marks a removed passage and keeps its words until segments merge, which would leave removed
text on the disk and in the word statistics. So additions are appended, and a removal builds anew.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Self

import tantivy

from index.errors import StoreDamagedError
from index.irregular_words import irregular_words
from index.types import Passage, SearchedText

_ANALYZER = "words"
_HEAP_BYTES = 64_000_000
_LONGEST_WORD = 60
"""Longer runs of letters are data, not words."""

_NESTED = 16
"""Terms of one query that are each asked within the one before; a thousand overflow the stack."""

NO_SHARES: Mapping[str, float] = MappingProxyType({})


class LexicalIndex:
    """Catalog rows by the BM25 score of their words; also the library's lexicon."""

    def __init__(self, index: tantivy.Index) -> None:
        index.register_tokenizer(_ANALYZER, _analyzer())
        self._analyzer = _analyzer()
        self._words = _forms(self._analyzer)
        self._base = {form: word for word, forms in self._words.items() for form in forms}
        self._schema = index.schema
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make an empty index in a folder, which must be empty.

        Raises:
            OSError: If its files cannot be written.
        """
        with _translated():
            return cls(tantivy.Index(_schema(), str(path)))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index that `create` made.

        Raises:
            StoreDamagedError: If there is none or it cannot be read.
        """
        try:
            return cls(tantivy.Index.open(str(path)))
        except (ValueError, OSError) as error:
            raise StoreDamagedError(f"Expected a word index at '{path}', found none") from error

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def add(self, texts: Iterable[tuple[int, SearchedText]]) -> None:
        """Append the texts of passages under their catalog rows, and commit.

        Raises:
            OSError: If the files cannot be written.
        """
        with _translated():
            # one thread: the same passages give the same segments, and a core stays free
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for row, searched in texts:
                writer.add_document(_document(row, searched))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
        self._searcher = self._index.searcher()

    def terms(self, text: str) -> list[str]:
        """Return the analyzed words of a text, in order, irregular forms as the word itself."""
        return [self._base.get(term, term) for term in self._analyzer.analyze(text)]

    def entries(self, text: str) -> list[str]:
        """Return the words of a text as they are kept here, each form by itself."""
        return list(self._analyzer.analyze(text))

    def entries_of(self, passage: Passage) -> list[str]:
        """Return what is kept of a passage."""
        return self.entries(_text(passage.source, passage.embedded_text))

    def row_with(self, entry: str) -> int | None:
        """Return a row of which an entry is kept, None if there is none."""
        found = self._run(tantivy.Query.term_query(self._schema, "text", entry), 1)
        return found[0][0] if found else None

    def weight(self, term: str) -> float:
        """Return a term's inverse document frequency, as BM25 weighs it."""
        return self._idf(*self._forms_of(term))

    def _idf(self, *forms: str) -> float:
        n_with = min(len(self), sum(self._searcher.doc_freq("text", form) for form in forms))
        return math.log(1 + (len(self) - n_with + 0.5) / (n_with + 0.5))

    def search(
        self,
        terms: Sequence[str],
        top_k: int,
        *,
        shares: Mapping[str, float] = NO_SHARES,
        places: Sequence[str] = (),
    ) -> list[tuple[int, float]]:
        """Return the rows that hold any of the terms, best first, equal scores by row.

        Args:
            terms: Analyzed words, as `terms` gives them.
            top_k: Most rows to return.
            shares: Further terms, and how much of its score each counts.
            places: Sources or folders to choose from; empty for all.
        """
        if not (terms or shares) or not len(self):
            return []
        counts = {**shares, **Counter(terms)}  # a word said twice is looked up once
        query = _any_of(
            [
                tantivy.Query.boost_query(self._holding(term), count)
                for term, count in counts.items()
            ]
        )
        if places:
            named = tantivy.Query.term_set_query(self._schema, "place", places)
            query = _within(query, named)
        return sorted(self._run(query, top_k), key=lambda pair: (-pair[1], pair[0]))

    def covered(
        self,
        terms: Iterable[str],
        rows: Sequence[int],
        *,
        shares: Mapping[str, float] = NO_SHARES,
    ) -> dict[int, float]:
        """Return which share of the terms each of the rows holds; rows with none are left out.

        A term counts by its squared weight, as in a product of two vectors of weighted words: a
        rare name says more of what is asked for than all common words together. Of the weight of
        further terms only their share counts.
        """
        counted = {**shares, **dict.fromkeys(terms, 1.0)}
        weights = {term: share * self.weight(term) ** 2 for term, share in counted.items()}
        if not weights or not rows:
            return {}
        # a query each: as a set, they would be looked for among the rows of all the library
        named = _any_of([tantivy.Query.term_query(self._schema, "row", row) for row in rows])
        whole = sum(weights.values())
        held: dict[int, float] = {}
        for batch in _batches(list(weights.items())):
            query = tantivy.Query.const_score_query(named, 0.0)
            for term, weight in batch:  # each looked up by itself, not merged with the others
                holding = tantivy.Query.const_score_query(self._holding(term), weight)
                query = tantivy.Query.boolean_query(
                    [(tantivy.Occur.Must, query), (tantivy.Occur.Should, holding)]
                )
            for row, score in self._run(query, len(rows)):
                held[row] = held.get(row, 0.0) + score
        # Tantivy's scores are float32
        return {row: min(1.0, score / whole) for row, score in held.items() if score > 0.0}

    def _holding(self, term: str) -> tantivy.Query:
        forms = self._forms_of(term)
        if len(forms) == 1:
            return tantivy.Query.term_query(self._schema, "text", term)
        whole = self.weight(term)  # for each form, else a rare one would outweigh the word itself
        return _any_of(
            [
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, "text", form), whole / self._idf(form)
                )
                for form in forms
            ]
        )

    def _forms_of(self, term: str) -> tuple[str, ...]:
        return (term, *self._words.get(term, ()))

    def _run(self, query: tantivy.Query, limit: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, limit=limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [
            (int(row), float(score))
            for row, (score, _) in zip(rows, hits, strict=True)
            if row is not None
        ]


def _batches(terms: Sequence[tuple[str, float]]) -> Iterator[Sequence[tuple[str, float]]]:
    for start in range(0, len(terms), _NESTED):
        yield terms[start : start + _NESTED]


def _any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _within(query: tantivy.Query, named: tantivy.Query) -> tantivy.Query:
    """Return a query with the same scores, for what another one finds as well."""
    within = tantivy.Query.const_score_query(named, 0.0)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, within)])


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what tantivy raises when it cannot write into the error of its kind."""
    try:
        yield
    except ValueError as error:
        raise OSError(None, f"the word index could not be written, {error}") from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True, indexed=True)
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("place", tokenizer_name="raw", index_option="basic")
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(_LONGEST_WORD),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


def _forms(analyzer: tantivy.TextAnalyzer) -> dict[str, tuple[str, ...]]:
    """Return the irregular forms of words, as an index has them."""
    found: dict[str, tuple[str, ...]] = {}
    for words in irregular_words():
        [word], *forms = (analyzer.analyze(word) for word in words)
        found[word] = tuple(form for [form] in forms if form != word)
    return found


def _document(row: int, searched: SearchedText) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("row", row)
    document.add_text("text", _text(searched.source, searched.text))
    for place in places_of(searched.source):
        document.add_text("place", place)
    return document


def _text(source: str, text: str) -> str:
    return f"{PurePosixPath(source).stem}\n{text}"


def places_of(source: str) -> tuple[str, ...]:
    """Return a source and every folder above it: `a/b.txt` lies in `a/b.txt` and `a`."""
    parts = source.split("/")
    return tuple("/".join(parts[:n]) for n in range(len(parts), 0, -1))
