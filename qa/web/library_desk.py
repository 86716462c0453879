"""What the library tab's events do, in terms of the assistant; free of widgets, so plain to test.

As any event they can be reached by a raw HTTP request, so each checks what it is given.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from index.audit import FileAccount, Totals, totals
from index.errors import ReportableError
from index.types import SyncReport
from qa.assistant import Assistant
from qa.incoming import IncomingError, receive, set_aside
from qa.web import wording
from qa.web.library_render import checkup_view, library_view, news

Progress = Callable[[str, int, int], None]

N_SHOWN = 300
"""Files listed at once; a name narrows a longer list down."""


class LibraryDesk:
    """The library's files: what became of each, and how they come and go."""

    def __init__(self, assistant: Assistant, *, read_only: bool = False) -> None:
        """Keep what to look after.

        Args:
            assistant: Over the library.
            read_only: Whether nobody may change the folder from here.
        """
        self._assistant = assistant
        self.read_only = read_only
        self._counted: tuple[int, list[FileAccount], Totals] | None = None

    @property
    def version(self) -> int:
        """A number that differs when what `files` shows does."""
        last = self._assistant.last_sync
        return hash((self._assistant.generation, last.skipped if last else ()))

    def files(self, wanted: object = "") -> str:
        """Return the HTML of the files whose name holds what is wanted, all for nothing."""
        part = wanted.strip().casefold() if isinstance(wanted, str) else ""
        accounts, sums = self._accounts()
        found = [one for one in accounts if part in one.source.casefold()]
        return library_view(
            found[:N_SHOWN], n_found=len(found), totals=sums, may_remove=not self.read_only
        )

    def sync(self, progress: Progress) -> str:
        """Bring the library in step with its folder; return the HTML of what was done.

        Where that is being done already, of a change of the folder or in another tab, say so.
        """
        if self._assistant.is_syncing and not self.read_only:
            return news([wording.IS_SYNCING])
        return self._told(lambda: _sync_line(self._assistant.sync(progress=progress)))

    def add(self, files: object, progress: Progress) -> str:
        """Take files in and index them; return the HTML of what became of each."""
        paths = [Path(p) for p in files if isinstance(p, str)] if isinstance(files, list) else []
        lines: list[str] = []
        received: list[str] = []
        for n_done, path in enumerate(paths):
            progress(wording.RECEIVING.format(name=path.name), n_done, len(paths))
            try:
                received.append(self._receive(path))
            except ReportableError as error:
                lines.append(str(error))
        if received:
            lines += self._indexed(received, progress)
        return news(lines)

    def remove(self, source: object) -> str:
        """Set a file aside and sync; return the HTML of what was done."""
        known = {account.source for account in self._accounts()[0]}
        if self.read_only or not isinstance(source, str) or source not in known:
            return news([wording.READ_ONLY if self.read_only else wording.NO_SUCH_FILE])
        return self._told(lambda: self._set_aside(source))

    def examine(self) -> str:
        """Look the index over; return the HTML of the verdict."""
        try:
            return checkup_view(self._assistant.examine())
        except ReportableError as error:
            return news([str(error)])

    def _accounts(self) -> tuple[list[FileAccount], Totals]:
        """Return the accounts of all files and their sums, counted once per state."""
        version = self.version
        counted = self._counted
        if counted is None or counted[0] != version:
            accounts = list(self._assistant.accounts())
            counted = self._counted = (version, accounts, totals(accounts))
        return counted[1], counted[2]

    def _receive(self, path: Path) -> str:
        if self.read_only:
            raise IncomingError(wording.READ_ONLY)
        try:
            most = self._assistant.settings.max_file_bytes
            return receive(self._assistant.folder, path, path.name, max_bytes=most)
        finally:
            path.unlink(missing_ok=True)

    def _indexed(self, received: Sequence[str], progress: Progress) -> list[str]:
        """Sync, and return a line for each file that came."""
        try:
            report = self._assistant.sync(progress=progress)
        except ReportableError as error:
            return [str(error)]
        reasons = {one.source: one.reason for one in report.skipped}
        return [
            wording.NOT_INDEXED.format(source=source, reason=reasons[source])
            if source in reasons
            else wording.ADDED.format(source=source)
            for source in received
        ]

    def _set_aside(self, source: str) -> str:
        kept = set_aside(self._assistant.folder, source)
        erased = _sync_line(self._assistant.sync())
        return f"{wording.SET_ASIDE.format(source=source, kept=kept)} {erased}"

    def _told(self, work: Callable[[], str]) -> str:
        if self.read_only:
            return news([wording.READ_ONLY])
        try:
            return news([work()])
        except ReportableError as error:
            return news([str(error)])


def _sync_line(report: SyncReport) -> str:
    """Return what a sync did, in a line."""
    counts = {
        wording.N_ADDED: len(report.added),
        wording.N_CHANGED: len(report.changed),
        wording.N_MOVED: len(report.moved),
        wording.N_REMOVED: len(report.removed),
        wording.N_UNCHANGED: report.n_unchanged,
        wording.N_SKIPPED: len(report.skipped),
    }
    told = [line.format(n=f"{n:,}") for line, n in counts.items() if n]
    return wording.IN_STEP.format(counts=", ".join(told))
