"""What passes between the product and the process that parses or draws: JSON, then raw bytes.

Nothing is pickled, and no text is escaped: a document's text goes as it is.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.picture import Box, PagePicture
from index.types import Span, SpanKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A file to parse, or to draw a page of."""

    work: str
    """Name of the function that does it, as `pkgutil.resolve_name` takes it."""
    source: str
    data: bytes
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """What the function takes beside the bytes and the source."""


Result = Content | PagePicture


def write_request(request: Request, pipe: IO[bytes]) -> None:
    """Write a request and hand it over at once."""
    head = {"work": request.work, "source": request.source, "arguments": request.arguments}
    _write(pipe, head, request.data)


def read_request(pipe: IO[bytes]) -> Request | None:
    """Return the next request, None when there will be none."""
    frame = _read(pipe)
    return Request(**frame[0], data=frame[1]) if frame else None


def write_result(result: Result, pipe: IO[bytes]) -> None:
    """Write what was found in a file, or drawn of it."""
    if isinstance(result, PagePicture):
        _write_picture(result, pipe)
    else:
        _write_content(result, pipe)


def _write_picture(picture: PagePicture, pipe: IO[bytes]) -> None:
    head = asdict(picture)
    data = head.pop("data")
    _write(pipe, {"picture": head}, data)


def _write_content(content: Content, pipe: IO[bytes]) -> None:
    head = {
        "title": content.title,
        "encoding": content.encoding,
        "date": content.date,
        "remarks": content.remarks,
        "spans": [(s.kind, s.start, s.end, s.label) for s in content.spans],
    }
    _write(pipe, head, content.text.encode("utf-8", "surrogatepass"))


def write_error(error: str, pipe: IO[bytes]) -> None:
    """Write, in a line for the user, why a file could not be parsed."""
    _write(pipe, {"error": error}, b"")


def read_result(pipe: IO[bytes]) -> Result | None:
    """Return what was found or drawn, None if the other side ended before it said anything.

    Raises:
        UnreadableDocumentError: If the other side says why it found nothing.
    """
    frame = _read(pipe)
    if frame is None:
        return None
    head, data = frame
    if "error" in head:
        raise UnreadableDocumentError(head["error"])
    return _picture(head["picture"], data) if "picture" in head else _content(head, data)


def _picture(head: dict[str, Any], data: bytes) -> PagePicture:
    boxes = tuple(Box(**box) for box in head.pop("boxes"))
    return PagePicture(**head, boxes=boxes, data=data)


def _content(head: dict[str, Any], data: bytes) -> Content:
    return Content(
        title=head["title"],
        text=data.decode("utf-8", "surrogatepass"),
        encoding=head["encoding"],
        spans=tuple(
            Span(kind=SpanKind(kind), start=start, end=end, label=label)
            for kind, start, end, label in head["spans"]
        ),
        date=head["date"],
        remarks=tuple(head["remarks"]),
    )


def _write(pipe: IO[bytes], head: dict[str, Any], data: bytes) -> None:
    line = json.dumps({"n_bytes": len(data), "head": head}).encode()
    pipe.write(line + b"\n")
    pipe.write(data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Return the next frame, None at the end or in the middle of a frame that was cut."""
    line = pipe.readline()
    if not line.endswith(b"\n"):
        return None
    frame = json.loads(line)
    data = pipe.read(frame["n_bytes"])
    return (frame["head"], data) if len(data) == frame["n_bytes"] else None
