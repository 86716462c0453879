"""What each command does: answers to stdout, progress and remarks to stderr.

Each imports what it needs itself, so that `qa --help` waits for none of it.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.types import Hit, SyncReport
    from qa.assistant import Assistant
    from qa.types import Answer


N_OWN_QUESTIONS = 200
"""Questions a library asks itself where no file of questions is given."""

SHOWN_ERRORS = (0.02, 0.05, 0.1, 0.15, 0.2)


def serve(options: argparse.Namespace) -> int:
    """Index a folder and open the chat in the browser."""
    from qa.web import serve

    assistant = _open(options)
    _show_report(_sync_with_progress(assistant))
    serve(
        assistant,
        host=options.host,
        port=options.port,
        open_browser=not options.no_browser,
        on_ready=lambda url: print(f"The chat is at {url} (stop it with Ctrl+C)", flush=True),
    )
    return 0


def sync(options: argparse.Namespace) -> int:
    """Bring the index in step with a folder."""
    if options.rebuild:
        from index.folder import check_folder
        from index.store import PassageStore, store_of

        check_folder(Path(options.folder))  # a mistyped folder must not cost an index
        PassageStore.discard(store_of(options.folder, options.store))
    report = _sync_with_progress(_open(options))
    if options.json:
        _print_json(asdict(report))
    else:
        _show_report(report)
    return 0


def ask(options: argparse.Namespace) -> int:
    """Answer a question from a folder."""
    assistant = _open(options)
    _sync_with_progress(assistant)
    answer = assistant.ask(options.question, sources=options.sources, top_k=options.top_k)
    if options.json:
        _print_json({**asdict(answer), "answered": answer.answered})
    else:
        _show_answer(answer)
    return 0


def search(options: argparse.Namespace) -> int:
    """List the passages nearest to a query."""
    assistant = _open(options)
    _sync_with_progress(assistant)
    hits = assistant.search(options.query, sources=options.sources, top_k=options.top_k)
    if options.json:
        _print_json([asdict(hit) for hit in hits])
    else:
        _show_hits(hits)
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure answers to known questions; return 1 if a figure is worse than in a kept report."""
    from qa.evaluation import evaluate as ask_all
    from qa.evaluation import own_questions
    from qa.evaluation_report import changes, keep, load_figures, summary
    from qa.question_file import drawn, load_questions

    before = load_figures(options.compare) if options.compare else {}
    written = load_questions(options.questions) if options.questions else None
    assistant = _open(options)
    _sync_with_progress(assistant)
    if written is None:
        questions = own_questions(assistant, options.n_questions or N_OWN_QUESTIONS)
    else:
        kept = [q for q in written if q.answerable or not options.answerable]
        questions = drawn(kept, options.n_questions)
    with _progress() as show:
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

    assistant = _open(options)
    _sync_with_progress(assistant)
    n_questions = options.n_questions or N_QUESTIONS
    with _progress() as show:
        model = fit(
            assistant, n_questions=n_questions, progress=lambda *done: show("asking", *done)
        )
    for max_error in SHOWN_ERRORS:
        print(
            f"--max-error {max_error}: answers from a confidence of "
            f"{model.threshold(max_error):.2f} upwards"
        )
    return 0


def _open(options: argparse.Namespace) -> "Assistant":
    from qa.assistant import Assistant
    from qa.settings import Settings

    defaults = Settings()
    max_file_bytes = (options.max_file_mb or 0) * 1_000_000 or defaults.max_file_bytes
    settings = Settings(
        model=options.model,
        reader=options.reader,
        max_error=defaults.max_error if options.max_error is None else options.max_error,
        max_file_bytes=max_file_bytes,
    )
    return Assistant.open(options.folder, store=options.store, settings=settings)


def _sync_with_progress(assistant: "Assistant") -> "SyncReport":
    with _progress() as show:
        return assistant.sync(progress=show)


@contextmanager
def _progress() -> "Iterator[Callable[[str, int, int], None]]":
    """Show a bar for everything that takes longer than a second."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def show(doing: str, done: int, total: int) -> None:
        if doing not in bars:
            bars[doing] = tqdm(desc=doing, total=total, delay=1.0, leave=False)
        bars[doing].update(done - bars[doing].n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def _show_report(report: "SyncReport") -> None:
    for skipped in report.skipped:
        print(f"skipped {_shown(skipped.source)}: {skipped.reason}", file=sys.stderr)
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "moved": len(report.moved),
        "removed": len(report.removed),
        "unchanged": report.n_unchanged,
        "skipped": len(report.skipped),
    }
    print(", ".join(f"{n} {what}" for what, n in counts.items() if n), file=sys.stderr)


def _show_answer(answer: "Answer") -> None:
    from index.places import in_words

    print(answer.text)
    for citation in answer.citations:
        heading = f" · {citation.heading}" if citation.heading else ""
        print(f"  [{citation.number}] {_shown(citation.source)}, {in_words(citation)}{heading}")
    if answer.hits and not answer.answered:
        print("\nNearest passages:\n")
        _show_hits(answer.hits)


def _show_hits(hits: "Sequence[Hit]") -> None:
    from index.places import in_words

    for hit in hits:
        why = f"cosine {hit.cosine:.2f}"
        if hit.lexical:
            why += f", BM25 {hit.lexical.score:.1f}"
        if hit.matched:
            why += f", words: {', '.join(hit.matched)}"
        place = f", {in_words(hit.place)}" if hit.place else ""
        print(f"{hit.rank}. {_shown(hit.passage.source)}{place} ({why})")
        print(f"   {' '.join(hit.passage.text.split())}\n")


def _shown(source: str) -> str:
    """Return a file name that cannot break the line or drive the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in source)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
