"""Questions about the library itself, told by their form: which documents, how many, the newest.

The forms read English and must fit the whole message, so that an ordinary question that happens to
speak of documents is left alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa.periods import Period, period

MAX_CHARACTERS = 200
"""A longer message asks for more than which documents there are."""


class LibraryKind(StrEnum):
    """What a question about the library asks for."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LONGEST = "longest"
    SHORTEST = "shortest"
    COUNT = "count"
    """How many documents there are, all or of those that mention a topic."""
    LIST = "list"
    """The documents, all or those that mention a topic."""
    DATE = "date"
    """When a document was written."""
    SUMMARY = "summary"
    """What a document says, in a few of its sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryQuestion:
    """What is asked of the library."""

    kind: LibraryKind
    topic: str = ""
    """What the documents are to mention; empty for all."""
    without: bool = False
    """Whether those are asked for that do not mention it."""
    when: str = ""
    """Of which time the documents are to be, in the user's words; empty for any."""
    period: Period | None = None
    """The days which that names."""
    document: str = ""
    """How the question names one document; empty where it asks for none."""
    noun: str = ""
    """What it calls that document: `article`, `file`; empty where only its name is said."""


_PARTS: Mapping[str, str] = {
    "docs": "documents?|docs?|files?|articles?|papers?|texts?|sources?|reports?|pages?",
    "thing": "anything|something|{docs}",
    "have any": "((do|can) (you|we) have|have you got|(is|are) there|you have) [any |an? ]{thing}",
    "gist": "[short |brief |quick ](summary|overview|outline|abstract|gist)",
    "give": "[(give|write|make|show)[ me] ][an? |the ]",
    "this": "(this|that|the)[ same] (document|file|article|paper|text|report|page)|it",
    "library": "library|folder|collection|corpus|index|archive|catalog|catalogue|database",
    "in library": "(in|on|of|from) [the |this |your |my |our ][whole |entire ]{library}",
    "have": (
        "(do|can|did) (you|we|i) (have|hold|know[ of| about]|search|access|read|see|cover|index)"
        "|have you got"
        "|(are|is) there|are (available|indexed|loaded)|exist|[are ]{in library}"
        "|does (the|this|your|my) {library} (have|hold|contain)"
    ),
    "without": (
        "[that |which ](do not|don't|don’t|does not|doesn't|doesn’t|never) "
        "(mention|discuss|cover|describe|contain|refer to|talk about|speak of)|without[ the word]"
    ),
    "tail": "([ ,]+({in library}|here|in total|in all|altogether|available|now|please))*",
    "about": (
        "[that |which ][are |is ](about|on|regarding|concerning|covering|related to|with)"
        "|[that |which ]mention(s|ing|)|[that |which ]discuss(es|ing|)|[that |which ]covers?"
        "|[that |which ]deal(s|ing|) with|[that |which ](talk|speak|writ)(e|s|es|ing|) (about|of)"
        "|[that |which ]describ(e|es|ing)|[that |which ]refer(s|ring|) to|[that |which ]names?"
        "|[that |which ]contain(s|ing|)|[that |which ]says? (something|anything) (about|on)"
        "|[[are |were |was |is ](written|published|made|authored) ](by|from)"
    ),
    "show": (
        "[please ][can you |could you ](list|show|give|name|enumerate|tell|find|display)[ me| us]"
    ),
    "which": "{show} {all}|which [of (the|your|my) ]|what ",
    "all": "((all|all of|every|each|the|your|my|our|available|indexed) )*",
    "occurs": "(mentioned|mention|appear|occur|covered|discussed|named)[ in]",
    "subjects": "topics?|subjects?|themes?|things?",
    "holder": "[the |your |my |these ]({docs}|{library})|you|we|i",
    "treat": "cover|covered|discuss|discussed|talk about|deal with|ask[ you] about",
    "somewhere": "anywhere|in (any|one|some)[ of][ the| your| my] {docs}",
    "dated": "[(that|which) ]((are|were|come|have been)[ {written}]|{written})",
    "many": "documents|docs|files|articles|papers|texts|sources|reports|pages",
    "what is": "(what|which)[ one]( is|'s|’s)",
    "ask": "((please|can you|could you|would you) )*",
    "written": (
        "(written|published|dated|created|made|released|issued|updated|modified|last changed)"
    ),
    "briefly": (
        "[ briefly| shortly| please][ in (a few|a couple of|one|two|three|four|five|\\d+) "
        "(sentences?|words|lines|points)]"
    ),
    "entitled": "[[the |this ]{noun} [called |named |entitled |titled |about |on ]]",
}
"""What stands in braces in the forms; `[…]` may be left out."""

_NAMED = {
    "topic": r"(?P<topic>[^?!]{2,80}?)",
    "noun": r"(?P<noun>documents?|files?|articles?|papers?|texts?|reports?|pages?)",
    "document": r"(?P<document>{this}|[^?!]{2,100}?)",
    "when": (
        r"(?P<when>(?:in|on|of|from|during|since|until|till|by|up to|after|before|between"
        r"|later than|earlier than|starting (?:in|from|on)) [^?!]{4,40}?)"
    ),
    "not about": r"(?P<without>{without})",
}

_SUPERLATIVES = {
    LibraryKind.NEWEST: "(newest|latest|most recent|last)",
    LibraryKind.OLDEST: "(oldest|earliest|first)",
    LibraryKind.LONGEST: "(longest|biggest|largest)",
    LibraryKind.SHORTEST: "(shortest|smallest)",
}

_SUPERLATIVE_FORMS = """
{what is} (the|your) %s{tail}
(what|which) {docs}( is|'s|’s) [the ]%s{tail}
({what is}|{show}) (the|your) %s {docs}[ {about} {topic}][ {have}]{tail}
"""

_FORMS = {
    LibraryKind.COUNT: """
how many [different ]{many}[ {have}][ {dated}] {when}{tail}
(do|did|have) you (have|get|got) any {many}[ {dated}] {when}{tail}
how many [of ][the |your |my |our ]{many}[ {have}] {about} {topic} [and ][{dated} ]{when}{tail}
how many [of ][the |your |my |our ]{docs}[ {have}] {not about} {topic}{tail}
how many [different ]{docs}[ {have}]{tail}
how (big|large) is (the|this|your|my) {library}
[what is |{show} ]the number of {all}{docs}{tail}
count {all}{docs}{tail}
how many [of ][the |your |my |our ]{docs}[ {have}] {about} {topic}[ {have}]{tail}
[in ]how many [of the ]{docs} (is|are|does|do) {topic} {occurs}{tail}
""",
    LibraryKind.LIST: """
{which}{many}[ {dated}] {when}[ {have}]{tail}
{which}{many}[ {have}] {about} {topic} [and ][{dated} ]{when}{tail}
{which}{docs}[ {have}] {not about} {topic}{tail}
({show}|what are) {all}(titles?|names?|filenames?|file names?) of {all}{docs}{tail}
(what|which)[ (kind|sort)s? of] {subjects} (are|do|does|can) [{holder} ]{treat}{tail}
what (can|could|may|should) i ask[ you][ about]{tail}
what are {all}{docs} about
({show} {all}|which |what |what are [all ][the |your ]){docs}[ {have}]{tail}
what( is|'s|’s) (in|inside)[ of] (the|this|your|my) {library}
what[ kind of| sort of] [things |information |topics |subjects ]do you (have|know)[ about]
[give me |{show} ]an? (overview|list|summary) of {all}({library}|{docs}){tail}
{which}{docs}[ {have}] {about} {topic}[ {have}]{tail}
[in ](which|what) {docs} (is|are|does|do) {topic} {occurs}{tail}
(does|do|is|are|did) (any|one|some)[ of][ the| your| my] {docs} {about} {topic}{tail}
(is|are) {topic} (mentioned|discussed|covered|named) {somewhere}{tail}
where (is|are) {topic} mentioned{tail}
{have any}[ {have}] {about} {topic}{tail}
{docs} {about} {topic}{tail}
what do you have (about|on|from|by|regarding|concerning) {topic}{tail}
""",
    LibraryKind.DATE: """
when (was|is) {entitled}{document} {written}
what( is|'s|’s) the [publication ]date of {entitled}{document}
how (old|recent|new) is {entitled}{document}
(what|which) (date|day|year) is {entitled}{document}[ from]
""",
    LibraryKind.SUMMARY: """
{ask}(summarise|summarize|sum up|recap|outline)[ for me] {entitled}{document}[ for me]{briefly}
{ask}{give}{gist} (of|about|on) {entitled}{document}{briefly}
what( is|'s|’s| are) {entitled}{document} [all ]about
what does {entitled}{document} (say|cover|contain|discuss|deal with|talk about)
what are the (main|key) (points|ideas|messages|statements|findings) (of|in) {entitled}{document}
""",
}


def library_question(message: str) -> LibraryQuestion | None:
    """Return what a message asks of the library itself; None for any other message."""
    line = " ".join(message.split())
    if len(line) > MAX_CHARACTERS:
        return None
    for kind, pattern in _PATTERNS:
        found = pattern.fullmatch(line)
        asked = _asked(kind, found.groupdict()) if found else None
        if asked:
            return asked
    return None


def _asked(kind: LibraryKind, parts: Mapping[str, str | None]) -> LibraryQuestion | None:
    """Return what the parts of a form ask; None if what stands for a time is none."""
    named = {name: _stripped(text) for name, text in parts.items() if text}
    without = bool(named.pop("without", ""))
    days = period(named["when"]) if "when" in named else None
    if "when" in named and not days:
        return None
    return LibraryQuestion(kind=kind, without=without, period=days, **named)


def points_back(name: str) -> bool:
    """Whether a document is named only as the one that was talked about."""
    return bool(_POINTING.fullmatch(name))


def _stripped(text: str) -> str:
    return text.strip(" \t\"'“”‘’«».,:;")


def _expanded(form: str) -> str:
    """Return a form as a regular expression."""
    pattern = form.replace("(", "(?:").replace("[ ,]+", "{gap}")
    pattern = pattern.replace("[", "(?:").replace("]", ")?").replace("{gap}", "[ ,]+")
    return re.sub(r"\{([a-z ]+)\}", _part, pattern)


def _part(found: re.Match[str]) -> str:
    name = found[1]
    if name in _NAMED:
        return re.sub(r"\{(this|without)\}", _part, _NAMED[name])
    return f"(?:{_expanded(_PARTS[name])})"


def _pattern(form: str) -> re.Pattern[str]:
    lead = r"(?:(?:and|so|ok|okay|well|please|hi|hello)[ ,]+)?"
    return re.compile(rf"{lead}{_expanded(form)}[ ?.!]*", re.IGNORECASE)


_POINTING = re.compile(_expanded("{this}"), re.IGNORECASE)

_PATTERNS = tuple(
    (kind, _pattern(form))
    for kind, forms in (
        *((kind, _SUPERLATIVE_FORMS.replace("%s", most)) for kind, most in _SUPERLATIVES.items()),
        *_FORMS.items(),
    )
    for form in forms.strip().splitlines()
)
