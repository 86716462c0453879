"""The list of a document that a sentence leads into or is an item of: zones, criteria, steps."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.types import Lexicon, Passage, Range
from qa.features import coverage
from qa.neighbours import gap_before, sentence_text
from qa.question import Question
from qa.reader import Reading

MAX_ITEMS = 6
"""Items quoted beside the sentence that answers."""

_HEADING_COVERS = 0.5
"""Share of a question's weight that a heading and the title hold, for the list right below it to be
what is asked for."""

_ITEM_MARK = re.compile(r"(?:[-*+•◦▪‣·–—]|(?P<number>\d{1,3})[.)]|[a-z]\))\s+(?:\[[ xX]\]\s+)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """A list with the sentence that belongs to it."""

    readings: tuple[Reading, ...]
    """As it is told: numbered items in their order, else the sentence before the other items."""
    is_numbered: bool
    """Whether all items are, as steps are."""


def kept_list(question: Question, reading: Reading, lexicon: Lexicon) -> KeptList | None:
    """Return the list that a reading belongs to, if it is what is asked for.

    It stands below a sentence with a colon, or its items are marked and right below a heading.
    """
    passage = reading.hit.passage
    place = (reading.start, reading.end)
    for lead in range(-1, len(passage.sentences)):
        items = list(_items(passage, lead))
        if len(items) < 2 or not _is_about(question, passage, lead, lexicon):
            continue
        places = [passage.sentences[i] for i in items]
        is_numbered = all((mark := _mark(passage, i)) and mark["number"] for i in items)
        if place in places:
            told = _told_with(place, places, in_order=is_numbered)
        elif lead >= 0 and place == passage.sentences[lead]:
            told = [place, *places[:MAX_ITEMS]]
        else:
            continue
        readings = tuple(
            reading if one == place else replace(reading, start=one[0], end=one[1], span=None)
            for one in told
        )
        return KeptList(readings=readings, is_numbered=is_numbered)
    return None


def _told_with(place: Range, places: Sequence[Range], *, in_order: bool) -> list[Range]:
    """Return an item with others of its list."""
    if not in_order:
        return [place, *[other for other in places if other != place][:MAX_ITEMS]]
    first = max(0, places.index(place) - MAX_ITEMS)
    return list(places[first : first + MAX_ITEMS + 1])


def _items(passage: Passage, lead: int) -> Iterator[int]:
    """Yield the sentences that open the items of the list below a sentence; -1 for the heading."""
    if lead >= 0 and not sentence_text(passage, lead).endswith((":", "：")):
        return
    marked: bool | None = None
    for i in range(lead + 1, len(passage.sentences)):
        gap = gap_before(passage, i)
        has_mark = bool(_mark(passage, i))
        if i and "\n" not in gap:
            if marked is None:
                return
            continue  # an item's second sentence
        if marked is None:
            if lead < 0 and not has_mark:
                return
            marked = has_mark
        elif has_mark is not marked or not (marked or gap.count("\n") == 1):
            return
        yield i


def _is_about(question: Question, passage: Passage, lead: int, lexicon: Lexicon) -> bool:
    """Say whether a list's lead or heading has a word of the question; a heading alone, most."""
    told = passage.heading if lead < 0 else f"{passage.heading}\n{sentence_text(passage, lead)}"
    words = frozenset(lexicon.terms(told))
    if lead < 0 and coverage(question, words | _title(passage, lexicon)) < _HEADING_COVERS:
        return False
    return bool(words & (question.focus or question.weights.keys()))


def _title(passage: Passage, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.terms(passage.title))


def _mark(passage: Passage, i: int) -> re.Match[str] | None:
    return _ITEM_MARK.search(gap_before(passage, i))
