"""Chooses the sentences that answer with a cross-encoder, which scores passages as wholes."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.quiet_loading import loading_quietly
from index.types import Hit, Lexicon
from qa.question import Question
from qa.reader.reading import Reading, shares
from qa.reader.sentence_reader import candidates

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class PassageReader:
    """Orders passages with a cross-encoder and the sentences of each by their words."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder
        self._loading = threading.Lock()
        self._encoder: CrossEncoder | None = None

    def read(self, question: str, hits: Sequence[Hit], lexicon: Lexicon) -> tuple[Reading, ...]:
        """Return the sentences that may answer, best first."""
        found = candidates(Question.parse(question, lexicon), hits, lexicon)
        if not found:
            return ()
        pairs = [(question, hit.passage.embedded_text) for hit in hits]
        scores = [float(score) for score in self._loaded().predict(pairs)]
        relevance = {h.passage.passage_id: s for h, s in zip(hits, scores, strict=True)}
        margins = [relevance[candidate.hit.passage.passage_id] for candidate in found]
        evidence = [m + candidate.evidence() for m, candidate in zip(margins, found, strict=True)]
        order = sorted(range(len(found)), key=lambda i: (-evidence[i], i))
        belief = shares([evidence[i] for i in order])
        return tuple(
            Reading(
                hit=found[i].hit,
                start=found[i].start,
                end=found[i].end,
                span=None,
                score=share,
                evidence=evidence[i],
                margin=margins[i],
                near_margin=margins[i],
            )
            for i, share in zip(order, belief, strict=True)
        )

    def _loaded(self) -> "CrossEncoder":
        with self._loading:
            if self._encoder is None:
                # here: opening a library must not wait for them (4 s)
                from sentence_transformers import CrossEncoder
                from torch.nn import Identity

                # Its own last step would squeeze the scores into [0, 1].
                with loading_quietly():
                    self._encoder = CrossEncoder(
                        str(self._folder), local_files_only=True, activation_fn=Identity()
                    )
            return self._encoder
