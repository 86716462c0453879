"""The commands that measure answers, and fit how sure they are."""

import argparse
from typing import TYPE_CHECKING

from qa.commands.opening import open_library, remark, synced

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.question_file import KnownQuestion

N_OWN_QUESTIONS = 200
"""Questions a library asks itself where no file of questions is given."""

SHOWN_ERRORS = (0.05, 0.1, 0.2, 0.3, 0.4)


def evaluate(options: argparse.Namespace) -> int:
    """Measure answers to known questions; return 1 if a figure is worse than in a kept report."""
    from qa.evaluation import evaluate as ask_all
    from qa.evaluation import own_questions
    from qa.evaluation_report import changes, keep, load_figures, summary
    from qa.question_file import drawn, load_questions
    from qa.terminal import progress_bars

    before = load_figures(options.compare) if options.compare else {}
    written = load_questions(options.questions) if options.questions else None
    assistant = open_library(options)
    synced(assistant)
    if options.thumbs:
        questions = _judged(assistant, options)
    elif written is None:
        questions = own_questions(assistant, options.n_questions or N_OWN_QUESTIONS)
    else:
        kept = [q for q in written if q.answerable or not options.answerable]
        questions = drawn(kept, options.n_questions)
    with progress_bars() as show:
        report = ask_all(assistant, questions, progress=lambda *done: show("asking", *done))
    made_up = written is None and not options.thumbs
    print("\n".join(summary(report, own_questions=made_up)))
    if options.report:
        keep(report, options.report)
    changed = changes(before, report)
    print("\n".join(map(str, changed)), end="\n" if changed else "")
    return 1 if any(change.worse for change in changed) else 0


def _judged(assistant: "Assistant", options: argparse.Namespace) -> "list[KnownQuestion]":
    """Return what readers judged; say how much of it the library no longer holds."""
    from qa.question_file import drawn
    from qa.thumbed_questions import thumbed_questions
    from qa.thumbs import Thumbs

    thumbs = Thumbs(assistant.store_folder).standing()
    found = list(thumbed_questions(assistant, thumbs))
    if gone := len(thumbs) - len(found):
        remark(options, f"Left out: {gone} of {len(thumbs)} verdicts, whose quotes are gone")
    if not found:
        remark(options, "No verdicts of readers yet: they are given in the page of qa serve")
    kept = [question for question in found if question.answerable or not options.answerable]
    return drawn(kept, options.n_questions)


def calibrate(options: argparse.Namespace) -> int:
    """Fit how sure answers are to a folder and show what each share of errors costs."""
    from qa.calibration import N_QUESTIONS
    from qa.calibration import calibrate as fit
    from qa.terminal import progress_bars

    assistant = open_library(options)
    synced(assistant)
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
