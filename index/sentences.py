"""Where sentences begin and end; the marks in front of a list item belong to none.

sentencex reads English rules, which serve other languages with full stops and East Asian ones too.
It is given bounded pieces in which all white space is a space: some of its rules take time that
grows with the square of the length, and some fail on white space outside of ASCII.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

from index.types import Range

_LANGUAGE = "en"

_WINDOW = 4_000
"""Characters looked at together; a sentence that is longer ends at a space near there."""

_LONG_SPEECH = 400
"""A sentence this long that holds quotation marks or brackets may hold whole sentences."""

_MARKS = re.compile(
    r"(?:\s+|[-*+•◦▪‣·–—|](?=\s)|\||>+|\d{1,3}[.)](?=\s)|[a-z]\)(?=\s)|\[[ xX]\](?=\s)"
    r"|(?:```|~~~)\S*)+"
)
_OTHER_SPACE = re.compile(r"[^\S ]")
_SPEECH_MARKS = re.compile(r"[\"“”„«»‹›()\[\]「」『』]")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[.!?][)\]]\s+(?=\S)")
"""A whole sentence in brackets, which sentencex joins with the next one."""

_SPACED_STOP = re.compile(r"(?<=\s[.!?])\s+(?=\S)")
_NUMBER_ALONE = re.compile(r"\W*(?:\d{1,3}[.)]?|[A-Za-z][.)])\W*")
_UNFINISHED = re.compile(
    r"(?<![^\W_])(?:"
    r"(?:Ms|Mx)\.\s+\S"  # a name has to follow
    r"|(?:Vols?|Eqs?|Figs|Nos|Chaps?|[Aa]pprox|Tel|Ext|Abs)\.\s+[\d(+]"  # a number has to follow
    r"|[A-Z][a-z]{0,3}\.\s+[a-z]"  # "The Govt. of India", "of An. gambiae"
    r"|[A-Za-z]\.[A-Za-z]"  # "Non-U.S."
    r")\Z"
)
"""Ends that sentencex takes for ends of sentences, with the character that follows them."""

_UNFINISHED_CHARACTERS = 12
_TAIL_MARKS = ("|", "```", "~~~")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_CUTTING_PLACE = re.compile(r"[\s,;:、，；：。](?=.)", re.S)


class Sentence(NamedTuple):
    """A range of a block; the sentences of a block hold all of it but white space.

    A tuple is made in a fifth of a frozen dataclass's time, and a large file has a million.
    """

    start: int
    end: int
    quote: Range | None
    """The words without the marks around them; None where there are only marks."""


def sentences_of(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Yield the sentences of one block in order."""
    marks = _MARKS.match(text, start, end)
    first = start
    body_start = marks.end() if marks else start
    body = _OTHER_SPACE.sub(" ", text[body_start:end])
    for stop in _stops(body):
        if _goes_on(body, stop) or (
            body_start + stop < end and _NUMBER_ALONE.fullmatch(text, first, body_start + stop)
        ):
            continue
        yield _sentence(text, first, body_start + stop, quote_from=max(first, body_start))
        first = body_start + stop
    if first < end:
        yield _sentence(text, first, end, quote_from=max(first, body_start))


def whole_sentence(text: str, start: int, end: int) -> Sentence:
    """Return a block as one sentence, such as the row of a table."""
    marks = _MARKS.match(text, start, end)
    return _sentence(text, start, end, quote_from=marks.end() if marks else start)


def _goes_on(body: str, stop: int) -> bool:
    """Whether a sentence goes on where one was taken to end."""
    if stop >= len(body):
        return False
    around = body[max(0, stop - _UNFINISHED_CHARACTERS) : stop + 1]
    return _UNFINISHED.search(around) is not None


def cut(text: str, sentence: Sentence, most_characters: int) -> Iterator[Sentence]:
    """Yield a sentence in pieces of limited length, ended at a space or comma if there is one."""
    start = sentence.start
    if sentence.end - start <= most_characters:
        yield sentence
        return
    while sentence.end - start > most_characters:
        stop = _cutting_place(text, start, start + max(1, most_characters))
        yield _sentence(text, start, stop, quote_from=_quote_start(sentence, start))
        start = stop
    yield _sentence(text, start, sentence.end, quote_from=_quote_start(sentence, start))


def _quote_start(sentence: Sentence, start: int) -> int:
    return max(start, sentence.quote[0]) if sentence.quote else sentence.end


def _sentence(text: str, start: int, end: int, *, quote_from: int) -> Sentence:
    """Return a sentence; its covered range and its quote lose their outer white space."""
    words = text[start:end].lstrip()
    cover_start = quote_start = end - len(words)
    words = words.rstrip()
    cover_end = cover_start + len(words)
    if quote_from > cover_start:
        words = text[quote_from:cover_end].lstrip()
        quote_start = cover_end - len(words)
    if words.endswith(_TAIL_MARKS):
        words = _without_tail_marks(words)
    quote_end = quote_start + len(words)
    has_words = _WORD_CHARACTER.search(text, quote_start, quote_end)
    return Sentence(cover_start, cover_end, (quote_start, quote_end) if has_words else None)


def _without_tail_marks(words: str) -> str:
    """Return words without the fence or cell border behind them."""
    if words.endswith(("\n```", "\n~~~", "\r```", "\r~~~")):
        words = words[:-3]
    return words.removesuffix("|").rstrip()


def _stops(body: str) -> Iterator[int]:
    """Yield where the sentences of a text end, its own end included."""
    position = 0
    while position < len(body):
        window = body[position : position + _WINDOW]
        stops = _window_stops(window)
        if position + len(window) < len(body):
            stops = stops[:-1] or [window.rfind(" ") + 1 or len(window)]
        yield from (position + stop for stop in stops)
        position += stops[-1]


def _window_stops(window: str) -> list[int]:
    """Return where the sentences of a window end, those within speech and brackets too."""
    boundaries = sentencex.get_sentence_boundaries(_LANGUAGE, window)
    if not (_SPEECH_MARKS.search(window) or _has_spaced_stop(window)):
        return [found["end_index"] for found in boundaries]
    stops = []
    for found in boundaries:
        start, end = found["start_index"], found["end_index"]
        while bracketed := _BRACKETED.match(window, start, end):
            start = bracketed.end()
            stops.append(start)
        sentence = window[start:end]
        if len(sentence) > _LONG_SPEECH and _SPEECH_MARKS.search(sentence):
            inner = sentencex.get_sentence_boundaries(_LANGUAGE, _SPEECH_MARKS.sub(" ", sentence))
            stops += [start + one["end_index"] for one in inner[:-1]]
        elif _has_spaced_stop(sentence):
            stops += [start + match.end() for match in _SPACED_STOP.finditer(sentence)]
        stops.append(end)
    return stops


def _has_spaced_stop(text: str) -> bool:
    return " ." in text or " ?" in text or " !" in text


def _cutting_place(text: str, start: int, limit: int) -> int:
    """Return where to cut at or before a limit: behind a space or comma of the second half."""
    half = start + (limit - start) // 2
    places = [match.end() for match in _CUTTING_PLACE.finditer(text, half, limit)]
    if places:
        return places[-1]
    stop = limit
    while stop > half + 1 and (
        unicodedata.combining(text[stop]) or "\u200d" in text[stop - 1 : stop + 1]
    ):
        stop -= 1
    return stop
