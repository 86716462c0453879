"""What the library still holds of the quotes that links of the chat refer to."""

from dataclasses import asdict

from index.places import place_in
from qa.assistant import Assistant
from qa.types import Citation
from qa.web.links import Reference


class Proofs:
    """Finds quotes by their links; a passage's id is of its file, place and words."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def citation(self, reference: Reference) -> Citation | None:
        """Return what a link quotes; None if its words are no longer where they were."""
        passage = self._assistant.passage(reference.passage_id)
        document = self._assistant.document(passage.source) if passage else None
        if passage is None or document is None or reference.quote is None:
            return None
        start, end = reference.quote
        if not passage.start <= start < end <= passage.end:
            return None
        return Citation(
            **asdict(place_in(passage, start)),
            number=reference.number or 1,
            source=passage.source,
            title=passage.title,
            heading=passage.heading,
            start=start,
            end=end,
            date=document.date,
            quote=document.text[start:end],
            span=None,
            digest=document.digest,
            passage_id=passage.passage_id,
            also_in=(),
        )
