"""The parts of which the forms of questions about the library are made, in the same notation."""

import re
from collections.abc import Mapping

_PARTS: Mapping[str, str] = {
    "docs": "documents?|docs?|files?|articles?|papers?|texts?|sources?|reports?|pages?",
    "many": "documents|docs|files|articles|papers|texts|sources|reports|pages",
    "thing": "anything|something|everything",
    "info": "[useful |more |further ](information|info|material|details)",
    "library": "library|folder|collection|corpus|index|archive|catalog|catalogue|database",
    "in library": "(in|on|of|from|inside) [the |this |your |my |our ][whole |entire ]{library}",
    "here": "[in ]here|{in library}",
    "tail": "([ ,]+({here}|in total|in all|altogether|available|now|please|for me|exactly))*",
    # how a list is asked for
    "show": (
        "[please ][can you |could you ]"
        "(list|show|give|name|enumerate|tell|find|display|get|pull up|bring up)[ me| us]"
    ),
    "how many": "how many|count|[{what is} |{show} ]the number of",
    "want": (
        "((i am|i'm|i’m|we are|we're) )?(looking|searching) for|search for|let me see|point me to"
        "|(can|could|may) (i|we) (get|have|see)"
        "|(i|we) (want|need|would like)[ to (see|read|find|get)]|i'd like[ to (see|read|find)]"
    ),
    "have any": (
        "(do|can) (you|we) (have|know)|have (you|we)[ got]|does (the|this|your|my) {library} "
        "(have|contain|hold)|(is|are) there|you have"
    ),
    "which": "[{show} |{want} ][in ](which|what) |{show} |{want} |{have any} ",
    "all": (
        "((of|the|your|my|our|this|these|those|all|any|every|each|some|an?|other|different"
        "|available|indexed|more than one|several|multiple|many|single"
        "|(names?|titles?|list|overview) of) )*"
    ),
    "have": (
        "(do|can|did) (you|we|i) "
        "(have|hold|know[ of| about]|search|access|read|see|cover|index|use|cite)"
        "|[that |which ](you|we|i)( have|'ve|’ve| hold| know| indexed| can see)[ got]"
        "|have (you|we) got|there is"
        "|(are|is) there|are (available|indexed|loaded)|exist|[(are|is) ]{here}"
        "|does (the|this|your|my) {library} (have|hold|contain)"
    ),
    # what documents say
    "that": "[that |which ]",
    "about": (
        "{that}[are |is ](about|on|regarding|concerning|covering|related to|with|to do with)"
        "|{that}mention(s|ing|)|{that}discuss(es|ing|)|{that}covers?|{that}address(es|ing|)"
        "|{that}deal(s|ing|) with|{that}(talk|speak|writ)(e|s|es|ing|) (about|of)"
        "|{that}describ(e|es|ing)|{that}refer(s|ring|) to|{that}names?|{that}touch(es|) on"
        "|{that}(contain|include|feature)(s|ing|)|{that}(has|have) (the|an?|to do with)"
        "|{that}(say|mention|contain)s? (something|anything) (about|on)"
        "|{that}[(has|have|with) ](anything|something|information|info) (about|on|regarding)"
        "|[[are |were |was |is ](written|published|made|authored) ](by|from)"
        "|(should|can|could|do|must) i (read|open|look at|use|check) "
        "(about|on|for|to learn about|to find out about|to understand)"
    ),
    "without": (
        "{that}(do not|don't|don’t|does not|doesn't|doesn’t|never) "
        "(mention|discuss|cover|describe|contain|refer to|talk about|speak of)|without[ the word]"
        "|{that}(have|has|with|make|makes) no (mention|word) of|not (mentioning|about)"
        "|{that}(are|is) not about"
    ),
    "on": "about|on|from|by|regarding|concerning",
    "come up": "mentioned|occur|appear|come up|discussed|named|described",
    "occurs": "(mentioned|mention|appear|occur|covered|discussed|named|found|used)[ in]",
    "contents of": "[the ](contents?|{subjects}) of",
    "subjects": "topics?|subjects?|themes?|things?",
    "holder": "[the |your |my |these ]({docs}|{library})|you|we|i",
    "treat": "cover|covered|discuss|discussed|talk about|deal with|ask[ you] about",
    "somewhere": "anywhere|in (any|one|some)[ of][ the| your| my] {docs}",
    # when they were written or changed
    "written": (
        "[last |most recently |recently ](written|published|dated|created|made|released|issued"
        "|updated|modified|changed|edited|saved|added|indexed|uploaded|new)"
    ),
    "dated": (
        "{that}((are|is|were|was|come|have been|has been|got)[ {written}]|{written}"
        "|came[ in]|arrived)"
    ),
    "come": "(added|indexed|changed|updated|modified|edited|uploaded|new)",
    "just come": "{that}[was |were ]{come}",
    "trait": "(date|day|name|title|length|size)s?",
    "lately": "(?P<few>recently|lately|of late)|last|most recently|latest",
    "you added": "(did|have) you (add|index|change|read|added|indexed|changed)",
    "age": "[the ](date|time|age|day|year)",
    "size": "[the ](length|size)",
    # one of them
    "what is": "(what|which)[ one]( is|'s|’s| are| were| was)",
    "ask": "((please|can you|could you|would you) )*",
    "gist": "[short |brief |quick |one-line ](summary|overview|outline|abstract|gist|synopsis)",
    "give": (
        "[(give|write|make|show)[ me] |what( is|'s|’s) |(can|could|may) i (get|have|see) ]"
        "[an? |the ]"
    ),
    "this": "(this|that|the)[ same] (document|file|article|paper|text|report|page)|it",
    "briefly": (
        "[ briefly| shortly| please][ in (a few|a couple of|one|two|three|four|five|\\d+) "
        "(sentences?|words|lines|points)]"
    ),
    "entitled": "[[the |this |your ]{noun} [called |named |entitled |titled |about |on ]]",
    "units": "pages?|words|characters|letters|sentences|lines|passages|slides|rows|sheets",
    "tell me": "what can you tell me|tell me[ something| more]|describe|what do you know",
    "who wrote": (
        "who (wrote|has written|authored|published|created)"
        "|who( is|'s|’s| are) the (author|writer|authors|writers) of"
    ),
    "points": "points|ideas|messages|statements|findings|takeaways",
}
"""What stands in braces in the forms; `[…]` may be left out."""

_NAMED = {
    "topic": r"(?P<topic>[^?!]{2,80}?)",
    "noun": r"(?P<noun>documents?|files?|articles?|papers?|texts?|reports?|pages?)",
    "document": r"(?P<document>{this}|[^?!]{2,100}?)",
    "file": r"(?P<document>[^?!\s]+\.[a-z]\w{1,4})",
    "when": (
        r"(?P<when>(?:in|on|of|from|during|since|until|till|by|up to|after|before|between"
        r"|later than|earlier than|older than|newer than|starting (?:in|from|on)) [^?!]{4,40}?"
        r"|(?:during )?(?:the )?(?:last|past|this) [\w ]{3,20}?|today|yesterday|\d{4}"
        r"|(?:since|on|last|before|after) \w{3,6}day)"
    ),
    "just": (
        r"(?P<when>(?:since |in |during |within )?(?:today|yesterday"
        r"|(?:the )?(?:last|past|this)(?: \w{1,5})? (?:day|week)s?))"
    ),
    "not about": r"(?P<without>{without})",
    "neither": r"(?P<without>neither)",
    "order": r"(?P<sorted>sort|order|rank|arrange)",
    "sorted": r"(?:sorted |ordered )?(?P<sorted>)",
}


def expanded(form: str) -> str:
    """Return a form as a regular expression."""
    pattern = re.sub(r"\((?!\?)", "(?:", form).replace("[ ,]+", "{gap}").replace("[,]", ",?")
    pattern = pattern.replace("[", "(?:").replace("]", ")?")
    pattern = pattern.replace("{gap}", "[ ,]+")
    return re.sub(r"\{([a-z ]+)\}", _part, pattern)


def _part(found: re.Match[str]) -> str:
    name = found[1]
    if name in _NAMED:
        return re.sub(r"\{(this|without)\}", _part, _NAMED[name])
    return f"(?:{expanded(_PARTS[name])})"
