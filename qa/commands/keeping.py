"""The commands that keep an index in step with its folder, and whole."""

import argparse
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from qa.commands.opening import if_changed, open_library, settings_of, synced, teller

if TYPE_CHECKING:
    from index.findings import Checkup, Mended
    from index.store import PassageStore
    from index.types import Embedder, SyncReport
    from qa.assistant import Assistant


def sync(options: argparse.Namespace) -> int:
    """Bring the index in step with a folder."""
    from index.audit import totals
    from qa.plain import plain_report
    from qa.terminal import print_json, show_accounts

    if options.rebuild:
        _discard(options)
    assistant = open_library(options)
    report = synced(assistant)
    files = list(assistant.accounts()) if options.report else []
    if options.json:
        told = plain_report(files) if options.report else {}
        print_json({**asdict(report), **told})
    else:
        teller(options)(report)
        if options.report:
            show_accounts(files, totals(files))
    if options.watch:
        _watch(assistant, options)
    return 0


def _discard(options: argparse.Namespace) -> None:
    """Delete the index, once it is sure that another one can be made."""
    from index.embedding import open_embedder
    from index.store import PassageStore
    from index.store_place import store_of
    from index.syncing import check_documents
    from qa.reader import open_reader

    check_documents(Path(options.folder))  # a drive that is not there must not cost an index
    settings = settings_of(options)
    open_reader(settings.reader, open_embedder(settings.model))  # nor must a mistyped model
    PassageStore.discard(store_of(options.folder, options.store))


def _watch(assistant: "Assistant", options: argparse.Namespace) -> None:
    """Follow the folder until Ctrl+C, which is how this is meant to end."""
    from qa.terminal import print_json

    def tell_json(report: "SyncReport") -> None:
        print_json(asdict(report))
        sys.stdout.flush()

    if not options.log_json:
        print(f"Following {options.folder} (stop it with Ctrl+C)", file=sys.stderr, flush=True)
    tell = tell_json if options.json else teller(options)
    with suppress(KeyboardInterrupt):
        assistant.watcher(on_sync=if_changed(tell)).run()


def doctor(options: argparse.Namespace) -> int:
    """Look an index over and mend it if asked to; return 1 if something is wrong with it."""
    from index.doctor import examine
    from index.embedding import open_embedder
    from index.folder import check_folder
    from index.store_place import store_of
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

    def sync_again(store: "PassageStore") -> "SyncReport":
        """Read again what the mended store has not."""
        settings = settings_of(options)
        with progress_bars() as show:
            report = sync(
                Path(options.folder),
                store,
                embedder,
                max_file_bytes=settings.max_file_bytes,
                ocr=settings.ocr,
                progress=show,
            )
        teller(options)(report)
        return report

    return mend(folder, embedder, checkup, sync=sync_again)
