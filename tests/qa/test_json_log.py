"""The JSON log tells every event in a line and carries no words of documents or questions."""

import json
import logging
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.events import log_event
from qa.cli import main
from qa.json_log import json_log
from tests.index.builders import library

Event = dict[str, object]


def events(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[Event]:
    """Run a command and return its events; nothing else may stand on stderr."""
    capsys.readouterr()
    main([*(str(argument) for argument in arguments), "--log-json"])
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def named(found: list[Event], name: str) -> list[Event]:
    return [event for event in found if event["event"] == name]


def test_a_sync_tells_what_became_of_every_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    texts = {"a.txt": "The pier is long.", "b.txt": "A net.", "c.txt": "A boat.", "d.xyz": "?"}
    docs = library(tmp_path / "docs", texts)

    found = events(capsys, "sync", docs)

    assert [event["event"] for event in found] == [
        "sync started",
        *["file added"] * 3,
        "file skipped",
        "sync finished",
    ]
    assert [event["source"] for event in named(found, "file added")] == ["a.txt", "b.txt", "c.txt"]
    assert found[-1]["n_embedded"] == 3
    assert {event["level"] for event in found} == {"info"}
    (docs / "a.txt").write_text("The pier is longer.")
    (docs / "b.txt").rename(docs / "e.txt")
    (docs / "c.txt").unlink()

    found = events(capsys, "sync", docs)

    assert [event["source"] for event in named(found, "file changed")] == ["a.txt"]
    [moved] = named(found, "file moved")
    assert (moved["before"], moved["source"]) == ("b.txt", "e.txt")
    assert [event["source"] for event in named(found, "file removed")] == ["c.txt"]


def test_an_answer_is_told_with_its_time_and_confidence_but_without_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    docs = library(tmp_path / "docs", {"a.txt": "The Alder pier is forty metres long."})

    found = events(capsys, "ask", "How long is the Alder pier?", "--docs", docs)

    [answered] = named(found, "question answered")
    assert (answered["answered"], answered["n_citations"]) == (True, 1)
    assert 0 < float(str(answered["confidence"])) <= 1
    assert float(str(answered["seconds"])) > 0
    assert "Alder" not in json.dumps(found)


def test_a_repair_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    docs = library(tmp_path / "docs", {"a.txt": "The Alder pier is forty metres long."})
    main(["sync", str(docs)])
    (docs / ".qa" / "derived" / "1" / "manifest.json").unlink()

    found = events(capsys, "search", "pier", "--docs", docs)

    assert [event["generation"] for event in named(found, "store repaired")] == [1]
    [warning] = named(found, "warning")
    assert str(warning["message"]).startswith("Making the indexes again from the catalog")
    catalog = Catalog.open(docs / ".qa" / "catalog.sqlite")
    catalog.run("UPDATE passages SET text = 'x'")
    catalog.close()

    found = events(capsys, "doctor", docs, "--repair")

    assert [event["n_damaged"] for event in named(found, "store repaired")] == [1]


def test_why_a_command_failed_is_an_event_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    [told] = events(capsys, "sync", tmp_path / "none")

    assert (told["level"], told["event"]) == ("error", "error")
    assert "found nothing there" in str(told["message"])


def test_a_remark_is_an_event_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    docs = library(tmp_path / "docs", {"a.txt": "The Alder pier is forty metres long."})

    [remark] = named(events(capsys, "evaluate", "--thumbs", "--docs", docs), "warning")

    assert "No verdicts of readers yet" in str(remark["message"])


def test_a_file_name_stays_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    with json_log():
        log_event(logging.getLogger("index.test"), "file added", source="a\n\x1b[2J\u2028b.txt")

    [line] = capsys.readouterr().err.split("\n")[:-1]
    assert line.isascii()
    assert json.loads(line)["source"] == "a\n\x1b[2J\u2028b.txt"


def test_nobody_listens_unless_asked_to(capsys: pytest.CaptureFixture[str]) -> None:
    with json_log():
        pass
    log_event(logging.getLogger("index.test"), "file added", source="a.txt")

    assert capsys.readouterr().err == ""
