"""The front door: a folder of documents that answers questions.

Every question is answered from one snapshot of the store: its hits, its word weights and the texts
its quotes are taken from are of the same generation, whatever a sync publishes meanwhile.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Self

from index.audit import FileAccount, accounts
from index.doctor import examine
from index.embedding import open_embedder
from index.findings import Checkup
from index.folder import check_folder
from index.matching import matched_ranges
from index.progress import Progress, ignore_progress
from index.scope import Reprints
from index.store import PassageStore
from index.store_place import store_of
from index.survey import IsSettled, all_settled
from index.syncing import sync
from index.timing import Stage, timed
from index.types import Document, DocumentSummary, Embedder, Hit, Passage, Range, SyncReport
from index.watching import Watcher
from qa.answer_log import logged
from qa.answering import N_READ, Answerer, Scope
from qa.confidence import Certainty, ConfidenceModel, dumped
from qa.conversation import Chat, Earlier, turns_of
from qa.reader import Reader, Reading, open_reader
from qa.self_questions import SelfQuestion, make_questions
from qa.settings import Settings
from qa.types import Activity, Answer
from qa.verification import Proof, claims_of, claims_of_library, verify

CALIBRATION = "confidence"
"""Under what the store keeps the model that was fitted to its library."""


class Assistant:
    """Answers questions from one folder; threads may share it."""

    def __init__(
        self,
        folder: Path,
        store: PassageStore,
        embedder: Embedder,
        reader: Reader,
        settings: Settings,
    ) -> None:
        self.folder = folder
        self._store = store
        self._embedder = embedder
        self._reader = reader
        self.settings = settings
        self._syncing = threading.Lock()
        self.last_sync: SyncReport | None = None
        """What the last sync of this assistant did; None before the first."""

    @classmethod
    @timed(Stage.OPENING)
    def open(
        cls,
        folder: Path | str,
        *,
        store: Path | str | None = None,
        settings: Settings | None = None,
    ) -> Self:
        """Open the library of a folder as its last sync left it; `sync` brings it up to date.

        Args:
            folder: Where the documents lie.
            store: Where the index is kept; None keeps it inside the folder.
            settings: None for the defaults.

        Raises:
            ReportableError: If the folder or the store cannot be used, as the message says.
        """
        folder, settings = Path(folder), settings or Settings()
        check_folder(folder)
        embedder = open_embedder(settings.model)
        opened = PassageStore.open_or_create(store_of(folder, store), embedder.identity)
        reader = open_reader(settings.reader, embedder)
        return cls(folder, opened, embedder, reader, settings)

    @timed(Stage.SYNC)
    def sync(
        self, *, is_settled: IsSettled = all_settled, progress: Progress = ignore_progress
    ) -> SyncReport:
        """Bring the library in step with its folder.

        Args:
            is_settled: Asked of every file that changed; one that is not settled stays as it was.
            progress: Told what is being done and how far it is.

        Raises:
            FolderError: If the folder has nothing to index; the library stays as it is.
            StoreLockedError: If another process is syncing it.
        """
        with self._syncing:
            self.last_sync = sync(
                self.folder,
                self._store,
                self._embedder,
                max_file_bytes=self.settings.max_file_bytes,
                ocr=self.settings.ocr,
                is_settled=is_settled,
                progress=progress,
            )
            return self.last_sync

    @property
    def is_syncing(self) -> bool:
        """Whether a thread brings the library in step right now; another `sync` waits for it."""
        return self._syncing.locked()

    def watcher(self, *, on_sync: Callable[[SyncReport], None]) -> Watcher:
        """Return what keeps the library in step with its folder while it is entered or run.

        Args:
            on_sync: Told, in another thread, what each sync did.
        """
        return Watcher(
            self.folder,
            self._store.folder,
            lambda is_settled, progress: self.sync(is_settled=is_settled, progress=progress),
            on_sync=on_sync,
        )

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Earlier] = (),
        sources: Sequence[str] = (),
        top_k: int | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Answer:
        """Answer a question with quoted sentences, or abstain and show what came nearest.

        Args:
            question: In the user's words; it may lean on earlier turns.
            history: The earlier turns, oldest first: each as the `Answer` to it, as `Turn`, as
                question and answer, or as two messages with `role` and `content`.
            sources: Files, or folders with all below them, to answer from; empty for all.
            top_k: Most passages to return with the answer.
            since: Only from documents that date themselves on this day or later.
            until: Only from documents that date themselves on this day or earlier.

        Raises:
            QuestionError: If the question is too long.
            SourceNotFoundError: If no document lies at one of `sources`.
            ValueError: If `history` has none of these forms.
        """
        *_, answer = self.answering(
            question, history=history, sources=sources, top_k=top_k, since=since, until=until
        )
        assert isinstance(answer, Answer), "it comes last"
        return answer

    @logged
    def answering(
        self,
        question: str,
        *,
        history: Sequence[Earlier] = (),
        sources: Sequence[str] = (),
        top_k: int | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Activity | Answer]:
        """Yield what is being done as it begins, and the answer last; as `ask` otherwise."""
        scope = self._scope(sources, top_k, since, until)
        yield from self._answerer().steps(question, turns_of(history), scope)

    def chat(self) -> Chat:
        """Return a conversation that keeps its turns, so that a question may lean on them."""
        return Chat(self.ask)

    def search(
        self,
        query: str,
        *,
        sources: Sequence[str] = (),
        top_k: int | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> tuple[Hit, ...]:
        """Return the passages nearest to a query, best first, each with why it is there.

        The arguments are those of `ask`.

        Raises:
            SourceNotFoundError: If no document lies at one of `sources`.
        """
        return self._answerer().search(query, self._scope(sources, top_k, since, until))

    def read(
        self, question: str, *, sources: Sequence[str] = ()
    ) -> tuple[tuple[Reading, ...], float]:
        """Return the sentences that may answer, best first, and how sure the first one is right.

        What `ask` chooses from, however unsure; the probability is 0 if nothing was found.

        Raises:
            SourceNotFoundError: If no document lies at one of `sources`.
        """
        answerer = self._answerer()
        return answerer.read(
            question, answerer.search(question, Scope(sources=sources, n_hits=N_READ))
        )

    @property
    def store_folder(self) -> Path:
        """Where the index is kept, with what else belongs to the library."""
        return self._store.folder

    @property
    def generation(self) -> int:
        """The number of the state that questions are answered from."""
        return self._store.current().generation

    def certainty(self, answer: Answer) -> Certainty:
        """Return how sure an answer is, and what that is measured by."""
        return self.confidence_model().certainty(answer.confidence, self.settings.max_error)

    def matches(self, hit: Hit) -> tuple[Range, ...]:
        """Return where words of the query stand in a hit's passage, in its document's offsets."""
        return matched_ranges(hit.matched, hit.passage, self._store.current().lexical)

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Return what the library holds, ordered by source."""
        return self._store.current().catalog.documents()

    def document(self, source: str) -> Document | None:
        """Return a document as it was indexed, or None if the library does not hold it."""
        return self._store.current().catalog.document(source)

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage by its id, or None if the library no longer holds it."""
        return self._store.current().catalog.passage(passage_id)

    def copies(self, source: str) -> tuple[str, ...]:
        """Return the other files that have much the same text as one."""
        return Reprints(self._store.current().catalog, None).others_of(source)

    def accounts(self) -> Iterator[FileAccount]:
        """Yield what became of every character of every file that the last sync saw."""
        skipped = self.last_sync.skipped if self.last_sync else ()
        yield from accounts(self._store.current().catalog, skipped)

    def examine(self) -> Checkup:
        """Look the index over, and say what of it is not as it was written."""
        return examine(self.store_folder, self._embedder)

    def verify(self, answer: Answer | None = None) -> Iterator[Proof]:
        """Open the files anew and yield the proof of each quote of an answer.

        Args:
            answer: None for every passage of the library.
        """
        snapshot = self._store.current()
        claims = claims_of_library(snapshot.catalog) if answer is None else claims_of(answer)
        yield from verify(self.folder, claims)

    def own_questions(self, n_questions: int, seed: int) -> list[SelfQuestion]:
        """Return questions made of sentences that a seed draws; fewer if there are fewer."""
        snapshot = self._store.current()
        passages = snapshot.catalog.passages(snapshot.catalog.rows())
        return make_questions(list(passages.values()), snapshot.lexical, n_questions, seed)

    def keep_confidence_model(self, model: ConfidenceModel) -> None:
        """Keep what was fitted to this library; `qa sync --rebuild` forgets it."""
        self._store.keep_fact(CALIBRATION, dumped([model]))

    def confidence_model(self) -> ConfidenceModel:
        """Return what says how sure an answer is: fitted to this library, or the shipped one."""
        return ConfidenceModel.of_library(self._store.fact(CALIBRATION), self._reader.name)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def _answerer(self) -> Answerer:
        return Answerer(
            self._store.current(),
            self._embedder,
            self._reader,
            self.confidence_model(),
            self.settings.max_error,
        )

    def _scope(
        self, sources: Sequence[str], top_k: int | None, since: date | None, until: date | None
    ) -> Scope:
        n_hits = self.settings.top_k if top_k is None else top_k
        return Scope(sources=sources, since=since, until=until, n_hits=n_hits)
