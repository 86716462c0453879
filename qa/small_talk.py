"""What a message is before it is searched for: small talk, nothing to search for, or a question."""

import re

from index.errors import ReportableError
from index.function_words import FUNCTION_WORDS

MAX_QUESTION_CHARACTERS = 2_000
"""About ten times what the embedder reads; anything longer is a document, not a question."""

_GREETING = re.compile(
    r"(hi|hello|hey|hiya|greetings|good (morning|afternoon|evening|day)|bonjour|salut|hola|hallo"
    r"|guten (morgen|tag|abend)|ciao|ol[aá]|你好|こんにちは|привет)( there| all| everyone)?",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(many )?(thanks|thank you|thx|merci|gracias|danke|grazie|谢谢)"
    r"( you)?( a lot| so much| very much)?",
    re.IGNORECASE,
)
_HELP = re.compile(
    r"(help|help me|what can (you|i) do( here)?|how does this work|who are you|what are you)",
    re.IGNORECASE,
)


class QuestionError(ReportableError):
    """A question that cannot be taken as it is."""


def helpful_line(question: str, *, follows: bool = False) -> str | None:
    """Return what to say to a message that is not to be searched for; None for a question.

    Args:
        question: What the user typed.
        follows: Whether earlier turns may say what it is about: "Why?" is a question then.

    Raises:
        QuestionError: If the message is too long to be a question.
    """
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"Expected a question of at most {MAX_QUESTION_CHARACTERS:,} characters, found"
            f" {len(question):,}. Ask for one thing at a time"
        )
    words = re.findall(r"\w+", question)
    message = " ".join(words)
    if _GREETING.fullmatch(message):
        return "Hello! Ask a question about the documents, and the answer will quote them."
    if _THANKS.fullmatch(message):
        return "You are welcome. Ask on whenever you like."
    if _HELP.fullmatch(message):
        return (
            "Ask a question about the documents in your own words. The answer quotes their"
            " sentences word for word and shows where each one stands."
        )
    if not words:
        return "There is no question yet. Type one about the documents, in your own words."
    if not follows and all(word.lower() in FUNCTION_WORDS for word in words):
        return (
            f"“{message}” has no word to search for. Name what the question is about,"
            " as the documents would call it."
        )
    return None
