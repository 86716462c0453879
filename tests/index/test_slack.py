"""Slack is what lies between a page's list of records and its records; words in it are found."""

from pathlib import Path

from index.database import Database
from index.slack import slack_of, words_in
from tests.index.test_erasure import plant

PAGE = 4_096


def test_only_the_unused_middle_of_pages_is_slack(tmp_path: Path) -> None:
    database = Database(tmp_path / "file")
    database.run("CREATE TABLE notes (text TEXT)")
    database.run("INSERT INTO notes VALUES ('a live record')")
    database.close()
    before = list(slack_of(tmp_path / "file", PAGE))
    plant(tmp_path / "file", b"moved away")

    [slack] = slack_of(tmp_path / "file", PAGE)

    assert before == []
    assert slack.rstrip(b"\0") == b"moved away"


def test_words_are_found_as_they_are_written_and_short_ones_are_not() -> None:
    slack = b"\x00\xffxalphabet\x12Z\xc3\xa4hler"

    found = list(words_in(slack, ["alphabet", "Alphabet", "alphas", "xal", "Zähler", "zebra"]))

    assert found == ["alphabet", "Zähler"]
    assert list(words_in(b"", ["alphabet"])) == list(words_in(slack, [])) == []
