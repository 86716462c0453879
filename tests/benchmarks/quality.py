"""Ask the product a set of questions and count what it finds, quotes and abstains from.

    python -m tests.benchmarks.quality squad2-dev --data ../shared/eval --questions 800
    python -m tests.benchmarks.quality articles --folder ../shared/articles --file questions.jsonl

The whole corpus of the set is one library. A question is an object with `question`, `answers`,
`answerable` and `source`; sets with gold paragraphs also have `passage`.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.types import Document, Hit
from qa.assistant import Assistant
from qa.metrics import holds_answer
from qa.types import Answer

Question = dict[str, Any]

TOP_K = 5
SEED = 0


@dataclass
class Tally:
    """What was counted; every list has one entry per question it applies to."""

    gold_found: list[bool] = field(default_factory=list)
    first_holds: list[bool] = field(default_factory=list)
    source_first: list[bool] = field(default_factory=list)
    abstained: list[bool] = field(default_factory=list)
    abstained_rightly: list[bool] = field(default_factory=list)
    verbatim: list[bool] = field(default_factory=list)
    search_ms: list[float] = field(default_factory=list)
    ask_ms: list[float] = field(default_factory=list)
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def measure(assistant: Assistant, questions: Iterable[Question]) -> Tally:
    """Search for and ask every question."""
    tally = Tally()
    for question in questions:
        hits = _timed(tally.search_ms, assistant.search, question["question"], top_k=TOP_K)
        answer = _timed(tally.ask_ms, assistant.ask, question["question"])
        tally.confidences.append((answer.confidence, question["answerable"]))
        tally.verbatim += [_is_verbatim(assistant, citation) for citation in answer.citations]
        if question["answerable"]:
            _count_answerable(tally, assistant, question, hits, answer)
        else:
            tally.abstained_rightly.append(not answer.answered)
            if answer.answered:
                tally.missed.append(_line("ANSWERED", question, answer))
    return tally


def report(tally: Tally) -> list[str]:
    """Return the figures, one a line; those without a question are left out."""
    lines = [
        _share("recall@5 of the gold sentence's passage", tally.gold_found),
        _share("first quoted sentence holds an answer", tally.first_holds),
        _share("right file cited first", tally.source_first),
        _share("abstained though answerable", tally.abstained),
        _share("abstained where there is no answer", tally.abstained_rightly),
        _share("quotes that stand verbatim in the file", tally.verbatim),
        f"search median {statistics.median(tally.search_ms):.0f} ms,"
        f" ask median {statistics.median(tally.ask_ms):.0f} ms",
    ]
    return [line for line in lines if line]


def load_questions(path: Path) -> list[Question]:
    """Return the questions of a file; those that lean on earlier turns are left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    return [question for question in questions if not question.get("history")]


def sampled(questions: Sequence[Question], n_questions: int | None) -> list[Question]:
    """Return so many questions drawn by a fixed seed, or all."""
    if n_questions is None or n_questions >= len(questions):
        return list(questions)
    return random.Random(SEED).sample(list(questions), n_questions)


def _count_answerable(
    tally: Tally, assistant: Assistant, question: Question, hits: Sequence[Hit], answer: Answer
) -> None:
    document = assistant.document(_sources(question)[0])
    gold = _gold_sentences(question, document, hits) if document else None
    if gold is not None:
        tally.gold_found.append(gold)
    first = answer.citations[0] if answer.citations else None
    holds = first is not None and holds_answer(first.quote, question["answers"])
    tally.abstained.append(first is None)
    tally.first_holds.append(holds)
    tally.source_first.append(first is not None and first.source in _sources(question))
    if not holds:
        tally.missed.append(_line("MISSED", question, answer))


def _gold_sentences(question: Question, document: Document, hits: Sequence[Hit]) -> bool | None:
    """Say whether a hit holds a sentence that answers; None if the set names no gold text."""
    if not question.get("passage"):
        return None
    begin = document.text.find(question["passage"])
    if begin < 0:
        return None
    end = begin + len(question["passage"])
    return any(
        hit.passage.source == document.source
        and any(
            _overlaps(sentence, place)
            for sentence in hit.passage.sentences
            if begin <= sentence[0] < end
            for place in _places(document.text, question["answers"], begin, end)
        )
        for hit in hits
    )


def _places(text: str, answers: Iterable[str], begin: int, end: int) -> list[tuple[int, int]]:
    found = []
    for answer in answers:
        start = text.find(answer, begin, end)
        while start >= 0:
            found.append((start, start + len(answer)))
            start = text.find(answer, start + 1, end)
    return found


def _overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_verbatim(assistant: Assistant, citation: Any) -> bool:
    """Say whether the quote stands in the file's own bytes, read anew."""
    text = (assistant.folder / citation.source).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")[citation.start : citation.end] == citation.quote


def _sources(question: Question) -> list[str]:
    source = question["source"]
    return [source] if isinstance(source, str) else list(source or [])


def _timed(times_ms: list[float], call: Callable[..., Any], *args: Any, **options: Any) -> Any:
    start = time.perf_counter()
    result = call(*args, **options)
    times_ms.append(1000 * (time.perf_counter() - start))
    return result


def _share(name: str, outcomes: Sequence[bool]) -> str:
    if not outcomes:
        return ""
    return f"{name}: {sum(outcomes) / len(outcomes):.4f} ({sum(outcomes)} of {len(outcomes)})"


def _line(what: str, question: Question, answer: Answer) -> str:
    quote = answer.citations[0].quote if answer.citations else "abstained"
    return f"{what} {answer.confidence:.2f} {question['question']} -> {' '.join(quote.split())}"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Measure the product on a question set.")
    parser.add_argument("name", help="an evaluation set such as squad2-dev, or `articles`")
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--folder", type=Path, help="the documents, where not DATA/NAME/corpus")
    parser.add_argument("--file", type=Path, help="the questions, where not DATA/NAME")
    parser.add_argument("--store", type=Path, help="keep the index here between runs")
    parser.add_argument("--questions", type=int, help="so many, drawn by a fixed seed")
    parser.add_argument("--answerable", action="store_true", help="only those with an answer")
    parser.add_argument("--misses", action="store_true", help="print every question missed")
    chosen = parser.parse_args()
    folder = chosen.folder or chosen.data / chosen.name / "corpus"
    file = chosen.file or chosen.data / chosen.name / "questions.jsonl"
    for path in (folder, file):
        if not path.exists():
            print(f"Skipped: expected the evaluation data at {path}, found nothing")
            return 0
    questions = load_questions(file)
    if chosen.answerable:
        questions = [question for question in questions if question["answerable"]]
    with tempfile.TemporaryDirectory() as scratch:
        assistant = Assistant.open(folder, store=chosen.store or Path(scratch))
        print(f"{chosen.name}: {len(assistant.sync().added)} documents indexed", file=sys.stderr)
        tally = measure(assistant, sampled(questions, chosen.questions))
        assistant.close()
    print("\n".join(report(tally) + (tally.missed if chosen.misses else [])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
