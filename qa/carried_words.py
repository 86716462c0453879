"""How likely each word of earlier turns belongs to what a message asks, though it is left out.

A logistic model over where the word stood. Its numbers lie in `carried_words.json` and are fitted
by `python -m tests.benchmarks.fit_carried_words` on dialogues whose questions people rewrote.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from index.function_words import FUNCTION_WORDS
from index.types import Lexicon
from qa.conversation import Turn
from qa.question import LIGHT_WORDS

CHATTER = frozenset(
    "yes no yeah ok okay please thanks thank tell know want need get like go see sure hi hello help"
    " anything else right well really take takes took taken make makes made give gives gave given"
    " happen happens happened mean means meant".split()
)
"""Words that keep a conversation going and tell nothing of what it is about."""

_POINTING = frozenset(
    "it its itself he him his she her hers they them their theirs this that these those there"
    " one ones such".split()
)

OWN_WORDS = 3
"""A pronoun after so many telling words rather means one of them."""

_OTHER = re.compile(r"\b(others?|another|else|same|more|too|also|again|similar)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+-\d+\w*|\d+(?:[.,]\d+)+|\w+|[^\w\s]")
_BE = frozenset("is are was were be been being am".split())
_SUBJECTS = frozenset("to i you we they he she who can could will would shall should may might must"
                      " do does did not please let".split())  # fmt: skip
_DETERMINERS = frozenset(
    "the a an this that these those my your his her its their our some".split()
)
_PREPOSITIONS = frozenset("of in on at by for with from into about over between during".split())

FEATURES = (
    "in the last question", "in the last answer", "in an earlier question", "in an earlier answer",
    "questions with it", "answers with it", "in the first question", "in a cited title or heading",
    "name", "number", "light word", "age", "in a long last answer",
    "begins a clause", "after be", "after a subject", "after a determiner", "after a preposition",
    "ends in ed", "ends in ing", "ends in ly",
    "in a question, message points", "name, message points", "in the last question, message short",
    "message asks for others",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierWord:
    """A telling word of earlier turns that the message does not have."""

    term: str
    word: str
    """As it was spelled last."""
    place: int
    """Where among the telling words of the turns it stood last."""
    probability: float


@dataclass(slots=True)
class _Seen:
    """Where one term stood."""

    word: str = ""
    place: int = 0
    is_name: bool = False
    in_topic: bool = False
    question_ages: set[int] = field(default_factory=set)
    answer_ages: set[int] = field(default_factory=set)
    before: list[str] = field(default_factory=list)
    """The word before it each time, lower case; empty where it begins a clause."""


def earlier_words(message: str, turns: Sequence[Turn], lexicon: Lexicon) -> list[EarlierWord]:
    """Return the telling words that the turns have and the message has not, likeliest first."""
    seen = words_seen(message, turns, lexicon)
    rows = features(message, turns, seen, lexicon)
    intercept, weights = _model()
    found = [
        EarlierWord(
            term=term,
            word=seen[term].word,
            place=seen[term].place,
            probability=_logistic(intercept + math.fsum(map(float.__mul__, weights, row))),
        )
        for term, row in rows.items()
    ]
    return sorted(found, key=lambda word: (-word.probability, word.place))


def telling_terms(text: str, lexicon: Lexicon) -> dict[str, str]:
    """Return each telling term of a text with its word, in order."""
    words = (token for token, _ in _telling(text))
    return {term: word for word in words for term in lexicon.terms(word)}


def points_back(message: str) -> bool:
    """Whether a message has a pronoun that means something outside of it.

    `that` after a telling word begins a clause, and `there` after a form of `be` means no place.
    """
    n_telling, before = 0, ""
    for token in _TOKEN.findall(message.lower()):
        is_telling = token[0].isalnum() and token not in CHATTER and token not in FUNCTION_WORDS
        n_telling += is_telling
        if n_telling >= OWN_WORDS:
            return False
        relative = token == "that" and before not in FUNCTION_WORDS and before[:1].isalnum()
        existing = token == "there" and before in _BE
        if token in _POINTING and not relative and not existing:
            return True
        before = token
    return False


def words_seen(message: str, turns: Sequence[Turn], lexicon: Lexicon) -> dict[str, _Seen]:
    """Return where each telling term of the turns stood, those of the message left out."""
    known, seen, place = telling_terms(message, lexicon), dict[str, _Seen](), 0
    terms_of = cache(lexicon.terms)
    for n, turn in enumerate(turns):
        age = len(turns) - 1 - n
        for text, is_answer in ((turn.question, False), (turn.answer, True)):
            for word, before in _telling(text):
                place += 1
                for term in terms_of(word):
                    if term not in known:
                        one = seen.setdefault(term, _Seen())
                        _note(one, word, before, place, shouted=text.isupper())
                        (one.answer_ages if is_answer else one.question_ages).add(age)
    topics = " ".join(turns[-1].topics) if turns else ""
    for term, word in telling_terms(topics, lexicon).items():
        if term not in known:
            one = seen.setdefault(term, _Seen(word=word, place=place + 1, answer_ages={0}))
            one.in_topic = True
    return seen


def features(
    message: str, turns: Sequence[Turn], seen: dict[str, _Seen], lexicon: Lexicon
) -> dict[str, list[float]]:
    """Return the values of `FEATURES` for each term."""
    points = points_back(message)
    is_short = len(telling_terms(message, lexicon)) <= 1
    asks_others = bool(_OTHER.search(message))
    length = math.log1p(len(turns[-1].answer.split())) if turns else 0.0
    return {
        term: [*map(float, (
            0 in one.question_ages, 0 in one.answer_ages,
            any(one.question_ages), any(one.answer_ages),
            math.log1p(len(one.question_ages)), math.log1p(len(one.answer_ages)),
            len(turns) - 1 in one.question_ages, one.in_topic,
            one.is_name, term[:1].isdigit(), one.word.lower() in LIGHT_WORDS,
            math.log1p(min(one.question_ages | one.answer_ages)),
            length * (0 in one.answer_ages),
            *_syntax(one), *map(one.word.lower().endswith, ("ed", "ing", "ly")),
            points and bool(one.question_ages), points and one.is_name,
            is_short and 0 in one.question_ages, asks_others,
        ))]
        for term, one in seen.items()
    }  # fmt: skip


def _syntax(one: _Seen) -> Iterator[float]:
    """Yield how often each kind of word stood before it: what follows a subject is a verb."""
    kinds = (frozenset(("",)), _BE, _SUBJECTS, _DETERMINERS, _PREPOSITIONS)
    for kind in kinds:
        yield sum(word in kind for word in one.before) / max(1, len(one.before))


def _note(one: _Seen, word: str, before: str, place: int, *, shouted: bool) -> None:
    one.word, one.place = word, place
    one.is_name |= word[0].isupper() and bool(before) and not shouted
    one.before.append(before)


def _telling(text: str) -> Iterator[tuple[str, str]]:
    """Yield each telling word with the one before it, which is empty where a clause begins."""
    before, shouted = "", text.isupper()
    for token in _TOKEN.findall(text):
        low = token.lower()
        is_word = token[0].isalnum()
        shouts = token.isupper() and len(token) > 1 and not shouted
        if is_word and low not in CHATTER and (low not in FUNCTION_WORDS or shouts):
            yield token, before
        before = low if is_word else ""


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


@cache
def _model() -> tuple[float, tuple[float, ...]]:
    """Return the intercept and the weight of each feature."""
    kept = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return kept["intercept"], tuple(kept["weights"][name] for name in FEATURES)
