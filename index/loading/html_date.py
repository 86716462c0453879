"""When a page says it was published: in its metadata, its linked data or a time near its top."""

import json
import re
from collections.abc import Iterator

from lxml import etree

from index.dates import full_date

_NAMES = (
    *("article:published_time", "og:published_time", "datepublished", "citation_publication_date"),
    *("citation_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date"),
    *("dcterms.created", "publish-date", "publishdate", "pubdate", "parsely-pub-date"),
    *("sailthru.date", "date"),
)
"""Names of metadata, the most exact first."""

_NAME_ATTRIBUTES = ("property", "name", "itemprop")

_LONG_PARAGRAPH = 80
"""Characters from which a paragraph is the article's text rather than its byline."""

_MOST_VALUES = 10_000
"""Of linked data, looked at: a list of all pages of a site says nothing of this one."""

_SPACE = re.compile(r"\s+")


def published_date(root: etree._Element) -> str:
    """Return the date of a page, empty where none or several are stated."""
    return _of_metadata(root) or _of_linked_data(root) or _of_time(root)


def _of_metadata(root: etree._Element) -> str:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        for attribute in _NAME_ATTRIBUTES:
            if name := (element.get(attribute) or "").strip().lower():
                found.setdefault(name, full_date(element.get("content") or ""))
    return next(filter(None, (found.get(name, "") for name in _NAMES)), "")


def _of_linked_data(root: etree._Element) -> str:
    """Return the one `datePublished` of the JSON-LD blocks; a page of many articles has many."""
    dates = set()
    for element in root.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json":
            dates |= set(_published("".join(element.itertext())))
    return dates.pop() if len(dates) == 1 else ""


def _published(linked_data: str) -> Iterator[str]:
    try:
        pending = [json.loads(linked_data)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_VALUES):
        if not pending:
            return
        value = pending.pop()
        if isinstance(value, dict):
            date = value.get("datePublished")
            if isinstance(date, str) and full_date(date):
                yield full_date(date)
            pending += value.values()
        elif isinstance(value, list):
            pending += value


def _of_time(root: etree._Element) -> str:
    """Return the date of a time element above the text, menus and margins aside."""
    for element in root.iter("time", "p"):
        if element.tag == "p":
            if len(_SPACE.sub(" ", "".join(element.itertext()))) > _LONG_PARAGRAPH:
                return ""
            continue
        is_aside = next(element.iterancestors("nav", "aside", "footer"), None) is not None
        date = full_date(element.get("datetime") or "")
        if date and not is_aside:
            return date
    return ""
