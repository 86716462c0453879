"""A quote is proved by the file itself, or it is said what became of the file and of the words."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from index.errors import FolderError
from qa.assistant import Assistant
from qa.verification import (
    AnswerFileError,
    Claim,
    Proof,
    Verdict,
    claims_in,
    claims_of,
    verify,
)
from tests.index.builders import library

TEXTS = {
    "tides/high.txt": "High water\n\nThe tide is highest at noon. The pier is then closed.\n",
    "tides/low.txt": "Low water\n\nThe tide is lowest at six. Boats lie on the sand then.\n",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    opened = Assistant.open(library(tmp_path / "docs", TEXTS))
    opened.sync()
    return opened


def claim_of(assistant: Assistant, source: str, quote: str) -> Claim:
    document = assistant.document(source)
    assert document is not None
    start = document.text.index(quote)
    return Claim(
        source=source, start=start, end=start + len(quote), quote=quote, digest=document.digest
    )


def test_every_passage_of_an_untouched_folder_is_proved(assistant: Assistant) -> None:
    proofs = list(assistant.verify())

    assert {proof.claim.source for proof in proofs} == set(TEXTS)
    assert {proof.verdict for proof in proofs} == {Verdict.PROVED}


def test_one_byte_makes_exactly_that_files_quotes_changed(assistant: Assistant) -> None:
    path = assistant.folder / "tides/low.txt"
    path.write_bytes(path.read_bytes().replace(b"six", b"sex"))

    verdicts = {proof.claim.source: proof.verdict for proof in assistant.verify()}

    assert verdicts == {"tides/high.txt": Verdict.PROVED, "tides/low.txt": Verdict.CHANGED}


def proof_of(assistant: Assistant, claim: Claim) -> Proof:
    [proof] = verify(assistant.folder, [claim])
    return proof


def test_a_changed_file_says_where_the_words_stand_now(assistant: Assistant) -> None:
    claim = claim_of(assistant, "tides/high.txt", "The tide is highest at noon.")
    path = assistant.folder / claim.source
    path.write_text("Moved down.\n\n" + path.read_text())

    assert proof_of(assistant, claim).found == "the words stand at line 5"


def test_a_changed_file_says_that_the_words_are_gone(assistant: Assistant) -> None:
    claim = claim_of(assistant, "tides/high.txt", "The tide is highest at noon.")
    (assistant.folder / claim.source).write_text("Nothing of it is left here.")

    proof = proof_of(assistant, claim)

    assert (proof.verdict, proof.found) == (Verdict.CHANGED, "the words do not stand in it")


def test_a_file_that_became_unreadable_says_why(assistant: Assistant) -> None:
    claim = claim_of(assistant, "tides/high.txt", "The tide is highest at noon.")
    (assistant.folder / claim.source).write_bytes(b"")

    proof = proof_of(assistant, claim)

    assert proof.verdict is Verdict.CHANGED
    assert "found an empty file" in proof.found


def test_a_moved_file_is_found_by_its_bytes(assistant: Assistant) -> None:
    claim = claim_of(assistant, "tides/high.txt", "The tide is highest at noon.")
    (assistant.folder / claim.source).rename(assistant.folder / "elsewhere.txt")

    proof = proof_of(assistant, claim)

    assert (proof.verdict, proof.found) == (Verdict.MOVED, "moved to elsewhere.txt")


def test_a_file_that_is_gone_is_missing(assistant: Assistant) -> None:
    claim = claim_of(assistant, "tides/high.txt", "The tide is highest at noon.")
    (assistant.folder / claim.source).unlink()

    proof = proof_of(assistant, claim)

    assert (proof.verdict, proof.found) == (Verdict.MISSING, "the file is not there")


def test_words_that_never_stood_there_are_missing(assistant: Assistant) -> None:
    claim = claim_of(assistant, "tides/high.txt", "The tide is highest at noon.")

    proof = proof_of(assistant, replace(claim, quote="The tide is highest at nine."))

    assert (proof.verdict, proof.found) == (Verdict.MISSING, "the words do not stand in it")


def test_a_path_out_of_the_folder_is_not_opened(assistant: Assistant) -> None:
    (assistant.folder.parent / "secret.txt").write_text("A secret.")
    claim = Claim(source="../secret.txt", start=0, end=9, quote="A secret.", digest="0" * 64)

    assert proof_of(assistant, claim).verdict is Verdict.MISSING


def test_an_answer_is_proved_from_what_was_kept_of_it(assistant: Assistant) -> None:
    answer = assistant.ask("When is the tide highest?")
    kept = json.dumps(asdict(answer))

    assert claims_in(kept) == claims_of(answer)
    assert claims_in(f"[{kept}, {kept}]") == claims_of(answer) * 2
    assert [proof.verdict for proof in assistant.verify(answer)] == [Verdict.PROVED]


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        ("The answer is 42", "found no JSON"),
        ("{}", "found JSON without them"),
        ('{"citations": [{"source": "a"}]}', "Expected `start` in citation 1, found none"),
        ('{"citations": ["a"]}', "Expected `source` in citation 1"),
        ("[1]", "found JSON without them"),
    ],
)
def test_what_is_no_answer_says_so(kept: str, message: str) -> None:
    with pytest.raises(AnswerFileError, match=message):
        claims_in(kept)


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FolderError):
        list(verify(tmp_path / "nowhere", []))
