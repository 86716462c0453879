"""Makes the Markdown of chat messages, in which a quote may not act as markup.

The chat widget renders every message as GitHub-flavoured Markdown with raw HTML. A quote is
neutralised so that it shows letter for letter: no emphasis, list, link, image, table, element or
entity of its own.
"""

import html
import re

from index.places import in_words, place_in
from qa.types import Answer, Statement
from qa.web import wording
from qa.web.links import Reference, nearest_href, references_of
from qa.web.reasons import percent

SEARCHED_HREF = "#q"
"""The link of what was searched for: it puts its words into the question box."""

_SEARCHED = re.compile(rf"<small>[^\[]*\[(.*)\]\({SEARCHED_HREF}\)</small>(?:\n|$)")
_ACTIVE = re.compile(r"[\\`*_\[\]~|@$]|(?i:(?<=\bhttp)|(?<=\bhttps)|(?<=\bftp)):(?=//)")
_BARE_LINK = re.compile(r"\b(www)\.", re.IGNORECASE)
_MADE = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:amp|lt|gt|#32|#9);")
"""What stands for another character in Markdown that this module made."""
_FOLDED = re.compile(r"[^\S\u00a0\u2007\u202f]+")
"""White space at which a line may break."""
_LEADING = re.compile(r"^(?:[-+=#]|(\d+)(?=[.)]))")


def neutralised(text: str) -> str:
    """Return Markdown that shows `text` as it is, on one line; only white space is folded.

    Spaces at which no line may break stay: they keep a number and its unit together.

    `&` and `<` become entities and are not escaped by a backslash, because the widget looks for
    tags before it parses Markdown.
    """
    return without_leading_mark(escaped(_FOLDED.sub(" ", text).strip()))


def literal(text: str) -> str:
    """Return Markdown that shows a text of several lines letter for letter; `as_typed` undoes it.

    What a line is indented by, and tabs, become entities: the widget would take them away, or take
    the line for code.
    """
    lines = text.strip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(_literal_line, lines))


def as_typed(markdown: str) -> str:
    """Return the text that `literal` or `neutralised` made Markdown of."""
    return _MADE.sub(lambda found: found[1] or html.unescape(found[0]), markdown)


def answer_message(answer: Answer) -> str:
    """Return an answer as its quotes with numbered links, an abstention as two lines and one link.

    A small line before it says what was searched for, where that is not the question.
    """
    told = _told(answer)
    return f"{_searched_for(answer.query)}\n\n{told}" if answer.resolved else told


def _searched_for(query: str) -> str:
    # A whole line of Markdown inside of an element: what is escaped must still be parsed.
    said = neutralised(wording.SEARCHED_FOR)
    return f"<small>{said} [{neutralised(query)}]({SEARCHED_HREF})</small>"


def searched_for(message: str) -> str:
    """Return the query that a message of this page says was searched for; empty if it says none."""
    found = _SEARCHED.match(message)
    return as_typed(found[1]) if found else ""


def _told(answer: Answer) -> str:
    if answer.answered:
        links = {c.number: Reference.of(c).href for c in answer.citations}
        return "\n\n".join(_quote(statement, links) for statement in answer.statements)
    line = neutralised(answer.text)
    if not answer.hits:
        return line
    link = f"[{wording.NEAREST_PASSAGES}]({nearest_href(references_of(answer))})"
    return f"{line}\n\n{neutralised(_nearest(answer))}\n\n{link}"


def _nearest(answer: Answer) -> str:
    """Return which passage came nearest, and how near it came to answering."""
    passage = answer.hits[0].passage
    return wording.NEAREST_IS.format(
        source=passage.source,
        place=in_words(place_in(passage, passage.start)),
        share=percent(answer.confidence),
    )


def _quote(statement: Statement, links: dict[int, str]) -> str:
    """Return one quote after its remark, which names files, and followed by its numbers."""
    pills = " ".join(f"[{number}]({links[number]})" for number in statement.numbers)
    remark = f"{neutralised(statement.remark)} " if statement.remark else ""
    return f"{remark}{_words(statement)} {pills}"


def _words(statement: Statement) -> str:
    """Return a statement's text, the words that answer in bold."""
    if statement.span is None:
        return neutralised(statement.text)
    start, end = statement.span
    before, answer, after = (
        escaped(part)
        for part in (statement.text[:start], statement.text[start:end], statement.text[end:])
    )
    # An element, because stars inside of words or beside punctuation are not always emphasis.
    return f"{without_leading_mark(before)}<strong>{answer}</strong>{after}"


def escaped(line: str) -> str:
    """Return Markdown in which no character of a line acts, apart from what begins the line."""
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _ACTIVE.sub(r"\\\g<0>", line)
    return _BARE_LINK.sub(r"\1\\.", line)


def _literal_line(line: str) -> str:
    text = line.lstrip(" ")
    indent = "&#32;" * (len(line) - len(text))
    made = escaped(text).replace("\t", "&#9;")
    return indent + (made if indent else without_leading_mark(made))


def without_leading_mark(line: str) -> str:
    """Return a line that begins no list, heading or underline."""
    return _LEADING.sub(lambda m: f"{m[1]}\\" if m[1] else f"\\{m[0]}", line)
