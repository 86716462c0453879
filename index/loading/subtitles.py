"""Subtitles: what is said, in paragraphs, so that sentences run on from one cue to the next.

Times and settings are left out; each line remembers when it is shown and where it stands in the
file. Programs that caption as people speak repeat lines while they roll up: these come once.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.errors import UnreadableDocumentError
from index.loading.content import Content
from index.loading.decoding import decode
from index.loading.layout import Layout
from index.types import SpanKind

_PAUSE_S = 3.0
"""A silence this long ends a paragraph."""

_LONG_CHARACTERS = 800
"""A paragraph this long ends with the next sentence."""

_TIME = r"(?:(?P<{0}h>\d{{1,4}}):)?(?P<{0}m>\d{{1,2}}):(?P<{0}s>\d{{1,2}})[.,](?P<{0}f>\d{{1,3}})"
_TIMING = re.compile(rf"\s*{_TIME.format('a')}\s*-->\s*{_TIME.format('b')}(?:\s.*)?")
_SPEAKER = re.compile(r"<v(?:\.[\w.-]+)?[ \t]+([^<>]+)>")
_TAG = re.compile(
    r"</?(?:[biu]|c|v|font|ruby|rt|lang|s)(?:[.\s][^<>]*)?>|<\d[\d:.]*>|\{\\?[\\\w][^{}]{0,40}\}",
    re.I,
)
_IDENTIFIER = re.compile(r"\s*\d+\s*")
_ASIDE = re.compile(r"(NOTE|STYLE|REGION)(?:\s.*)?")
_LABELLED_SPEAKER = re.compile(r"\s*(?:-\s|[A-Z][\w .'’]{1,30}:\s|>>)")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


@dataclass(slots=True)
class _Cue:
    start_s: float
    end_s: float
    lines: list[tuple[int, str]] = field(default_factory=list)
    """Lines as shown, each with its number in the file."""

    @property
    def label(self) -> str:
        """When it is shown, `00:01:02`."""
        seconds = int(self.start_s)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@dataclass(slots=True)
class _Aside:
    """Lines of the file that are not shown."""

    line: int
    text: str
    reason: str


def load_subtitles(data: bytes, source: str) -> Content:
    """Load SubRip or WebVTT subtitles; a cue is a line or more of a paragraph."""
    text, encoding = decode(data, source)
    is_vtt = text.startswith("WEBVTT")
    parts = list(_parts(text, is_vtt))
    if not any(isinstance(part, _Cue) for part in parts):
        raise UnreadableDocumentError(
            f"Expected subtitles in '{source}', found no times such as 00:01:02,500 -->"
            " 00:01:04,000. Save it as .txt if it is plain text"
        )
    layout = Layout()
    for paragraph in _paragraphs(parts):
        _lay_out(layout, paragraph)
    return layout.content(title="", encoding=encoding)


def _parts(text: str, is_vtt: bool) -> Iterator[_Cue | _Aside]:
    """Yield cues and what stands between them, in order of the file."""
    lines = re.split(r"\r\n?|\n", text)
    cue: _Cue | None = None
    aside = "header" if is_vtt else ""
    for i, line in enumerate(lines):
        if match := _TIMING.fullmatch(line):
            if cue:
                yield cue
            cue, aside = _Cue(_seconds(match, "a"), _seconds(match, "b")), ""
        elif not line.strip():
            aside = ""
        elif _is_identifier(lines, i, is_vtt):
            continue
        elif aside or (is_vtt and _begins_aside(lines, i)):
            aside = aside or line.split()[0].lower()
            if aside not in {"style", "region"}:
                if cue:
                    yield cue
                    cue = None
                yield _Aside(i + 1, line, aside)
        elif cue is None:
            yield _Aside(i + 1, line, "outside of cues")
        elif shown := _shown(line, is_vtt):
            cue.lines.append((i + 1, shown))
    if cue:
        yield cue


def _seconds(match: re.Match[str], side: str) -> float:
    hours, minutes, seconds, fraction = (match[side + part] for part in "hmsf")
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + float(f"0.{fraction}")


def _is_identifier(lines: list[str], i: int, is_vtt: bool) -> bool:
    """Whether a line names the cue whose time is on the next line."""
    begins = i == 0 or not lines[i - 1].strip()
    is_above_time = i + 1 < len(lines) and bool(_TIMING.fullmatch(lines[i + 1]))
    return is_above_time and (bool(_IDENTIFIER.fullmatch(lines[i])) or (is_vtt and begins))


def _begins_aside(lines: list[str], i: int) -> bool:
    return not lines[i - 1].strip() and bool(_ASIDE.fullmatch(lines[i]))


def _shown(line: str, is_vtt: bool) -> str:
    """Return a line as it is shown: without tags, a speaker in front of what they say."""
    plain = _TAG.sub("", _SPEAKER.sub(lambda match: f"{match[1].strip()}: ", line))
    return " ".join((html.unescape(plain) if is_vtt else plain).split())


def _paragraphs(parts: list[_Cue | _Aside]) -> Iterator[list[_Cue | _Aside]]:
    """Yield the cues that are read as one paragraph; what is not shown stands alone."""
    current: list[_Cue | _Aside] = []
    for part in parts:
        if current and _ends(current, part):
            yield current
            current = []
        before = current[-1] if current else None
        if isinstance(part, _Cue) and isinstance(before, _Cue):
            _drop_repeated(before, part)
        if isinstance(part, _Aside) or part.lines:
            current.append(part)
    if current:
        yield current


def _ends(current: list[_Cue | _Aside], part: _Cue | _Aside) -> bool:
    last = current[-1]
    if isinstance(last, _Aside) or isinstance(part, _Aside):
        return True
    if part.start_s - last.end_s > _PAUSE_S:
        return True
    if part.lines and _LABELLED_SPEAKER.match(part.lines[0][1]):
        return True
    length = sum(len(text) for cue in current if isinstance(cue, _Cue) for _, text in cue.lines)
    return length > _LONG_CHARACTERS and bool(_SENTENCE_END.search(last.lines[-1][1]))


def _drop_repeated(before: _Cue, cue: _Cue) -> None:
    """Take off a cue the lines with which it repeats the end of the cue before."""
    shown = [text for _, text in cue.lines]
    previous = [text for _, text in before.lines]
    for n in range(min(len(shown), len(previous)), 0, -1):
        if previous[-n:] == shown[:n]:
            before.end_s = max(before.end_s, cue.end_s)
            del cue.lines[:n]
            return


def _lay_out(layout: Layout, paragraph: list[_Cue | _Aside]) -> None:
    if isinstance(paragraph[0], _Aside):
        aside = paragraph[0]
        layout.mark(SpanKind.LINE, str(aside.line))
        layout.add(aside.text, SpanKind.DROPPED, aside.reason)
        return
    lines: list[str] = []
    offset = 0
    for cue in paragraph:
        assert isinstance(cue, _Cue), "an aside stands alone"
        layout.mark(SpanKind.CUE, cue.label, offset=offset)
        for number, text in cue.lines:
            layout.mark(SpanKind.LINE, str(number), offset=offset)
            lines.append(text)
            offset += len(text) + 1
    layout.add("\n".join(lines))
