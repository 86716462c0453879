"""Bytes to text without a character changed in silence; what was guessed or replaced is named.

The order is: byte order mark, UTF-8, what an HTML page declares, what the bytes look like. Line
ends stay as they are, so that offsets count the characters of the file itself.
"""

import codecs
import contextlib
import re

import charset_normalizer

from index.errors import UnreadableDocumentError
from index.loading.alphabets import encoding_by_letters
from index.loading.detection import signature_of

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16's, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_SHIFTS = re.compile(rb"\x1b\$[@B].{2,}?\x1b\([BJ]", re.S)
"""How ISO-2022-JP goes to double bytes and back; it would be valid UTF-8, too."""

_MOST_CONTROLS = 0.01
"""Text hardly has control characters; a share above this is taken for binary data."""

_SAMPLE_BYTES = 20_000
"""Bytes looked at to guess a legacy encoding, from the first that is not ASCII."""

_NEVER_GUESSED = ("utf_7", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le")
"""Nearly any bytes are valid in these; real ones are recognized by their marks and zeros."""

_LEAST_ODD_BYTES = 3
"""Fewer bytes beyond ASCII that make no sense in cp1252 say nothing of the encoding: damage."""

_ODD_BYTES = re.compile(rb"[\x80-\xff]")

_SENSIBLE_SHARE = 0.95

_ODD = re.compile(r"[^\x00-\x7f]")
_ACCENTED = re.compile(
    r"(?<=[A-Za-z])[À-ÖØ-öø-ÿŒœŸ]{1,2}|[À-ÖØ-öø-ÿŒœŸ]{1,2}(?=[A-Za-z])|\b[àéèóôöåÀÉÖÅ]\b"
)
_TYPOGRAPHIC = re.compile(r"[€£¢¥§©®°™•…‘’‚“”„†‡‹›«»–—\xa0]|\B[¡¿]|(?<=\d)[²³¹½¼¾ªº]|\s[×÷±µ½¼¾]")
_KANA = re.compile("[\u3041-\u30ff]")
_KANA_SHARE = 0.2
_NOT_WESTERN = re.compile("[ŠŽšžÝÞÐýþð]")
"""Rare in cp1252; the same bytes are common letters of Czech and Slovene or of Turkish."""

_DECLARED_ALIASES = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}
"""What browsers take these names for (WHATWG Encoding Standard, section 4.2)."""


def decode(data: bytes, source: str, *, declared: str | None = None) -> tuple[str, str]:
    """Return the text of a file and how its bytes became text.

    Args:
        data: All bytes of the file.
        source: Names the file in messages.
        declared: The encoding the content itself names, believed if it is not UTF-8.

    Raises:
        UnreadableDocumentError: If the bytes are white space, binary or in no known encoding.
    """
    if not data.strip():
        raise _unreadable(source, "only white space", "Write something into it or remove it")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    if unmarked := _unmarked_utf16(data):
        return data.decode(unmarked), unmarked
    if _SHIFTS.search(data):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode("iso2022_jp"), "iso2022_jp"
    _refuse_binary(data, source)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _decode_other(data, source, declared, error.start)


def _decode_marked(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        if encoding == "utf-8":
            return _decode_damaged_utf8(data)
        text = data.decode(encoding, "replace")
        return text, f"{encoding} ({_count(text.count(chr(0xFFFD)), 'character')} replaced)"


def _decode_damaged_utf8(data: bytes) -> tuple[str, str]:
    n_replaced = len(re.findall("[\udc80-\udcff]", data.decode("utf-8", "surrogateescape")))
    return data.decode("utf-8", "replace"), f"utf-8 ({_count(n_replaced, 'byte')} replaced)"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _decode_other(
    data: bytes, source: str, declared: str | None, first_odd: int
) -> tuple[str, str]:
    """Decode what is not valid UTF-8: damaged UTF-8, what is declared, what it looks like."""
    if _is_mostly_utf8(data):
        return _decode_damaged_utf8(data)
    for encoding in filter(None, (_known_encoding(declared), _guess(data, first_odd))):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    if _n_odd(data) < _LEAST_ODD_BYTES:
        return _decode_damaged_utf8(data)
    raise _unreadable(source, "bytes in no known encoding", "Save it as UTF-8")


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more non-ASCII bytes belong to valid UTF-8 sequences than do not.

    Text of another encoding forms such a sequence about never.
    """
    lenient = data.decode("utf-8", "surrogateescape")
    n_broken = len(re.findall("[\udc80-\udcff]", lenient))
    n_valid = len(re.findall("[^\x00-\x7f\udc80-\udcff]", lenient))
    return n_valid > n_broken


def _known_encoding(name: str | None) -> str | None:
    """Return a name of the encoding that Python can decode, None if there is none."""
    if not name:
        return None
    name = _DECLARED_ALIASES.get(name.lower(), name)
    try:
        b"a".decode(name)
        return codecs.lookup(name).name
    except (LookupError, UnicodeDecodeError):
        return None


def _guess(data: bytes, first_odd: int) -> str | None:
    start = max(0, first_odd - _SAMPLE_BYTES // 4)
    sample = data[start : start + _SAMPLE_BYTES]
    if encoding := encoding_by_letters(sample) or _japanese(sample):
        return encoding
    if _looks_western(sample):
        return "cp1252"
    if _n_odd(data) < _LEAST_ODD_BYTES:
        return None
    best = charset_normalizer.from_bytes(sample, cp_exclusion=list(_NEVER_GUESSED)).best()
    return best.encoding if best else None


def _japanese(sample: bytes) -> str | None:
    """Return the encoding in which a fair share of a sample are kana, which no other text has."""
    for encoding in ("euc_jp", "cp932"):
        text = sample.decode(encoding, "replace")
        if len(_KANA.findall(text)) > _KANA_SHARE * len(_ODD.findall(text)):
            return encoding
    return None


def _n_odd(data: bytes) -> int:
    return len(_ODD_BYTES.findall(data))


def _looks_western(sample: bytes) -> bool:
    """Whether nearly all that is not ASCII makes sense in cp1252.

    It then is an accented letter beside a plain one, or a typographic sign. charset-normalizer
    takes short French for Baltic and "£5" for Japanese.
    """
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    n_odd = len(_ODD.findall(text))
    n_sensible = sum(map(len, _ACCENTED.findall(text))) + len(_TYPOGRAPHIC.findall(text))
    return not _NOT_WESTERN.search(text) and n_sensible >= _SENSIBLE_SHARE * n_odd


def _unmarked_utf16(data: bytes) -> str | None:
    """Recognize UTF-16 without a mark: mostly Latin text has zeros at every second byte."""
    even, odd = data[0:2000:2], data[1:2000:2]
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros.count(0) > 0.5 * len(zeros) and others.count(0) == 0 and len(data) % 2 == 0:
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return None


def _refuse_binary(data: bytes, source: str) -> None:
    if kind := signature_of(data):
        raise _unreadable(source, kind.name, "Convert it to text or remove it")
    n_zeros = data.count(0)
    if n_zeros or len(_CONTROLS.findall(data)) > _MOST_CONTROLS * len(data):
        found = f"binary data ({_count(n_zeros, 'zero byte')})" if n_zeros else "binary data"
        raise _unreadable(source, found, "Convert it to text or remove it")


def _unreadable(source: str, found: str, advice: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(f"Expected text in '{source}', found {found}. {advice}")
