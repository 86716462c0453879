"""Makes the HTML beside the chat; pure functions, and the templates escape whatever they insert.

The widget that shows it inserts HTML as it is, so nothing of a document may reach it unescaped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from index.places import Places, in_words, place_in
from index.types import Document, DocumentSummary, Hit, Passage, Range, SpanKind
from qa.confidence import Certainty
from qa.page_pictures import pages_under
from qa.web import wording
from qa.web.folding import soft_breaks
from qa.web.landmarks import outline, section_at
from qa.web.links import Reference
from qa.web.marking import Look, Run, Stretch, clip, clip_landmarks, cut, runs
from qa.web.paper import Paper
from qa.web.reasons import Reason, certainty_in_words, fitting_in_words, reasons_for

WINDOW_CHARACTERS = 200_000
"""Most text shown on either side of a passage: the browser shows 0.1 MB of HTML in 0.16 s, 1 MB in
0.39 s and 4 MB in 1.4 s."""

_SPAN_LOOKS = {SpanKind.HEADING: Look.HEADING, SpanKind.DROPPED: Look.DROPPED}

TEMPLATES = Environment(
    loader=PackageLoader("qa.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
TEMPLATES.globals["wording"] = wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A passage and what an answer quotes from it; without references it was only near."""

    document: Document
    passage: Passage
    references: tuple[Reference, ...] = ()
    """All with a quote inside the passage, in the answer's order."""
    copies: tuple[str, ...] = ()
    """Other files with much the same text."""
    hit: Hit | None = None
    """Why a search brought the passage; None for those of an earlier turn."""
    matches: tuple[Range, ...] = ()
    """Where words of the question stand in it."""

    @property
    def reference(self) -> Reference:
        """What opening the card shows: the first quote, or the passage when nothing is quoted."""
        own = Reference(passage_id=self.passage.passage_id)
        return self.references[0] if self.references else own

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers by which the answer cites this passage."""
        return tuple(r.number for r in self.references if r.number is not None)

    @property
    def path(self) -> str:
        """Where in the document's outline the passage stands, its title first."""
        return " › ".join(filter(None, (self.passage.title, self.passage.heading)))

    @property
    def body(self) -> Range:
        """The passage's range without the heading that it begins with, which `path` shows."""
        start = self.passage.start
        for span in self.document.spans:
            if span.kind is SpanKind.HEADING and span.start == start:
                after = self.document.text[span.end : self.passage.end]
                start = span.end + len(after) - len(after.lstrip())
        return start, self.passage.end

    @property
    def place(self) -> str:
        """Where in the file it stands, in words, and of which day the file is."""
        quote = self.reference.quote
        if quote:
            place = place_in(self.passage, quote[0])
        else:
            place = Places(self.document).at(self.passage.start)
        return " · ".join(filter(None, (in_words(place), self.document.date)))

    @property
    def quoted(self) -> Range:
        """What opening the card marks: the first quote, or else the passage."""
        return self.reference.quote or (self.passage.start, self.passage.end)

    @property
    def page(self) -> str:
        """The number of the page that it begins on; empty in a file without pages."""
        under = pages_under(self.document, self.quoted)
        return under[0].label if under else ""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the passage is here, line by line; empty when that is not known."""
        return reasons_for(self.hit) if self.hit else ()

    @property
    def section(self) -> str:
        """The headings above what is marked; empty where `place` names them."""
        return section_at(self.document, self.quoted[0])

    def runs(self, window: Range) -> Iterator[Run]:
        """Return the document's text inside the window, cut where its look changes."""
        stretches = [*_structure(self.document, window), *self._marks()]
        return runs(cut(self.document.text[slice(*window)], clip(stretches, window)))

    def reading(self, window: Range) -> Iterator[Run]:
        """Return what `runs` does, with the document's outline in it."""
        parts = outline(self.document, window)
        stretches = [*_structure(self.document, window), *parts.headings, *self._marks()]
        text = self.document.text[slice(*window)]
        landmarks = clip_landmarks(parts.landmarks, window)
        return runs(cut(text, clip(stretches, window), landmarks))

    def _marks(self) -> Iterator[Stretch]:
        """Yield the passage and what is quoted from it."""
        yield Stretch(look=Look.PASSAGE, start=self.passage.start, end=self.passage.end)
        for reference in self.references:
            if reference.quote:
                start, end = reference.quote
                yield Stretch(look=Look.QUOTE, start=start, end=end, anchor=reference.anchor)
        for start, end in self.matches:
            yield Stretch(look=Look.MATCHED, start=start, end=end)


def empty_panel(line: str) -> str:
    """Return the HTML of a panel with nothing to show yet."""
    return TEMPLATES.get_template("empty.html").render(line=line)


def page_header(folder: str, documents: Sequence[DocumentSummary]) -> str:
    """Return the HTML that says what is being asked and how large it is."""
    size = wording.LIBRARY_SIZE.format(
        folder=folder,
        documents=f"{len(documents):,}",
        passages=f"{sum(d.n_passages for d in documents):,}",
    )
    return TEMPLATES.get_template("header.html").render(size=size)


def chat_list(library: str) -> str:
    """Return the HTML of the list of chats with a library, which its script fills."""
    return TEMPLATES.get_template("chats.html").render(library=library)


def card_list(cards: Sequence[Card], certainty: Certainty | None = None) -> str:
    """Return the HTML of an answer's cited passages, or of the nearest when none is cited.

    Args:
        cards: In the order they are shown.
        certainty: How sure the answer is; None when that is not known.
    """
    if not cards:
        return empty_panel(wording.PASSAGES_EMPTY)
    cited = any(card.references for card in cards)
    sure = certainty_in_words(certainty, answered=cited) if certainty else ""
    return TEMPLATES.get_template("cards.html").render(
        cards=cards,
        cited=cited,
        sure=sure,
        fitting=fitting_in_words(certainty) if certainty else "",
    )


def document_view(
    card: Card, *, opening: int, paper: Paper | None = None, reach: int = WINDOW_CHARACTERS
) -> str:
    """Return the HTML of a card's whole document, its passage tinted and its quotes marked.

    Args:
        card: What the document is opened at.
        opening: Differs at every call; the browser ignores HTML equal to what it shows.
        paper: Pictures of its pages, to be shown first; None while they are not asked for.
        reach: Most characters shown on either side of the passage.
    """
    length = len(card.document.text)
    start, end = max(0, card.passage.start - reach), min(length, card.passage.end + reach)
    return TEMPLATES.get_template("document.html").render(
        card=card,
        opening=opening,
        paper=paper,
        window=(start, end),
        n_before=start,
        n_after=length - end,
    )


def _structure(document: Document, window: Range) -> Iterator[Stretch]:
    """Yield what looks different whatever is quoted."""
    for span in document.spans:
        if span.kind in _SPAN_LOOKS:
            yield Stretch(look=_SPAN_LOOKS[span.kind], start=span.start, end=span.end)
    for start, end in soft_breaks(document, window):
        yield Stretch(look=Look.FOLDED, start=start, end=end)
