"""Chooses the sentences that answer: by meaning, by words and by the kind of answer asked for.

A linear model over a dozen features, fitted with tests/benchmarks/fit_reader.py. No network but
the embedder's reads the text; it embeds only the few sentences that the words have not ruled out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.types import Embedder, Hit, Lexicon, Passage
from qa.features import SentenceWords, Surroundings, sentence_features
from qa.question import Question
from qa.reader.reading import Reading, shares
from qa.required_figures import required_figures
from qa.variants import CELLS, Variants

SENTENCES_NAME = "sentences"

WEIGHTS: Mapping[str, float] = {
    "cosine": 5.23,  # of the question and the sentence
    "hit": 3.42,  # the passage's fused score
    "hit_cosine": 8.27,  # of the question and the passage
    "coverage": 6.58,  # share of the question's weight that the sentence's words cover
    "coverage_before": 3.09,  # the same, what the sentence before it adds
    "coverage_after": 1.94,  # what the sentence after it adds
    "coverage_passage": 1.20,  # what the whole passage, its title and heading add
    "stems": 0.76,  # share covered only by a word of the same beginning
    "names": -0.38,  # share of its names and numbers; they weigh less than coverage counts them
    "focus": 0.79,  # whether it holds the thing asked for: the city of "which city"
    "pairs": 0.57,  # share of the question's neighbouring words that stand close together
    "kind_held": 1.49,  # it holds a date where one is asked for, a number, a name: 1 or -1
    "kind_far": 1.48,  # how far that stands from the question's words: 0 to -1
    "counted": 0.62,  # a number right before the thing counted
    "short": -2.28,  # how far it falls short of twelve words
    "pronoun": -0.40,  # it begins with a word that points back
    "asks": -3.00,  # it is a question itself (set by hand: the training texts ask hardly any)
    "fragment": -1.50,  # it is no full sentence (set by hand: the training texts hold none)
}

N_EMBEDDED = 12
"""Sentences compared by meaning. Of 4,110 questions, the first sentence is that of comparing all
(36 on average) for 99.95 % with 8 and for all with 12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence and what speaks for it, its meaning not yet compared."""

    hit: Hit
    start: int
    end: int
    words: SentenceWords
    features: Mapping[str, float]

    def evidence(self, weights: Mapping[str, float] = WEIGHTS) -> float:
        """Return the weighted sum of the features."""
        return sum(weights[name] * value for name, value in self.features.items())


class SentenceReader:
    """Reads with the embedder and the library's word weights alone."""

    name = SENTENCES_NAME

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, question: str, hits: Sequence[Hit], lexicon: Lexicon) -> tuple[Reading, ...]:
        """Return the sentences that may answer, best first."""
        found = candidates(Question.parse(question, lexicon), hits, lexicon)
        likely = sorted(found, key=lambda candidate: -candidate.evidence())[:N_EMBEDDED]
        evidence = self._with_meaning(question, likely)
        order = sorted(range(len(likely)), key=lambda i: (-evidence[i], i))
        belief = shares([evidence[i] for i in order])
        return tuple(
            Reading(
                hit=likely[i].hit,
                start=likely[i].start,
                end=likely[i].end,
                span=None,
                score=share,
                evidence=evidence[i],
                margin=None,
                near_margin=None,
            )
            for i, share in zip(order, belief, strict=True)
        )

    def _with_meaning(self, question: str, likely: Sequence[Candidate]) -> list[float]:
        if not likely:
            return []
        vector = self._embedder.embed_queries([question])[0]
        rows = self._embedder.embed_passages([candidate.words.text for candidate in likely])
        cosines = (rows @ vector).tolist()
        return [
            candidate.evidence() + WEIGHTS["cosine"] * cosine
            for candidate, cosine in zip(likely, cosines, strict=True)
        ]


def candidates(question: Question, hits: Sequence[Hit], lexicon: Lexicon) -> list[Candidate]:
    """Return every sentence of the hits that may answer, once, with its features but `cosine`."""
    required, asked = required_figures(question.text), Variants.of(question.text)
    seen: set[tuple[str, int, int]] = set()
    found: list[Candidate] = []
    for hit in hits:
        passage = hit.passage
        held = frozenset(lexicon.terms(passage.embedded_text))
        sentences = [
            SentenceWords(passage.text[start - passage.start : end - passage.start], lexicon)
            for start, end in passage.sentences
        ]
        for i, (start, end) in enumerate(passage.sentences):
            if (passage.source, start, end) in seen or not sentences[i].words:
                continue
            seen.add((passage.source, start, end))
            text = sentences[i].text
            if asked.told_of_another(text, passage) or _names_columns(text, passage):
                continue
            table = passage.embedded_text if CELLS in text else ""
            if not all(figure.stands_in(text, table=table) for figure in required):
                continue
            around = Surroundings(
                before=sentences[i - 1].held if i else frozenset(),
                after=sentences[i + 1].held if i + 1 < len(sentences) else frozenset(),
                passage=held,
            )
            features = sentence_features(question, sentences[i], around)
            features |= {"hit": hit.score, "hit_cosine": hit.cosine}
            found.append(
                Candidate(hit=hit, start=start, end=end, words=sentences[i], features=features)
            )
    return found


def _names_columns(sentence: str, passage: Passage) -> bool:
    """Whether it is the row of a table whose cells stand before those of the other rows."""
    first, *others = sentence.split(CELLS)
    return bool(others) and f"{first}: " in passage.text
