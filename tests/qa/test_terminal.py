"""What a sync says of removed text is what it found."""

import pytest

from index.types import Erasure, SyncReport
from qa.terminal import show_report


def report_of(erasure: Erasure) -> SyncReport:
    return SyncReport(
        added=(),
        changed=("a.txt",),
        moved=(),
        skipped=(),
        n_unchanged=2,
        removed=("b.txt", "c.txt"),
        n_embedded=1,
        erasure=erasure,
    )


@pytest.mark.parametrize(
    ("erasure", "line"),
    [
        (
            Erasure(n_files=3, n_compared=3, remaining=()),
            "Removed text is gone from the index: 3 files checked\n",
        ),
        (
            Erasure(n_files=1, n_compared=1, remaining=()),
            "Removed text is gone from the index: 1 file checked\n",
        ),
        (
            Erasure(n_files=3, n_compared=2, remaining=()),
            "Removed text is gone from the index: written anew, for not all could be looked for\n",
        ),
        (
            Erasure(n_files=3, n_compared=3, remaining=("catalog.sqlite-wal",)),
            "Removed text is still in the index (catalog.sqlite-wal): another process may be"
            " reading it. The next sync removes it\n",
        ),
        (Erasure(n_files=0, n_compared=0, remaining=()), ""),
    ],
)
def test_a_report_says_whether_removed_text_is_gone(
    erasure: Erasure, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_report(report_of(erasure))

    assert capsys.readouterr().err == f"1 changed, 2 removed, 2 unchanged\n{line}"
