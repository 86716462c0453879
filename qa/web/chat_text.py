"""Makes the Markdown of chat messages, in which a quote may not act as markup.

The chat widget renders every message as GitHub-flavoured Markdown with raw HTML. A quote is
neutralised so that it shows letter for letter: no emphasis, list, link, image, table, element or
entity of its own.
"""

import re

from qa.types import Answer, Statement
from qa.web import wording
from qa.web.links import Reference, nearest_href, references_of

_ACTIVE = re.compile(r"[\\`*_\[\]~|@$]|(?i:(?<=\bhttp)|(?<=\bhttps)|(?<=\bftp)):(?=//)")
_BARE_LINK = re.compile(r"\b(www)\.", re.IGNORECASE)
_LEADING = re.compile(r"^(?:[-+=#]|(\d+)(?=[.)]))")


def neutralised(text: str) -> str:
    """Return Markdown that shows `text` as it is, on one line; only white space is folded.

    `&` and `<` become entities and are not escaped by a backslash, because the widget looks for
    tags before it parses Markdown.
    """
    line = " ".join(text.split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _ACTIVE.sub(r"\\\g<0>", line)
    line = _BARE_LINK.sub(r"\1\\.", line)
    return _LEADING.sub(lambda m: f"{m[1]}\\" if m[1] else f"\\{m[0]}", line)


def answer_message(answer: Answer) -> str:
    """Return an answer as its quotes with numbered links, an abstention as a line with one link."""
    if answer.answered:
        links = {c.number: Reference.of(c).href for c in answer.citations}
        return "\n\n".join(_quote(statement, links) for statement in answer.statements)
    line = neutralised(answer.text)
    if not answer.hits:
        return line
    return f"{line}\n\n[{wording.NEAREST_PASSAGES}]({nearest_href(references_of(answer))})"


def _quote(statement: Statement, links: dict[int, str]) -> str:
    """Return one quote after its remark, which names files, and followed by its numbers."""
    pills = " ".join(f"[{number}]({links[number]})" for number in statement.numbers)
    remark = f"{neutralised(statement.remark)} " if statement.remark else ""
    return f"{remark}{neutralised(statement.text)} {pills}"
