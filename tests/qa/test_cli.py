"""The command line says the same as the library, in words or as JSON, and never a traceback."""

import io
import json
import signal
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from index.catalog import Catalog
from qa.assistant import Assistant
from qa.cli import main
from qa.commands.measuring import SHOWN_ERRORS
from qa.confidence import ConfidenceModel
from qa.reader import BUNDLED_NAME
from qa.settings import Settings
from tests.index.builders import library
from tests.qa.conftest import ARTICLES

QUESTION = "How many panels does the solar plant have?"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_json_is_the_librarys_answer(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path
) -> None:
    code, out, _ = run(capsys, "ask", QUESTION, "--docs", folder, "--json")

    answer = marlow.ask(QUESTION)
    expected = json.loads(json.dumps({**asdict(answer), "answered": True}))
    assert (0, expected) == (code, json.loads(out))


def test_an_answer_in_words_names_its_files(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path
) -> None:
    code, out, _ = run(capsys, "ask", QUESTION, "--docs", folder)

    answer = marlow.ask(QUESTION)
    assert code == 0
    assert out.splitlines() == [
        answer.text,
        "  [1] energy/solar.md, line 5 · The plant",
        f"  {100 * answer.confidence:.0f} % sure that the first quote is right",
    ]


def test_a_list_has_a_line_for_each_document(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path
) -> None:
    _, out, _ = run(capsys, "ask", "Which documents are there?", "--docs", folder)

    answer = marlow.ask("Which documents are there?")
    lines = out.splitlines()[: len(answer.documents)]
    assert len(lines) > 1
    assert all(source in line for source, line in zip(answer.documents, lines, strict=True))
    assert "sure" not in out


def test_an_abstention_is_no_failure(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path
) -> None:
    code, out, _ = run(capsys, "ask", "What is the capital of Mongolia?", "--docs", folder)

    assert code == 0
    assert "Nearest passages:" in out


def test_a_chat_reads_each_line_with_those_before_it(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    marlow: Assistant,
    folder: Path,
) -> None:
    lines = ["When did the solar plant of Marlow open?", "x" * 3_000, "And who designed it?"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))

    code, out, err = run(capsys, "chat", folder)

    conversation = marlow.chat()
    first, second = conversation.ask(lines[0]), conversation.ask(lines[2])
    shown = out.splitlines()
    assert code == 0
    assert shown[0] == first.text
    assert f"searched for: {second.query}" in shown
    assert second.text in shown
    assert "qa: Expected a question of at most" in err


def test_search_gives_the_librarys_hits(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path
) -> None:
    code, out, _ = run(capsys, "search", "rye", "--docs", folder, "--top-k", "2", "--json")

    hits = json.loads(json.dumps([asdict(hit) for hit in marlow.search("rye", top_k=2)]))
    assert (0, hits) == (code, json.loads(out))


def test_search_in_words_says_why(
    capsys: pytest.CaptureFixture[str], marlow: Assistant, folder: Path
) -> None:
    _, out, _ = run(capsys, "search", "rye bread", "--docs", folder, "--source", "bread.html")

    assert out.startswith("1. bread.html, line 1 (cosine 0.")
    assert "words: rye, bread)" in out.splitlines()[0]


def test_sync_reports_what_it_did(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = library(tmp_path / "docs", {"a.txt": "A river.", "b.xyz": "?", "c.txt": ""})

    code, out, err = run(capsys, "sync", folder)

    assert (code, out) == (0, "")
    assert "1 added, 2 skipped" in err.splitlines()
    assert any(line.startswith("skipped b.xyz: not one of .") for line in err.splitlines())
    _, out, _ = run(capsys, "sync", folder, "--json")
    assert json.loads(out)["n_unchanged"] == 1


def test_a_watched_folder_is_followed_until_it_is_interrupted(tmp_path: Path) -> None:
    docs = library(tmp_path / "docs", {"a.txt": "A river."})
    command = [sys.executable, "-m", "qa", "sync", str(docs), "--watch", "--log-json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr is not None
        lines = iter(watching.stderr.readline, "")
        events = map(json.loads, lines)
        assert any(event["event"] == "sync finished" for event in events)
        (docs / "b.txt").write_text("A boat.")
        added = next(event for event in events if event["event"] == "file added")
        watching.send_signal(signal.SIGINT)
        rest = list(lines)

    assert added["source"] == "b.txt"
    assert watching.returncode == 0
    assert "Traceback" not in "".join(rest)


def test_a_report_accounts_for_every_character(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = "---\ntitle: Boats\n---\n\nOne boat is blue.\n"
    docs = library(tmp_path / "docs", {"a.md": text, "b.xyz": "?"})

    code, out, _ = run(capsys, "sync", docs, "--report")

    first, second, total = out.splitlines()
    assert code == 0
    assert first == (
        "a.md: 31 characters = 14 kept + 17 dropped (front matter 17) · 1 passages · utf-8"
    )
    assert second.startswith("b.xyz: skipped, ")
    assert total == (
        "2 files, 1 skipped, 0 with the text of another:"
        " 31 characters = 14 kept + 17 dropped (front matter 17) · 1 passages"
    )


def test_a_report_as_json_has_every_file_and_the_totals(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    docs = library(tmp_path / "docs", {"a.txt": "One boat is blue."})

    _, out, _ = run(capsys, "sync", docs, "--report", "--json")

    report = json.loads(out)
    assert report["added"] == ["a.txt"]
    assert report["files"][0]["n_found"] == report["files"][0]["n_kept"] == 14
    assert report["totals"]["n_found"] == 14


def test_a_copy_is_cited_beside_the_first_print(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = "The pier is forty metres long.\n\nIt was built of oak in 1890 by two brothers.\n"
    docs = library(tmp_path / "docs", {"a.txt": text, "copy.txt": text})

    _, out, _ = run(capsys, "ask", "How long is the pier?", "--docs", docs)

    assert out.splitlines()[1] == "  [1] a.txt, line 1 · also in copy.txt"


def test_a_kept_answer_is_verified_until_its_file_changes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    docs = library(tmp_path / "docs", {"a.txt": "The pier is forty metres long."})
    _, kept, _ = run(capsys, "ask", "How long is the pier?", "--docs", docs, "--json")
    (tmp_path / "answer.json").write_text(kept)

    before = run(capsys, "verify", tmp_path / "answer.json", "--docs", docs)
    (docs / "a.txt").write_text("The pier is fifty metres long.")
    after = run(capsys, "verify", tmp_path / "answer.json", "--docs", docs)

    assert before == (0, "1 of 1 quotes proved\n", "")
    assert after[:2] == (
        1,
        "a.txt, characters 0 to 30: changed; the words do not stand in it\n0 of 1 quotes proved\n",
    )


def test_all_passages_are_verified_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    docs = library(tmp_path / "docs", {"a.txt": "The pier is long.", "b.txt": "The net is dry."})
    run(capsys, "sync", docs)
    (docs / "b.txt").unlink()

    code, out, _ = run(capsys, "verify", "--all", "--docs", docs, "--json")

    verdicts = {proof["claim"]["source"]: proof["verdict"] for proof in json.loads(out)}
    assert (code, verdicts) == (1, {"a.txt": "proved", "b.txt": "missing"})


def test_the_doctor_names_a_damaged_document_and_reads_only_its_file_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    docs = library(tmp_path / "my docs", {"a.txt": "The pier is long.", "b.txt": "A net dries."})
    run(capsys, "sync", docs)
    assert run(capsys, "doctor", docs)[:2] == (
        0,
        "2 documents, 2 passages, 2 of them embedded again: all is well\n",
    )
    catalog = Catalog.open(docs / ".qa" / "catalog.sqlite")
    catalog.run("UPDATE passages SET text = 'The pier is gone.' WHERE text LIKE '%pier%'")
    catalog.close()

    code, out, _ = run(capsys, "doctor", docs, "--json")
    [finding] = json.loads(out)["findings"]
    assert (code, finding["part"], finding["subject"]) == (1, "document", "a.txt")
    code, out, _ = run(capsys, "doctor", docs)
    assert code == 1
    assert f"qa doctor '{docs}' --repair reads this file again" in out
    code, _, err = run(capsys, "search", "pier", "--docs", docs)
    assert code == 1
    assert "a passage of 'a.txt' damaged. Mend it with: qa doctor FOLDER --repair" in err

    code, out, err = run(capsys, "doctor", docs, "--repair")
    assert code == 0
    assert "read again: a.txt" in out.splitlines()
    assert "1 added, 1 unchanged" in err.splitlines()
    assert out.splitlines()[-1].endswith("all is well")


def test_a_catalog_that_cannot_be_read_is_set_aside_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    docs = library(tmp_path / "docs", {"a.txt": "The pier is long."})
    run(capsys, "sync", docs)
    (docs / ".qa" / "catalog.sqlite").write_bytes(b"damage" * 1_000)

    code, out, _ = run(capsys, "doctor", docs, "--repair", "--json")

    told = json.loads(out)
    assert (code, told["sound"], told["n_documents"]) == (0, True, 1)
    assert told["mended"]["set_aside"] == "damaged-1.catalog.sqlite"


def test_an_answer_that_is_not_there_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "verify", tmp_path / "none.json", "--docs", tmp_path)

    assert code == 1
    assert err.startswith(f"qa: Expected a kept answer in '{tmp_path / 'none.json'}'")
    assert len(err.splitlines()) == 1


def test_a_search_is_held_to_the_days_that_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    texts = {"2024-05-01.txt": "The pier is long.", "2025-05-01.txt": "The pier is longer."}
    docs = library(tmp_path / "docs", texts)

    _, out, _ = run(capsys, "search", "pier", "--docs", docs, "--since", "2025-01-01", "--json")

    assert [hit["passage"]["source"] for hit in json.loads(out)] == ["2025-05-01.txt"]


def test_a_file_name_cannot_drive_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = library(tmp_path / "docs", {"a.txt": "A river.", "b\x1b[2J\n.xyz": "?"})

    _, _, err = run(capsys, "sync", folder)

    assert "skipped b\\x1b[2J\\n.xyz: " in err


def test_rebuild_makes_the_index_anew(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = library(tmp_path / "docs", {"a.txt": "A river."})
    run(capsys, "sync", folder)

    _, out, _ = run(capsys, "sync", folder, "--rebuild", "--json")

    report = json.loads(out)
    assert (report["added"], report["n_embedded"]) == (["a.txt"], 1)


@pytest.mark.parametrize(
    ("mistake", "found"),
    [
        (["--model", "no/such"], "no/such"),
        (["--reader", "no/such"], "no/such"),
        ([], "found no files but what is passed over, as 'a.txt': left out by '*' in line 1"),
    ],
)
def test_rebuild_deletes_no_index_in_place_of_which_none_can_be_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, mistake: list[str], found: str
) -> None:
    folder = library(tmp_path / "docs", {"a.txt": "A river."})
    run(capsys, "sync", folder)
    if not mistake:
        (folder / ".qaignore").write_text("*\n")

    code, _, err = run(capsys, "sync", folder, "--rebuild", *mistake)
    _, out, _ = run(capsys, "doctor", folder)

    assert code == 1
    assert found in err
    assert "1 documents, 1 passages" in out


def mistakes(tmp_path: Path) -> dict[str, tuple[list[str | Path], str]]:
    empty, docs = tmp_path / "empty", library(tmp_path / "docs", {"a.txt": "A river."})
    empty.mkdir()
    only_other = library(tmp_path / "other", {"a.xyz": "x"})
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "catalog.sqlite").write_bytes(b"damage" * 1_000)
    return {
        "missing folder": (["sync", tmp_path / "none"], "found nothing there"),
        "a file as folder": (["sync", docs / "a.txt"], "found a file"),
        "empty folder": (["sync", empty], "found no files"),
        "unsupported files": (["sync", only_other], "found 1 files of other formats"),
        "long question": (["ask", "x" * 10_000, "--docs", docs], "at most 2,000"),
        "unknown source": (["ask", "River?", "--docs", docs, "--source", "z"], "found 'z'"),
        "unknown model": (["ask", "River?", "--docs", docs, "--model", "no/such"], "no/such"),
        "unknown reader": (["ask", "River?", "--docs", docs, "--reader", "no/such"], "no/such"),
        "missing questions": (["evaluate", docs / "q.jsonl", "--docs", docs], "cannot be read"),
        "missing report": (["evaluate", "--docs", docs, "--compare", docs / "r.json"], "--compare"),
        "damaged store": (["ask", "River?", "--docs", docs, "--store", damaged], "--rebuild"),
    }


@pytest.mark.parametrize(
    "mistake",
    [
        "missing folder",
        "a file as folder",
        "empty folder",
        "unsupported files",
        "long question",
        "unknown source",
        "unknown model",
        "unknown reader",
        "missing questions",
        "missing report",
        "damaged store",
    ],
)
def test_a_mistake_gets_one_line_and_exit_code_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, mistake: str
) -> None:
    arguments, expected = mistakes(tmp_path)[mistake]

    code, out, err = run(capsys, *arguments)

    assert (code, out) == (1, "")
    lines = [line for line in err.splitlines() if line.startswith("qa: ")]
    assert len(lines) == 1
    assert expected in lines[0]


def test_a_port_in_use_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = library(tmp_path / "docs", {"a.txt": "A river."})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, _, err = run(capsys, "serve", folder, "--port", str(port), "--no-browser")

    assert code == 1
    assert f"Port {port} of 127.0.0.1 is in use" in err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["asks"],
        ["ask"],
        ["ask", "q", "--top-k", "0"],
        ["ask", "q", "--max-error", "2"],
        ["serve", "d", "--port", "x"],
    ],
)
def test_a_wrong_command_line_exits_with_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert "usage: qa" in capsys.readouterr().err


HEAVY = "torch", "sentence_transformers", "faiss", "gradio", "numpy", "tantivy"


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from qa.cli import main\n"
        "try: main(['--help'])\n"
        f"except SystemExit: sys.exit(bool(set(sys.modules) & {set(HEAVY)!r}))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert found.returncode == 0
    assert b"serve" in found.stdout


def test_help_names_the_defaults_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["ask", "--help"])

    told = " ".join(capsys.readouterr().out.split())
    assert f"most answers that may be wrong (default: {Settings().max_error})" in told
    assert f"(default: {Settings().max_file_bytes // 1_000_000})" in told


def test_the_error_a_user_accepts_decides_what_is_answered(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    answered = {
        share: json.loads(
            run(capsys, "ask", QUESTION, "--docs", folder, "--json", "--max-error", share)[1]
        )
        for share in ("0.3", "0.000001")
    }

    assert answered["0.3"]["answered"]
    assert answered["0.3"]["confidence"] == answered["0.000001"]["confidence"]
    threshold = ConfidenceModel.shipped(BUNDLED_NAME).threshold(0.000001)
    assert answered["0.000001"]["answered"] is (answered["0.3"]["confidence"] >= threshold)


def test_without_a_network_no_words_are_marked(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    marked, unmarked = (
        json.loads(run(capsys, "ask", QUESTION, "--docs", folder, "--json", *more)[1])
        for more in ((), ("--reader", "none"))
    )

    quote = marked["citations"][0]
    start, end = (place - quote["start"] for place in quote["span"])
    assert quote["quote"][start:end] == "4,200"
    assert unmarked["citations"][0]["quote"] == quote["quote"]
    assert unmarked["citations"][0]["span"] is None


def test_evaluation_prints_keeps_and_compares(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": QUESTION, "answers": ["4,200"]}))
    kept = tmp_path / "report.json"

    code, out, _ = run(capsys, "evaluate", questions, "--docs", folder, "--report", kept)
    assert code == 0
    assert out.splitlines()[0].split() == [
        *"first quote holds an answer".split(),
        "1.0000",
        "(1",
        "questions)",
    ]

    questions.write_text(json.dumps({"question": QUESTION, "answers": ["nine"]}))
    code, out, _ = run(capsys, "evaluate", questions, "--docs", folder, "--compare", kept)
    assert code == 1
    assert "first quote holds an answer: 1.0000 -> 0.0000 (-1.0000)  WORSE" in out.splitlines()


def test_a_library_evaluates_itself_and_says_that_it_flatters(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    code, out, _ = run(capsys, "evaluate", "--docs", folder, "--questions", "3")

    assert code == 0
    assert "these figures flatter" in out.splitlines()[-1]


def test_calibration_says_from_where_each_error_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = library(tmp_path, ARTICLES)

    code, out, _ = run(capsys, "calibrate", "--docs", folder, "--questions", "4")

    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()] == [
        f"--max-error {share}" for share in SHOWN_ERRORS
    ]
