"""What happened, as values for a log that programs read: a name and fields, never a text.

Events pass through the standard library's logging at level INFO, where nobody listens by default.
No event carries words of a document or of a question.
"""

import logging
from typing import Final

from index.types import SyncReport

FIELDS: Final = "fields"
"""The attribute of a log record that holds an event's fields."""

Field = str | int | float | bool


def log_event(logger: logging.Logger, event: str, **fields: Field) -> None:
    """Log one event with its fields."""
    logger.info(event, extra={FIELDS: fields})


def log_sync(logger: logging.Logger, report: SyncReport, seconds: float) -> None:
    """Log what a sync did to every file that is not as it was, and the sums."""
    if not logger.isEnabledFor(logging.INFO):
        return
    for source in report.added:
        log_event(logger, "file added", source=source)
    for source in report.changed:
        log_event(logger, "file changed", source=source)
    for moved in report.moved:
        log_event(logger, "file moved", source=moved.source, before=moved.before)
    for source in report.removed:
        log_event(logger, "file removed", source=source)
    for skipped in report.skipped:
        log_event(logger, "file skipped", source=skipped.source, reason=skipped.reason)
    log_event(
        logger,
        "sync finished",
        seconds=round(seconds, 3),
        n_added=len(report.added),
        n_changed=len(report.changed),
        n_moved=len(report.moved),
        n_removed=len(report.removed),
        n_skipped=len(report.skipped),
        n_unchanged=report.n_unchanged,
        n_embedded=report.n_embedded,
    )
