"""What a message asks once the earlier turns are read with it; no answer's text is searched for.

A message stands alone if its own words weigh enough to find a passage. What it lacks is filled up
with words of earlier turns, the likeliest first, and never beyond: a message about something new is
left as it is.
"""

import re
from collections.abc import Mapping, Sequence

from index.types import Lexicon
from qa.carried_words import EarlierWord, earlier_words, points_back, telling_terms
from qa.conversation import Turn

ENOUGH = 1.1
"""What a message's words weigh together, in weights of the rarest word, if it stands alone."""

ENOUGH_POINTING = 4.0
"""The same for a message that points back, with `it`, `she` or `those`.

Chosen with `ENOUGH` and `LEAST_PROBABILITY` on the tuning halves of `tests.benchmarks.following`;
more gains recall@5 where dialogues
stay with one document, and loses it where they wander."""

LEAST_PROBABILITY = 0.03
"""Below it, an earlier word is rather noise."""

MAX_WORDS = 4
"""Words carried over, but for the rest of a phrase; in a small library no word weighs much."""

PHRASE_SHARE = 0.25
"""A word beside a carried one comes with it if it is at least this likely in comparison."""

_RARE_SHARE = 0.4
"""A word with this share of the rarest word's weight tells enough to be carried over in full."""

_ELLIPSIS = re.compile(
    r"(?:(?:and|but|or|so|ok|okay)\b[\s,]*)?(?:(?:what|how) about\b)?\s*(?P<rest>[^?.!]+)[?.!\s]*",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:and|but|or|so|what about|how about)\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:(?:in|for|by|with|on|during|since|the)\s+)+", re.IGNORECASE)
_KINDS = (
    re.compile(r"\b(?:1[5-9]|20)\d\d\b"),
    re.compile(
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november"
        r"|december)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b\d[\d,.]*\d\b|\b\d\b"),
    re.compile(r"(?<=\w )(?:[A-Z][\w’'-]+)(?: (?:of )?[A-Z][\w’'-]+)*"),
)
"""Kinds of phrase that another one may take the place of: years, months, numbers, names."""

_PERSON = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_PERSONS_OWN = re.compile(r"\b(?:his|hers?)\b(?=\s+\w)", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:did|does|do|was|is|has|had|will|would|can|could) ([A-Z][\w’'-]+)")

_OWN_PERSON = re.compile(r"\b[Ww]ho(?:m|se)?\b|(?<=\w )[A-Z]\w|^[A-Z][\w’'-]+ [A-Z]\w")
"""Whom a pronoun of the same message rather means."""

_NAME = re.compile(r"[A-Z][\w’'-]+(?: (?:(?:van|von|de|der|bin|al|el|da|di) )*[A-Z][\w’'-]+)+")


def resolve(message: str, turns: Sequence[Turn], lexicon: Lexicon) -> str:
    """Return what to search for: the message itself if it stands alone.

    Args:
        message: In the user's words.
        turns: The earlier turns, oldest first.
        lexicon: The words of the library that is asked.
    """
    query = " ".join(message.split())
    if not turns:
        return query
    query = _substituted(query, turns) or _with_name(query, turns)
    missing = _missing(query, lexicon)
    if missing <= 0:
        return query
    carried = _carried(earlier_words(query, turns, lexicon), missing, lexicon)
    written = telling_terms(query, lexicon)
    rest = dict.fromkeys(word.word for word in carried if word.term not in written)
    return f"{query} ({' '.join(rest)})" if rest else query


def _missing(query: str, lexicon: Lexicon) -> float:
    """Return how much weight a query lacks to stand alone; at most 0 if it lacks none."""
    enough = ENOUGH_POINTING if points_back(query) else ENOUGH
    own = sum(map(lexicon.weight, telling_terms(query, lexicon)))
    return enough * _rarest(lexicon) - own


def _rarest(lexicon: Lexicon) -> float:
    """Return what a word weighs that no passage has."""
    return lexicon.weight("")


def _carried(words: Sequence[EarlierWord], missing: float, lexicon: Lexicon) -> list[EarlierWord]:
    """Return the likeliest words that weigh what is missing, in the order they stood."""
    full = _RARE_SHARE * _rarest(lexicon)

    def worth(word: EarlierWord) -> float:
        """Return how likely it is meant, less where it tells little."""
        return word.probability * min(1.0, lexicon.weight(word.term) / full)

    by_place = {word.place: word for word in words}
    chosen: dict[int, EarlierWord] = {}
    for word in sorted(words, key=worth, reverse=True):
        if missing <= 0 or worth(word) < LEAST_PROBABILITY or len(chosen) >= MAX_WORDS:
            break
        for one in _phrase(word, by_place):
            if one.place not in chosen:
                chosen[one.place] = one
                missing -= lexicon.weight(one.term)
    return [chosen[place] for place in sorted(chosen)]


def _phrase(word: EarlierWord, by_place: Mapping[int, EarlierWord]) -> list[EarlierWord]:
    """Return a word with those right beside it that are meant nearly as likely."""
    least = PHRASE_SHARE * word.probability
    found = [word]
    for step in (-1, 1):
        last = word
        while (beside := by_place.get(last.place + step)) and beside.probability >= least:
            first, second = (beside, last) if step < 0 else (last, beside)
            if second.follows != first.word.lower():
                break
            found.append(beside)
            last = beside
    return found


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


def _substituted(query: str, turns: Sequence[Turn]) -> str:
    """Return the last question with the phrase put in that an elliptic message names, or nothing.

    "And in 2021?" after "Who won in 2020?" asks who won in 2021.
    """
    if not _is_elliptic(query):
        return ""
    phrase = _rest(query)
    question = next((t.question for t in reversed(turns) if not _is_elliptic(t.question)), "")
    for kind in _KINDS:
        new = kind.search(f"x {phrase}")
        if new and new.group() == _PREPOSITION.sub("", phrase).strip():
            olds = list(kind.finditer(question))
            if olds:
                start, end = olds[-1].span()
                return question[:start] + new.group() + question[end:]
            return ""
    return ""


def _is_elliptic(message: str) -> bool:
    return bool(_LEAD.search(message.strip())) and len(_rest(message).split()) <= 4


def _rest(message: str) -> str:
    """Return the phrase that an elliptic message brings."""
    found = _ELLIPSIS.fullmatch(" ".join(message.split()))
    return found.group("rest").strip() if found else message
