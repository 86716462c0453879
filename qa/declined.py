"""What quoting cannot do: sums, opinions, and texts that stand in no document."""

import re

_NUMBER = r"[\s(]*-?\d[\d.,]*(?: (?:hundred|thousand|million|billion|trillion))?[\s)]*"
_OPERATOR = (
    r"(?:[-+*/×÷^x]|plus|minus|times|divided by|multiplied by|to the power of|percent of|% of)"
)
_PLEASE = r"(?:please |can you |could you |would you |i want you to |i need you to )*"

_SUM = (
    rf"(?:what(?: is|'s|’s) |how much is |calculate |compute |solve )?{_NUMBER}"
    rf"(?:{_OPERATOR}{_NUMBER})+=?",
    rf"{_PLEASE}(?:calculate|compute|add up|multiply|subtract|divide|convert)\b(?!-| how\b).*",
    r"what(?: is|'s|’s) the (?:square root|cube root|sum|total|average|mean|median|product) of"
    r" (?:all|these|those|both|the numbers|the figures|\d).*",
    r"(?:what(?: is|'s|’s) the )?(?:square|cube) root of -?\d.*|sqrt\b.*",
    r"(?:what|which) (?:percentage|percent|share|fraction)(?: is)? \d.* of \d.*",
    rf"{_PLEASE}count (?:from|to|backwards?) .*\d.*",
    rf"{_PLEASE}(?:add|sum|average|total) (?:up )?(?:all|these|those|the numbers|the figures)\b.*",
)
_OPINION = (
    r"what (?:do|would|did) you (?:think|feel|believe|recommend|prefer|suggest|advise)\b.*",
    r"(?:do|would|did) you (?:think|like|love|hate|believe|agree|prefer|recommend)\b.*",
    r"(?:what|who|which)(?: is|'s|’s| are) your (?:own |personal |honest )?"
    r"(?:opinion|view|take|favou?rite|advice|stance|thoughts?|recommendation)\b.*",
    r"(?:which|who|what)(?: \w+){0,2} do you (?:think|believe|like|prefer|favou?r)\b.*",
    r"what would you (?:do|say|choose|pick)\b.*",
    r".*\b(?:in your (?:opinion|view|eyes)|your opinion (?:on|of|about)|you personally)\b.*",
    r"how do you feel about\b.*",
    r"are you (?:for|against|in favou?r of)\b.*",
)
_TEXT = (
    rf"{_PLEASE}(?:write|draft|compose|invent|rewrite|rephrase|paraphrase|proofread|draw"
    r"|sketch)\b(?!-| to\b).*",
    rf"{_PLEASE}help (?:me|us) (?:to )?(?:write|draft|compose|translate|word)\b.*",
    rf"{_PLEASE}(?:correct|fix|improve|check) (?:the |my |this |these )*(?:spelling|grammar|style"
    r"|wording|text|sentence|paragraph|e-?mail|letter)\b.*",
    rf"{_PLEASE}translate\b.*",
    rf"{_PLEASE}tell (?:me |us )?an? (?:joke|story|poem|riddle)\b.*",
    rf"{_PLEASE}(?:create|make|generate) (?:me )?an? (?:poem|story|song|essay|letter|e-?mail|slide"
    r"|presentation|image|picture|drawing|program|script|quiz|table|chart|diagram|logo)\b.*",
)
_LINES = (
    (_SUM, "Sums are not done here: answers are quoted from the documents. Ask for the figures."),
    (_OPINION, "There is no opinion to give here: answers are quoted from the documents."),
    (_TEXT, "Nothing is written or translated here: answers are quoted from the documents."),
)
_DECLINED = tuple(
    (re.compile(rf"(?:(?:so|and|but|ok|okay)[ ,]+)?(?:{'|'.join(forms)})", re.IGNORECASE), told)
    for forms, told in _LINES
)


def declined_line(message: str) -> str | None:
    """Return why a request is declined; None for what the documents may answer."""
    line = " ".join(message.split()).rstrip(" ?.!")
    return next((told for pattern, told in _DECLINED if pattern.fullmatch(line)), None)
