"""What each command does; `terminal.py` shows what came of it.

Each imports what it needs itself, so that `qa --help` waits for none of it.
"""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.findings import Checkup, Mended
    from index.store import PassageStore
    from index.types import Embedder, SyncReport
    from qa.assistant import Assistant
    from qa.settings import Settings


N_OWN_QUESTIONS = 200
"""Questions a library asks itself where no file of questions is given."""

SHOWN_ERRORS = (0.05, 0.1, 0.2, 0.3, 0.4)


def told_of_events(options: argparse.Namespace) -> AbstractContextManager[None]:
    """Write what happens to stderr as JSON while inside, if asked to."""
    if not options.log_json:
        return nullcontext()
    from qa.json_log import json_log

    return json_log()


def serve(options: argparse.Namespace) -> int:
    """Index a folder and open the chat in the browser."""
    from qa.web import check_login, load_login, serve

    login = load_login(
        user=options.user,
        password_file=options.password_file,
        token_file=options.token_file,
        environment=os.environ,
    )
    check_login(options.host, login)  # before the folder is indexed, which may take long
    assistant = _open(options)
    tell = _teller(options)
    tell(_sync_with_progress(assistant))
    with assistant.watcher(on_sync=_if_changed(tell)) if options.watch else nullcontext():
        serve(
            assistant,
            host=options.host,
            port=options.port,
            login=login,
            names=options.allowed_hosts,
            root_path=options.root_path,
            open_browser=not options.no_browser,
            on_ready=lambda url: print(f"The chat is at {url} (stop it with Ctrl+C)", flush=True),
        )
    return 0


def mcp(options: argparse.Namespace) -> int:
    """Offer a folder to a language model's program over standard input and output."""
    from qa.mcp_server import serve_stdio

    def open_library() -> "Assistant":
        assistant = _open(options)
        assistant.sync()
        return assistant

    serve_stdio(open_library)
    return 0


def sync(options: argparse.Namespace) -> int:
    """Bring the index in step with a folder."""
    from index.audit import totals
    from qa.terminal import print_json, show_accounts

    if options.rebuild:
        from index.folder import check_folder
        from index.store import PassageStore, store_of

        check_folder(Path(options.folder))  # a mistyped folder must not cost an index
        PassageStore.discard(store_of(options.folder, options.store))
    assistant = _open(options)
    report = _sync_with_progress(assistant)
    files = list(assistant.accounts(report)) if options.report else []
    if options.json:
        told = {"files": [asdict(file) for file in files], "totals": asdict(totals(files))}
        print_json({**asdict(report), **(told if options.report else {})})
    else:
        _teller(options)(report)
        if options.report:
            show_accounts(files, totals(files))
    if options.watch:
        _watch(assistant, options)
    return 0


def _watch(assistant: "Assistant", options: argparse.Namespace) -> None:
    """Follow the folder until Ctrl+C, which is how this is meant to end."""
    from qa.terminal import print_json

    def tell_json(report: "SyncReport") -> None:
        print_json(asdict(report))
        sys.stdout.flush()

    if not options.log_json:
        print(f"Following {options.folder} (stop it with Ctrl+C)", file=sys.stderr, flush=True)
    tell = tell_json if options.json else _teller(options)
    with suppress(KeyboardInterrupt):
        assistant.watcher(on_sync=_if_changed(tell)).run()


def _teller(options: argparse.Namespace) -> "Callable[[SyncReport], None]":
    """Return what tells a user of a sync: events have told it already where they are told."""
    from qa.terminal import show_report

    return (lambda report: None) if options.log_json else show_report


def _if_changed(tell: "Callable[[SyncReport], None]") -> "Callable[[SyncReport], None]":
    """Return what tells only of syncs that changed the library."""
    return lambda report: tell(report) if report.changed_library else None


def ask(options: argparse.Namespace) -> int:
    """Answer a question from a folder."""
    from qa.plain import plain_answer
    from qa.terminal import print_json, show_answer

    assistant = _open(options)
    _sync_with_progress(assistant)
    answer = assistant.ask(
        options.question,
        sources=options.sources,
        top_k=options.top_k,
        since=options.since,
        until=options.until,
    )
    if options.json:
        print_json(plain_answer(answer))
    else:
        show_answer(answer)
    return 0


def chat(options: argparse.Namespace) -> int:
    """Answer question after question, each in the light of those before it."""
    from index.errors import ReportableError, SourceNotFoundError
    from index.store import store_of
    from qa.prompt import typed_lines
    from qa.terminal import show_answer

    assistant = _open(options)
    _sync_with_progress(assistant)
    conversation = assistant.chat()
    for message in typed_lines(store_of(options.folder, options.store)):
        try:
            show_answer(conversation.ask(message, sources=options.sources))
        except SourceNotFoundError:
            raise  # no later question could be answered either
        except ReportableError as error:
            print(f"qa: {error}", file=sys.stderr)
        print(flush=True)
    return 0


def search(options: argparse.Namespace) -> int:
    """List the passages nearest to a query."""
    from qa.plain import plain_hits
    from qa.terminal import print_json, show_hits

    assistant = _open(options)
    _sync_with_progress(assistant)
    hits = assistant.search(
        options.query,
        sources=options.sources,
        top_k=options.top_k,
        since=options.since,
        until=options.until,
    )
    if options.json:
        print_json(plain_hits(hits))
    else:
        show_hits(hits)
    return 0


def verify(options: argparse.Namespace) -> int:
    """Prove the quotes of a kept answer, or all that the library holds; return 1 if one fails."""
    from qa.terminal import print_json, show_proofs
    from qa.verification import Verdict, claims_in
    from qa.verification import verify as prove

    if options.answer is None:
        proofs = list(_open(options).verify())
    else:
        proofs = list(prove(Path(options.folder), claims_in(_text_of(options.answer))))
    if options.json:
        print_json([asdict(proof) for proof in proofs])
    else:
        show_proofs(proofs)
    return 0 if all(proof.verdict is Verdict.PROVED for proof in proofs) else 1


def doctor(options: argparse.Namespace) -> int:
    """Look an index over and mend it if asked to; return 1 if something is wrong with it."""
    from index.doctor import examine
    from index.embedding import open_embedder
    from index.folder import check_folder
    from index.store import store_of
    from qa.terminal import as_told, print_json, show_checkup, show_mended

    if options.repair:
        check_folder(Path(options.folder))
    folder = store_of(options.folder, options.store)
    embedder = open_embedder(options.model)
    checkup = examine(folder, embedder)
    mended = None
    if options.repair and not checkup.sound:
        if not options.json:
            show_checkup(checkup, folder=options.folder)
        mended = _mend(options, folder, embedder, checkup)
        checkup = examine(folder, embedder)
    if options.json:
        print_json(as_told(checkup, mended))
    else:
        if mended:
            show_mended(mended)
        show_checkup(checkup, folder=options.folder)
    return 0 if checkup.sound else 1


def _mend(
    options: argparse.Namespace, folder: Path, embedder: "Embedder", checkup: "Checkup"
) -> "Mended":
    from index.mending import mend
    from index.syncing import sync
    from qa.terminal import progress_bars

    def synced(store: "PassageStore") -> "SyncReport":
        settings = _settings(options)
        with progress_bars() as show:
            report = sync(
                Path(options.folder),
                store,
                embedder,
                max_file_bytes=settings.max_file_bytes,
                ocr=settings.ocr,
                progress=show,
            )
        _teller(options)(report)
        return report

    return mend(folder, embedder, checkup, sync=synced)


def evaluate(options: argparse.Namespace) -> int:
    """Measure answers to known questions; return 1 if a figure is worse than in a kept report."""
    from qa.evaluation import evaluate as ask_all
    from qa.evaluation import own_questions
    from qa.evaluation_report import changes, keep, load_figures, summary
    from qa.question_file import drawn, load_questions
    from qa.terminal import progress_bars

    before = load_figures(options.compare) if options.compare else {}
    written = load_questions(options.questions) if options.questions else None
    assistant = _open(options)
    _sync_with_progress(assistant)
    if written is None:
        questions = own_questions(assistant, options.n_questions or N_OWN_QUESTIONS)
    else:
        kept = [q for q in written if q.answerable or not options.answerable]
        questions = drawn(kept, options.n_questions)
    with progress_bars() as show:
        report = ask_all(assistant, questions, progress=lambda *done: show("asking", *done))
    print("\n".join(summary(report, own_questions=written is None)))
    if options.report:
        keep(report, options.report)
    changed = changes(before, report)
    print("\n".join(map(str, changed)), end="\n" if changed else "")
    return 1 if any(change.worse for change in changed) else 0


def calibrate(options: argparse.Namespace) -> int:
    """Fit how sure answers are to a folder and show what each share of errors costs."""
    from qa.calibration import N_QUESTIONS
    from qa.calibration import calibrate as fit
    from qa.terminal import progress_bars

    assistant = _open(options)
    _sync_with_progress(assistant)
    n_questions = options.n_questions or N_QUESTIONS
    with progress_bars() as show:
        model = fit(
            assistant, n_questions=n_questions, progress=lambda *done: show("asking", *done)
        )
    for max_error in SHOWN_ERRORS:
        print(
            f"--max-error {max_error}: answers from a confidence of "
            f"{model.threshold(max_error):.2f} upwards"
        )
    return 0


def _text_of(path: str) -> str:
    """Return what a file holds, `-` being what is typed or piped in."""
    from index.errors import ReportableError

    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportableError(
            f"Expected a kept answer in '{path}', could not read it: {error}."
            " Keep one with: qa ask QUESTION --json > answer.json"
        ) from error


def _open(options: argparse.Namespace) -> "Assistant":
    from qa.assistant import Assistant

    return Assistant.open(options.folder, store=options.store, settings=_settings(options))


def _settings(options: argparse.Namespace) -> "Settings":
    from qa.settings import Settings

    defaults = Settings()
    max_file_bytes = (options.max_file_mb or 0) * 1_000_000 or defaults.max_file_bytes
    return Settings(
        model=options.model,
        reader=options.reader,
        max_error=defaults.max_error if options.max_error is None else options.max_error,
        max_file_bytes=max_file_bytes,
        ocr=options.ocr,
    )


def _sync_with_progress(assistant: "Assistant") -> "SyncReport":
    from qa.terminal import progress_bars

    with progress_bars() as show:
        return assistant.sync(progress=show)
