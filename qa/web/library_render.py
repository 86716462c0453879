"""Makes the HTML of the library tab; the templates escape whatever they insert."""

from collections.abc import Sequence

from index.audit import FileAccount, Totals
from index.findings import Checkup
from qa.web.render import TEMPLATES


def library_view(
    accounts: Sequence[FileAccount], *, n_found: int, totals: Totals, may_remove: bool
) -> str:
    """Return the HTML of the library's files and what became of their characters.

    Args:
        accounts: Of the files shown.
        n_found: Files that were to be shown; more than there are accounts if they are too many.
        totals: The sums over all files of the library.
        may_remove: Whether each file has a button to remove it.
    """
    return TEMPLATES.get_template("library.html").render(
        accounts=accounts, n_found=n_found, totals=totals, may_remove=may_remove
    )


def checkup_view(checkup: Checkup) -> str:
    """Return the HTML of what looking the index over came to."""
    return TEMPLATES.get_template("checkup.html").render(checkup=checkup)


def news(lines: Sequence[str]) -> str:
    """Return the HTML of what was just done, a line each."""
    return TEMPLATES.get_template("news.html").render(lines=lines)
