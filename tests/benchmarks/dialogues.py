"""Dialogues of evaluation sets: turns with those before them, and the passages that answer."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.function_words import FUNCTION_WORDS, content_words

N_MADE = 1_000
"""Dialogues made of single questions, where a set has no others."""

_TELLING = 4
_POINTING = re.compile(
    r"\b(it|its|he|him|his|she|her|they|them|their|this|that|these|those|there|one|ones)\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A passage that answers, to be found by its text: where lines break differs from the file."""

    source: str
    paragraph: str
    """Empty where the whole file answers."""
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One turn of a dialogue and the texts that answer it."""

    dialogue: str
    message: str
    before: tuple[tuple[str, str], ...]
    """Earlier turns, each as question and answer."""
    gold: tuple[Gold, ...]
    topics: tuple[str, ...]
    """What the dialogue is about; empty where it is not known."""
    rewrite: str
    """What a person made of the message; empty where none is known."""

    @property
    def stands_alone(self) -> bool:
        """Whether a plain look says that the message needs no earlier turn."""
        words = [w for w in content_words(self.message) if w.lower() not in FUNCTION_WORDS]
        return len(words) >= _TELLING and not _POINTING.search(self.message)


def load(path: Path, half: str) -> list[Asked]:
    """Return the turns of every other dialogue, or of all."""
    turns = [_asked(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    dialogues = {name: n for n, name in enumerate(dict.fromkeys(t.dialogue for t in turns))}
    wanted = {"tuning": {0}, "report": {1}, "both": {0, 1}}[half]
    return [turn for turn in turns if dialogues[turn.dialogue] % 2 in wanted]


def _asked(fields: dict[str, Any]) -> Asked:
    sources = fields["source"] if isinstance(fields["source"], list) else [fields["source"]]
    paragraph = fields["passage"] or ""
    answer = next(iter(fields["answers"]), "") if paragraph else ""
    gold = (Gold(source=s, paragraph=paragraph, answer=answer) for s in sources if s)
    return Asked(
        dialogue=re.sub(r"(_|-|<::>)\d+$", "", str(fields["id"])),
        message=fields["question"],
        before=tuple(exchanges(fields.get("dialogue") or ())),
        gold=tuple(gold) if fields["answerable"] else (),
        topics=tuple(fields.get("topic", ())),
        rewrite=fields.get("rewrite", ""),
    )


def exchanges(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield question and answer; lines of one speaker are joined."""
    question, answers = "", list[str]()
    for line in [*lines, "user: "]:
        speaker, _, text = line.partition(": ")
        if speaker == "agent":
            answers.append(text)
        elif question and not answers and text:
            question = f"{question} {text}"
        else:
            if question:
                yield question, " ".join(answers)
            question, answers = text, []


def made_dialogues(turns: Sequence[Asked]) -> list[Asked]:
    """Return single questions of a set, each after three others drawn from it with their answers.

    Nothing is left out of such a question, so all that is carried over is too much.
    """
    rng = random.Random(0)
    drawn = rng.sample([turn for turn in turns if turn.gold], min(N_MADE, len(turns)))
    made = []
    for turn in drawn:
        others = [other for other in rng.sample(drawn, 4) if other is not turn][:3]
        before = tuple((other.message, _sentence(other.gold[0])) for other in others)
        made.append(replace(turn, before=before))
    return made


def _sentence(gold: Gold) -> str:
    """Return the sentence of a paragraph that holds the answer."""
    return next((s for s in gold.paragraph.split(". ") if gold.answer in s), gold.answer)
