"""The forms of questions about the library, in English, as regular expressions.

A form must fit the whole message, so that an ordinary question that happens to speak of documents
is left alone. What stands in braces is a part; what stands in brackets may be left out.
"""

import re
from enum import StrEnum

from qa.library_parts import expanded


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
    FORMATS = "formats"
    """How many documents there are of each format."""
    FIND = "find"
    """Whether a document is there."""
    DATE = "date"
    """When a document was written."""
    SIZE = "size"
    """How long a document is."""
    AUTHOR = "author"
    """Whom a document names as its author."""
    SUMMARY = "summary"
    """What a document says, in a few of its sentences."""


_SUPERLATIVES = {
    LibraryKind.NEWEST: (
        "(newest|latest|most recent|last|(last|latest|most recently) (added|changed|modified"
        "|updated|edited|indexed|saved))"
    ),
    LibraryKind.OLDEST: "(oldest|earliest|first)",
    LibraryKind.LONGEST: "(longest|biggest|largest)",
    LibraryKind.SHORTEST: "(shortest|smallest)",
}

_SUPERLATIVE_FORMS = """
{what is} (the|your) %s{tail}
(what|which)[ of (the|your)] {docs}( is|'s|’s) [the ]%s[ {docs}| one]{tail}
[{what is} |{which}]{all}[{trait} of {all}]%s {docs}[ {about} {topic}][ {have}| {just come}]{tail}
"""

_FORMS = {
    LibraryKind.NEWEST: """
when (was|were|did) (the|this|your|my|you)[ ({library}|{many})] last ({come}|sync|synced|index)
[{which}]{all}{docs} {dated} ({lately}){tail}
what( was|'s|’s| is| has been| did you) ({come}|published|written) ({lately}){tail}
what( is|'s|’s) (?P<few>new){tail}
what did you (index|add|read) ({lately}){tail}
{order} {all}{docs} by {age}{tail}
[{which}]{all}{docs}[,] {sorted}(newest first|latest first|from newest[ to oldest]|by {age}){tail}
""",
    LibraryKind.OLDEST: """
[{which}]{all}{docs}[,] {sorted}(oldest first|from oldest[ to newest]|chronologically){tail}
[{which}]{all}{docs}[,] {sorted}in chronological order{tail}
""",
    LibraryKind.LONGEST: """
(what|which)[ of (the|your)] {docs} (has|have) the most ({units}|text){tail}
{order} {all}{docs} by {size}{tail}
[{which}]{all}{docs}[,] {sorted}(longest first|from longest[ to shortest]|by {size}){tail}
""",
    LibraryKind.SHORTEST: """
(what|which)[ of (the|your)] {docs} (has|have) the (fewest|least) ({units}|text){tail}
""",
    LibraryKind.COUNT: """
how many {all}{many}[ {have}][ {dated}] {when}{tail}
(do|did|have) you (have|get|got) any {many}[ {dated}] {when}{tail}
how many {all}{many} {you added} {when}{tail}
how many {all}{many}[ {have}] {about} {topic} [and ][{dated} ]{when}{tail}
(how many|count) {all}{docs}[ {have}] {not about} {topic}{tail}
how many {all}{docs}[ {have}| are {docs}]{tail}
how (big|large) is (the|this|your|my) {library}
[what is |{show} ]the [total ]number of {all}{docs}{tail}
count {all}{docs}{tail}
({how many}) {all}{docs}[ {have}] {about} {topic}[ {have}]{tail}
[in ]how many {all}{docs} (is|are|does|do) {topic} {occurs}{tail}
""",
    LibraryKind.FORMATS: """
(what|which)[ kind of] [file |document ](types?|formats?|kinds?|sorts?)[ of {docs}] {have}{tail}
(what|which) (kind|sort|type)s? of {docs}[ {have}]{tail}
(what|which) (file )?formats? are {all}{docs}[ in]{tail}
how many (file )?(formats|types)[ of {docs}] {have}{tail}
""",
    LibraryKind.FIND: """
({have any}) [a |any |the |an ]{noun} (called|named|entitled|titled|by the name of) {document}{tail}
({have any}) [the {noun} ]{document}{tail}
(open|show|display|find|where is)[ me][ the {noun}] {document}{tail}
""",
    LibraryKind.LIST: """
[{which}]{all}{many}[ {have}][ {dated}] {when}[ {have}]{tail}
[{which}]{all}{many}[ {have}] {about} {topic} [and ][{dated} ]{when}{tail}
[{which}]{docs} {you added} {when}{tail}
what {you added} {when}{tail}
what( has been| has| was| is|'s|’s) {come} {just}{tail}
[{which}]{all}{docs}[ {have}] {not about} {topic}{tail}
[{which}]{all}{docs}[ {have}] {that}(mentions?|discuss|covers?|are about) {neither} {topic}{tail}
({show}|what are) {all}(titles?|names?|filenames?|file names?) of {all}{docs}{tail}
(what|which)[ (kind|sort)s? of] {subjects} (are|do|does|can) [{holder} ]{treat}{tail}
what (can|could|may|should) i ask[ you][ about]{tail}
(what|which) {all}{docs} (can|could|may|should) i ask[ you] about{tail}
what are {all}{docs} about
what do {all}{many} (say|write|tell[ us| me]) (about|on) {topic}{tail}
[{which}|what are ]{all}{docs}( {have}| are {docs}){tail}
(({show} |{want} |{have any} ){all}|what are {all}|what |which ){many}{tail}
what( is|'s|’s) [stored ](in|inside) (the|this|your|my) {library}
what[ kind of| sort of| all] [things |topics |subjects ]do you (have|know)[ about]{tail}
[give me |{show} ][an? |the ](overview|list|summary) of {all}({library}|{docs}){tail}
{show} (everything|all[ of (it|them)])( {in library}){tail}
({tell me}) [about ][{contents of} ](the|your|my|these|this) ({many}|{library})
what( is|'s|’s| are) (the|this|your|my|these) ({library}|{many}) about{tail}
[{which}]{all}{docs}[ {have}] {about} {topic}[ {have}]{tail}
{which}{docs} (has|did|have) {topic} (write|written|author|authored|publish|published){tail}
[in ](which|what) {all}{docs} (is|are|does|do) {topic} {occurs}{tail}
in (which|what) {all}{docs} (can|do) i find {topic}{tail}
(does|do|is|are|did) (any|one|some)[ of][ the| your| my] {docs} {about} {topic}{tail}
(do|are) (the|your|my|our|these) {many} {about} {topic}{tail}
(does|do|is|are) (anything|something) [{here} ]{about} {topic}{tail}
(is|are) {topic} (mentioned|discussed|covered|named) {somewhere}{tail}
where (is|are|does|do) {topic} ({come up}){tail}
({have any}|{want}|find[ me]|show[ me]|list) {all}({thing})[ {here}| {have}] {about} {topic}{tail}
({have any}|{want}|find[ me]|show[ me]) {all}({info}) {here} {about} {topic}{tail}
{thing}( {here}| {have}) {about} {topic}{tail}
where (can|do|could) i (find|read|learn) {thing} (about|on) {topic}{tail}
what do you have ({on}) {topic}{tail}
""",
    LibraryKind.DATE: """
when (was|is|were) {entitled}{document} {written}
what( is|'s|’s) the [publication |last ](date|age) of {entitled}{document}
how (old|recent|new) is {entitled}{document}
(what|which) (date|day|year) is {entitled}{document}[ from]
""",
    LibraryKind.SIZE: """
how (long|big|large) (is|are) {entitled}{document}
how many {units} (does|do|has|have|are|is)[ there][ in] {entitled}{document}[ have| contain| has]
({what is}|{show}) the (length|size|word count) of {entitled}{document}
""",
    LibraryKind.AUTHOR: """
({who wrote}) {entitled}{document}
by who[m] (was|is) {entitled}{document} written
""",
    LibraryKind.SUMMARY: """
{ask}(summarise|summarize|sum up|recap|outline)[ for me] {entitled}{document}[ for me]{briefly}
{ask}{give}{gist} (of|about|on|for) {entitled}{document}{briefly}
(tl;dr|tldr|tl;dr:) [of |for ]{entitled}{document}
what( is|'s|’s) [the {noun} ]{file}
what( is|'s|’s| are) {entitled}{document} [all |mainly |mostly ]about
what does {entitled}{document} (say|cover|contain|discuss|deal with|talk about)
[what are ][the ](main|key) ({points}) (of|in|from) {entitled}{document}
""",
}


def _pattern(form: str) -> re.Pattern[str]:
    lead = (
        r"(?:(?:and|so|ok|okay|well|please|hi|hello|now|(?:can|could) you tell me|tell me"
        r"|i(?:'d| would) like to know|i want to know|do you know)[ ,]+)*"
    )
    return re.compile(rf"{lead}{expanded(form)}[ ?.!]*", re.IGNORECASE)


POINTING = re.compile(expanded("{this}"), re.IGNORECASE)
"""What names the document that was talked about."""

PATTERNS = tuple(
    (kind, _pattern(form))
    for kind, forms in (
        *((kind, _SUPERLATIVE_FORMS.replace("%s", most)) for kind, most in _SUPERLATIVES.items()),
        *_FORMS.items(),
    )
    for form in forms.strip().splitlines()
)
"""In the order they are tried."""
