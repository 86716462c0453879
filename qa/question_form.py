"""How a question is built: how many things it asks, and whether it asks for several of a kind.

The patterns read English; a question in another language is one part and asks for one thing.
"""

import re

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
_FIRST_ASKING = re.compile(rf"\b{_ASKING}\b", re.IGNORECASE)
_JOINT = re.compile(
    rf"\s*(?:[?;]+\s*(?:and\s+)?|,?\s+and\s+)(?=(?:(?:in|at|to|for|by|from|since|with|of|on)\s+)?"
    rf"{_ASKING}\b)",
    re.IGNORECASE,
)
_PLURAL = (
    r"(?:people|children|women|men|criteria"
    r"|(?!(?:is|was|does|has|this|its|his|as|us)\b)\w{2,}(?<![sui])s\b(?!['’]))"
)
_SEVERAL = re.compile(
    rf"\bwhich\s+{_PLURAL}"
    rf"|\b(?:which|what)\s+(?:\w+\s+)?{_PLURAL}\s+"
    r"(?:are|were|do|did|have|had|can|could|will|would|should|must|may|might)\b"
    r"|\b(?:what|who)\s+(?:are|were)\s+(?:the|all|some|its|their|his|her|our|examples)\b"
    rf"|^(?:please\s+)?(?:name|list|enumerate)\s+(?:(?:all|the|some|every)\s+)*(?:\w+\s+)?{_PLURAL}",
    re.IGNORECASE,
)


def parts_of(question: str) -> tuple[str, ...]:
    """Return the parts of a question that each begin with a question word; one if it is simple."""
    return tuple(part for part in _JOINT.split(question.strip().rstrip("?")) if part.strip())


def asked_at(question: str) -> int | None:
    """Return where what is asked begins; a later "how many" only belongs to it. None if nowhere."""
    match = _FIRST_ASKING.search(question)
    return match.start() if match else None


def asks_for_several(question: str) -> bool:
    """Say whether a question asks for all of a kind: "Which rivers …", "What are the …"."""
    return bool(_SEVERAL.search(question))
