"""Bytes to text, with the encoding on record and nothing replaced in silence."""

import codecs
import re

from charset_normalizer import from_bytes

from index.errors import UnreadableDocumentError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]+)""")
_DECLARED_WITHIN = 2_048
"""HTML and XML name their encoding near the beginning."""

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE = 0.01

_BROKEN_SHARE = 0.01
"""Up to this share of broken bytes, a text is UTF-8 with errors, not another encoding."""

_SAMPLE_BYTES = 100_000
"""What the guess of an encoding looks at; it takes 20 ms for that much."""


def decode(data: bytes) -> tuple[str, str]:
    """Return a file's text, line ends as they are, and the encoding it was read by.

    Raises:
        UnreadableDocumentError: If the bytes are not text.
    """
    if not data:
        raise UnreadableDocumentError("expected text, found an empty file; remove or fill it")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _replacing(data, encoding)
    _check_not_binary(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_otherwise(data)


def _decode_otherwise(data: bytes) -> tuple[str, str]:
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if declared:
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            return data.decode(name), name
        except (LookupError, UnicodeDecodeError):
            pass  # a page may declare what it is not
    text, encoding = _replacing(data, "utf-8")
    if text.count("\ufffd") <= _BROKEN_SHARE * len(text) and _has_utf8(data):
        return text, encoding
    guess = from_bytes(data[:_SAMPLE_BYTES]).best()
    return _replacing(data, guess.encoding) if guess else (text, encoding)


def _has_utf8(data: bytes) -> bool:
    """Whether some characters beyond ASCII are whole in UTF-8, which no other encoding gives."""
    return any(ord(c) > 127 for c in data.decode("utf-8", "ignore"))


def _replacing(data: bytes, encoding: str) -> tuple[str, str]:
    text = data.decode(encoding, "replace")
    n_replaced = text.count("\ufffd") - data.count("\ufffd".encode())
    if n_replaced > 0:
        return text, f"{encoding} ({n_replaced} bytes replaced)"
    return text, encoding


def _check_not_binary(data: bytes) -> None:
    n_binary = len(_BINARY.findall(data[:_SAMPLE_BYTES]))
    if b"\0" in data[:_SAMPLE_BYTES] or n_binary > _BINARY_SHARE * min(len(data), _SAMPLE_BYTES):
        raise UnreadableDocumentError(
            f"expected text, found binary data ({data[:4].hex(' ')} …); give it its right ending"
        )
