"""Tells Markdown that this page made from any other, which a browser may send back in its place.

A conversation is kept by the browser alone. Whoever can write to its storage could put an image, a
form or a link of another site into an answer, so only the few forms of `chat_text` are shown as
Markdown; anything else is shown letter for letter.
"""

import re

from qa.web import wording
from qa.web.chat_text import SEARCHED_HREF, literal

_PASSAGE = r"#p-[0-9a-f]{16}(?:\.[0-9]{1,12}\.[0-9]{1,12})?"
_NEAREST = r"#n-[0-9a-f]{16}(?:\.[0-9a-f]{16})*"
_UNIT = re.compile(
    r"\\[!-/:-@\[-`{-~]|&(?:amp|lt|gt|#32|#9);|</?strong>"
    rf"|\[[1-9][0-9]{{0,2}}\]\({_PASSAGE}\)"
    rf"|\[{re.escape(wording.NEAREST_PASSAGES)}\]\({_NEAREST}\)"
)
_SEARCHED = re.compile(rf"<small>([^\[\n]*)\[([^\n]*)\]\({SEARCHED_HREF}\)</small>(?=\n|$)")
_ACTIVE = re.compile(
    r"[\\`*_\[\]~|@$<>&]|(?:https?|ftp)://|\bwww\.|^(?:[-+=#\s]|\d+[.)])",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK = re.compile(r"\n\s*\n")


def as_made(markdown: str) -> str:
    """Return Markdown of this page's making as it is, any other so that it shows as text."""
    return markdown if is_made(markdown) else literal(markdown)


def is_made(markdown: str) -> bool:
    """Whether nothing in it acts but what this page puts into a message."""
    searched = _SEARCHED.match(markdown)
    if searched is None:
        return _is_inert(markdown)
    rest = markdown[searched.end() :].lstrip("\n")
    return all(map(_is_inert, (*searched.groups(), rest)))


def _is_inert(markdown: str) -> bool:
    """Whether each character that could act is escaped, or belongs to one of our links."""
    lines = _BLANK.sub("\n", markdown.strip("\n"))
    return _ACTIVE.search(_UNIT.sub("\0", lines)) is None
