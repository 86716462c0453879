"""What a message asks once the earlier turns are read with it; no answer's text is searched for.

A message stands alone if its own words weigh enough to find a passage. Else the search leans on
the likeliest words of earlier turns. Each counts as it is likely, so that the message's own words
decide, and a wrong guess moves little. Those that fill up what the message lacks are read with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from index.types import Lexicon, Said
from qa.carried_words import EarlierWord, earlier_words, points_back, telling_terms
from qa.conversation import Turn

ENOUGH = 2.0
"""What a message's words weigh together, in weights of the rarest word, if it stands alone."""

ENOUGH_POINTING = 4.0
"""The same for a message that points back, with `it`, `she` or `those`."""

LEAST_WORTH = 0.02
"""Below it, an earlier word is rather noise."""

MAX_WORDS = 8
"""Words a search leans on.

Chosen with `ENOUGH` on the tuning halves of `tests.benchmarks.following`, and flat around both:
with 6, mtrag-human-subset loses two points, with 12 doc2dial-val gains one."""

SHOWN_SHARE = 0.3
MAX_SHOWN = 4
"""Words of the query that is read, at least this likely beside the likeliest."""

_RARE_SHARE = 0.4
"""A word with this share of the rarest word's weight tells enough to be carried over in full."""

_ELLIPSIS = re.compile(
    r"(?:(?:and|but|or|so|ok|okay)\b[\s,]*)?(?:(?:what|how) about\b)?\s*(?P<rest>[^?.!]+)[?.!\s]*",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:and|but|or|so|what about|how about)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(?:(?:in|of|for|by|with|on|at|from|to|about|during|since|the)\s+)+", re.IGNORECASE
)
_KINDS = (
    re.compile(r"\b(?:1[5-9]|20)\d\d\b"),
    re.compile(
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november"
        r"|december)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:first|second|third|fourth|last|previous) (?:quarter|half|year|month|week|decade)\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w-])(?:\d[\d,.]*\d|\d)\b"),
    re.compile(r"(?<=\w )(?:[A-Z][\w’'-]+)(?: (?:of )?(?:[A-Z][\w’'-]+|\d{1,3}\b))*"),
)
"""Kinds of phrase that another one may take the place of: years, months, parts of a time, numbers,
names, also such as LX-40 and AquaHeat 300."""

_FIGURES = re.compile(r"\d+")

_PERSON = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_PERSONS_OWN = re.compile(r"\b(?:his|hers?)\b(?=\s+\w)", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:did|does|do|was|is|has|had|will|would|can|could) ([A-Z][\w’'-]+)")

_OWN_PERSON = re.compile(r"\b[Ww]ho(?:m|se)?\b|(?<=\w )[A-Z]\w|^[A-Z][\w’'-]+ [A-Z]\w")
"""Whom a pronoun of the same message rather means."""

_NAME = re.compile(r"[A-Z][\w’'-]+(?: (?:(?:van|von|de|der|bin|al|el|da|di) )*[A-Z][\w’'-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a message asks."""

    query: str
    """The message itself if it stands alone, else with the words most likely meant."""
    said: Said | None
    """The message and what it leans on in the search; None if it stands alone."""


def resolve(message: str, turns: Sequence[Turn], lexicon: Lexicon) -> Resolved:
    """Return what to search for.

    Args:
        message: In the user's words.
        turns: The earlier turns, oldest first.
        lexicon: The words of the library that is asked.
    """
    said = " ".join(message.split())
    if not turns:
        return Resolved(query=said, said=None)
    put_in, replaced = _substituted(said, turns)
    query = likely = put_in or _with_name(said, turns)
    own = telling_terms(said, lexicon)
    shares = {term: 1.0 for term in telling_terms(query, lexicon) if term not in own}
    missing = _missing(query, lexicon)
    if missing > 0 and (worth := _worth(query, turns, lexicon, without=replaced)):
        likeliest = max(worth.values())
        shares |= {word.term: one / likeliest for word, one in worth.items()}
        likely = _with(query, worth)
        query = _with(query, _filling(missing, worth, lexicon))
    lean = Said(text=said, likely=likely, shares=shares)
    return Resolved(query=query, said=lean if query != said else None)


def _with(query: str, words: Iterable[EarlierWord]) -> str:
    """Return a query with words behind it, in the order they stood; of like codes, the last."""
    ordered = sorted((word.place, word.word) for word in words)
    last = {_like(word): word for _, word in ordered}
    return f"{query} ({' '.join(last.values())})"


def _worth(
    query: str, turns: Sequence[Turn], lexicon: Lexicon, *, without: str
) -> dict[EarlierWord, float]:
    """Return the earlier words that are worth most, best first, with what they are worth.

    None are of a phrase that another one took the place of.
    """
    full, left_out = _RARE_SHARE * _rarest(lexicon), telling_terms(without, lexicon)
    worth = {
        word: word.probability * min(1.0, lexicon.weight(word.term) / full)
        for word in earlier_words(query, turns, lexicon)
        if word.term not in left_out
    }
    best = sorted(worth, key=lambda word: -worth[word])[:MAX_WORDS]
    return {word: worth[word] for word in best if worth[word] >= LEAST_WORTH}


def _filling(
    missing: float, worth: Mapping[EarlierWord, float], lexicon: Lexicon
) -> Iterator[EarlierWord]:
    """Yield the best words that weigh what is missing, or the likeliest of them."""
    least = SHOWN_SHARE * max(worth.values())
    for word, one in islice(worth.items(), MAX_SHOWN):
        if missing <= 0 or one < least:
            return
        yield word
        missing -= lexicon.weight(word.term)


def _missing(query: str, lexicon: Lexicon) -> float:
    """Return how much weight a query lacks to stand alone; at most 0 if it lacks none."""
    enough = ENOUGH_POINTING if points_back(query) else ENOUGH
    own = sum(map(lexicon.weight, telling_terms(query, lexicon)))
    return enough * _rarest(lexicon) - own


def _rarest(lexicon: Lexicon) -> float:
    """Return what a word weighs that no passage has."""
    return lexicon.weight("")


def _with_name(query: str, turns: Sequence[Turn]) -> str:
    """Return a query with the name that was said last where `he` or `she` stood."""
    pronoun = _PERSON.search(query) or _PERSONS_OWN.search(query)
    if pronoun is None or _OWN_PERSON.search(query[: pronoun.start()]):
        return query
    name = next(filter(None, map(_person, reversed(turns))), "")
    return _PERSONS_OWN.sub(f"{name}’s", _PERSON.sub(name, query)) if name else query


def _person(turn: Turn) -> str:
    """Return the name a turn said last: of two words, or the one that its question asks about."""
    names = _NAME.findall(turn.answer) or _NAME.findall(turn.question)
    return str((names or _SUBJECT.findall(turn.question) or [""])[-1])


def _substituted(query: str, turns: Sequence[Turn]) -> tuple[str, str]:
    """Return the last question with the phrase put in that an elliptic message names, or nothing.

    With it comes the phrase that gave way. "And in 2021?" after "Who won in 2020?" asks who won in
    2021, and no more of 2020.
    """
    if not _is_elliptic(query):
        return "", ""
    phrase = _rest(query)
    question = next((t.question for t in reversed(turns) if not _is_elliptic(t.question)), "")
    for kind in _KINDS:
        new = kind.search(f"x {phrase}")
        if new and new.group() == _PREPOSITION.sub("", phrase).strip():
            olds = sorted(
                kind.finditer(question), key=lambda old: _like(old.group()) == _like(new.group())
            )
            if olds:
                start, end = olds[-1].span()
                return question[:start] + new.group() + question[end:], olds[-1].group()
            return "", ""
    return "", ""


def _like(phrase: str) -> str:
    """Return what a phrase has in common with those that differ by their figures, as Q2 and Q3."""
    return _FIGURES.sub("0", phrase) if phrase[:1].isalpha() else phrase


def _is_elliptic(message: str) -> bool:
    return bool(_LEAD.search(message.strip())) and len(_rest(message).split()) <= 4


def _rest(message: str) -> str:
    """Return the phrase that an elliptic message brings."""
    found = _ELLIPSIS.fullmatch(" ".join(message.split()))
    return found.group("rest").strip() if found else message
