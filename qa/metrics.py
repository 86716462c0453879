"""Whether a quoted text holds an answer, words compared in the normal form SQuAD judges by."""

import re
from collections.abc import Iterable


def normalized(text: str) -> str:
    """Return a text in lower case, without punctuation and articles, in single spaces."""
    words = re.findall(r"\w+", text.lower())
    return " ".join(word for word in words if word not in ("a", "an", "the"))


def holds_answer(text: str, answers: Iterable[str]) -> bool:
    """Say whether one of the answers stands in a text as whole words."""
    padded = f" {normalized(text)} "
    wanted = [normalized(answer) for answer in answers]
    return any(answer and f" {answer} " in padded for answer in wanted)
