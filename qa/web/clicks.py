"""What the page asks for when a link in the chat or a button of a passage is clicked.

The page sends plain JSON that anybody could have sent instead: `parse_click` turns it into one of
the values below, or None.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.web.links import MAX_REFERENCES, Reference, parse_nearest, parse_reference


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPassages:
    """Bring back the passages of an earlier message; an abstention's have no quotes."""

    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """Show a whole document at one passage."""

    reference: Reference
    as_page: bool = False
    """Whether to show the picture of the page, where the file has pages, rather than the text."""


Click = ShowPassages | OpenDocument


def parse_click(data: object) -> Click | None:
    """Return what a click asks for.

    Args:
        data: `{"show": [[href, text], ...]}` with every link of a message in order, or
            `{"open": href}`, or `{"draw": href}` for the picture of its page.
    """
    if not isinstance(data, Mapping):
        return None
    for wish in ("open", "draw"):
        if wish in data:
            reference = parse_reference(data[wish])
            as_page = wish == "draw"
            return OpenDocument(reference=reference, as_page=as_page) if reference else None
    links = data.get("show")
    if not isinstance(links, list) or not 0 < len(links) <= MAX_REFERENCES:
        return None
    references = tuple(reference for link in links for reference in _parse_link(link))
    return ShowPassages(references=references) if references else None


def parse_removal(data: object) -> str | None:
    """Return the file that a press on its button asks to remove: `{"remove": source}`."""
    source = data.get("remove") if isinstance(data, Mapping) else None
    return source if isinstance(source, str) else None


def _parse_link(link: object) -> tuple[Reference, ...]:
    """Return what one `[href, text]` of a message refers to; empty when it is malformed."""
    match link:
        case [href, text]:
            reference = parse_reference(href, text)
            return (reference,) if reference else parse_nearest(href)
        case _:
            return ()
