"""Values for tests of rendering, small enough to count their characters by hand."""

from index.types import Document, Hit, Leg, Passage, Place, Span, SpanKind
from qa.types import Answer, Citation, Statement

TEXT = "# Leave\n\nStaff get 25 days. Five may be kept.\n\nSick days are extra.\n"
FIRST = "0" * 15 + "1"
SECOND = "0" * 15 + "2"

DOCUMENT = Document(
    source="policies/leave.md",
    title="Leave",
    text=TEXT,
    digest="d" * 64,
    encoding="utf-8",
    spans=(
        Span(kind=SpanKind.SECTION, start=0, end=len(TEXT), label="Leave"),
        Span(kind=SpanKind.HEADING, start=0, end=7),
        Span(kind=SpanKind.BLOCK, start=9, end=45),
        Span(kind=SpanKind.BLOCK, start=47, end=67),
    ),
)


def passage(passage_id: str, start: int, end: int, document: Document = DOCUMENT) -> Passage:
    return Passage(
        passage_id=passage_id,
        source=document.source,
        title=document.title,
        heading="Leave",
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=((start, end),),
        places=(Place(line=3),),
    )


def hit(found: Passage, rank: int = 1) -> Hit:
    return Hit(
        passage=found,
        score=1.0,
        rank=rank,
        cosine=0.5,
        dense=Leg(rank=rank, score=0.5),
        lexical=None,
        matched=(),
        nearest=None,
        reprints=(),
    )


def citation(number: int, found: Passage, start: int, end: int) -> Citation:
    return Citation(
        number=number,
        source=found.source,
        title=found.title,
        heading=found.heading,
        start=start,
        end=end,
        line=3,
        date="",
        quote=TEXT[start:end],
        span=None,
        digest="d" * 64,
        passage_id=found.passage_id,
        also_in=(),
    )


def answer(
    text: str,
    *,
    statements: tuple[Statement, ...] = (),
    citations: tuple[Citation, ...] = (),
    hits: tuple[Hit, ...] = (),
) -> Answer:
    return Answer(
        question="?",
        query="?",
        text=text,
        statements=statements,
        citations=citations,
        hits=hits,
        confidence=0.9,
    )
