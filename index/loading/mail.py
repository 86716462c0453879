"""Mails as their reader sees them: who wrote to whom and when, then the text.

Where a mail holds its text twice, plain and as a page, the plain one is taken. Attachments are
named, not read; a mail inside of a mail is part of the text.
"""

import email
import re
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from index.dates import full_date
from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.html_blocks import read_page
from index.loading.html_rows import add_blocks
from index.loading.layout import Layout
from index.loading.text import paragraph_ranges

_SHOWN = ("From", "To", "Cc", "Date")

_BROKEN = (MessageError, LookupError, ValueError, TypeError, AttributeError)
"""What Python's parser raises for some headers that are not well-formed."""

_STATEFUL = re.compile(r"iso-?2022|hz|utf-?7", re.I)
"""Encodings of plain ASCII bytes, which would be taken for UTF-8."""

_SOFT_BREAK = re.compile(r"(?<!^--) \r?\n(?![\r\n>])", re.M)
"""Where a paragraph goes on in a text that is "flowed" (RFC 3676); "-- " begins a signature."""

_MOST_PARTS = 1_000
"""A mail has a handful of parts; one with more than this was made to be slow."""


@dataclass(slots=True)
class _Mail:
    """What is gathered of a mail."""

    source: str
    layout: Layout = field(default_factory=Layout)
    encoding: str = "us-ascii"
    remarks: list[str] = field(default_factory=list)


def load_mail(data: bytes, source: str) -> Content:
    """Load a mail; its subject is the title."""
    try:
        message = email.message_from_bytes(data.lstrip())
    except (RecursionError, *_BROKEN) as error:
        raise _no_mail(source, "one nested too deeply") from error
    if not any(_header(message, name) for name in ("From", "Subject", "Date")):
        raise _no_mail(source, "none of the headers From, Subject and Date")
    mail = _Mail(source)
    _add_all(mail, message)
    return mail.layout.content(
        title=_header(message, "Subject"),
        encoding=mail.encoding,
        date=_date(message),
        remarks=tuple(mail.remarks),
    )


def _no_mail(source: str, found: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"Expected a mail in '{source}', found {found}. Save it again, or as .txt if it is text"
    )


def _add_all(mail: _Mail, message: Message) -> None:
    """Add a message with the parts and messages inside of it, in order."""
    pending = [(message, 1, True)]
    n_parts = 0
    while pending:
        part, level, is_message = pending.pop()
        n_parts += 1
        if n_parts > _MOST_PARTS:
            raise _no_mail(mail.source, f"more than {_MOST_PARTS:,} parts")
        if is_message:
            _add_headers(mail.layout, part, level)
        payload = part.get_payload()
        if isinstance(payload, list):
            holds_message = part.get_content_maintype() == "message"
            shown = _shown(part, [child for child in payload if isinstance(child, Message)])
            level += holds_message
            pending += [(child, level, holds_message) for child in reversed(shown)]
        else:
            _add_part(mail, part, level)


def _shown(part: Message, children: list[Message]) -> list[Message]:
    """Return what a reader is shown of the parts: all, or the plain one of alternatives."""
    if part.get_content_type() != "multipart/alternative" or not children:
        return children
    plain = (c for c in children if c.get_content_type() == "text/plain" and _bytes_of(c).strip())
    return [next(plain, children[-1])]


def _add_headers(layout: Layout, message: Message, level: int) -> None:
    layout.add_heading(_header(message, "Subject"), level)
    for name in _SHOWN:
        if value := _header(message, name):
            layout.add(f"{name}: {value}")


def _add_part(mail: _Mail, part: Message, level: int) -> None:
    name = _file_name(part)
    is_attached = bool(name) or part.get_content_disposition() == "attachment"
    if is_attached or part.get_content_maintype() != "text":
        named = f"'{name}'" if name else f"of type {part.get_content_type()}"
        mail.remarks.append(f"the attachment {named} was not read")
        return
    try:
        text = _text_of(mail, part)
    except UnreadableDocumentError:
        if _bytes_of(part).strip():
            mail.remarks.append("a part that is no text was not read")
        return
    if part.get_content_type() != "text/html":
        if str(part.get_param("format", "")).lower() == "flowed":
            text = _SOFT_BREAK.sub(" ", text)
        for start, end in paragraph_ranges(text):
            mail.layout.add(text[start:end])
        return
    add_blocks(mail.layout, read_page(text).blocks, below=level)


def _text_of(mail: _Mail, part: Message) -> str:
    try:
        declared = part.get_content_charset()
    except _BROKEN:
        declared = None
    data = _bytes_of(part)
    if declared and _STATEFUL.match(declared):
        try:
            text, mail.encoding = data.decode(declared), declared
            return text
        except (LookupError, UnicodeDecodeError):
            pass
    text, mail.encoding = decode(data, mail.source, declared=declared)
    return text


def _bytes_of(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return payload if isinstance(payload, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        return " ".join(_words_decoded(part.get_filename() or "").split())
    except _BROKEN:
        return ""


def _header(message: Message, name: str) -> str:
    """Return a header's text on one line, empty if there is none."""
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    raw = str(next(values, "")).encode("utf-8", "surrogateescape")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return " ".join(_words_decoded(" ".join(text.split())).split())


def _words_decoded(text: str) -> str:
    """Return a header with its encoded words, such as =?utf-8?q?caf=C3=A9?=, as they are read."""
    try:
        words = "".join(_decoded(chunk, charset) for chunk, charset in decode_header(text))
    except (MessageError, ValueError):
        return text
    return words if words.strip() else text


def _decoded(chunk: str | bytes, charset: str | None) -> str:
    if isinstance(chunk, str):
        return chunk
    try:
        return chunk.decode(charset or "raw-unicode-escape", "replace")
    except LookupError:
        return chunk.decode("utf-8", "replace")


def _date(message: Message) -> str:
    try:
        return full_date(parsedate_to_datetime(_header(message, "Date")).date().isoformat())
    except (*_BROKEN, OverflowError):
        return ""
