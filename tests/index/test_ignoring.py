"""What `.qaignore` leaves out is what git would leave out by the same lines."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import FolderError
from index.folder import list_folder
from tests.index.builders import library

FILES = ["a.txt", "b.md", "drafts/a.txt", "drafts/deep/b.md", "x/drafts/c.txt", "x/a b.txt", "x/#"]


def kept(folder: Path) -> list[str]:
    return list(list_folder(folder).files)


def reasons(folder: Path) -> dict[str, str]:
    return {skipped.source: skipped.reason for skipped in list_folder(folder).skipped}


def test_what_a_pattern_leaves_out_is_reported_with_its_line(tmp_path: Path) -> None:
    library(tmp_path, dict.fromkeys(FILES, "text"))
    (tmp_path / ".qaignore").write_text("# mine\n\n/drafts/\n*.md\n")

    assert kept(tmp_path) == ["a.txt", "x/#", "x/a b.txt", "x/drafts/c.txt"]
    assert reasons(tmp_path) == {
        "b.md": "left out by '*.md' in line 4 of .qaignore",
        "drafts": "left out by '/drafts/' in line 3 of .qaignore",
    }


def test_a_nested_file_holds_for_its_folder_and_after_those_above(tmp_path: Path) -> None:
    library(tmp_path, dict.fromkeys(FILES, "text"))
    (tmp_path / ".qaignore").write_text("*.txt\n")
    (tmp_path / "drafts" / ".qaignore").write_text("!a.txt\ndeep\n")

    assert kept(tmp_path) == ["b.md", "drafts/a.txt", "x/#"]
    assert reasons(tmp_path)["drafts/deep"] == "left out by 'deep' in line 2 of drafts/.qaignore"


def test_custom_leaves_out_temporary_files_and_folders_of_programs(tmp_path: Path) -> None:
    names = ["~$report.docx", "film.mkv.part", "x.crdownload", "old.txt~", "y.tmp"]
    library(tmp_path, dict.fromkeys([*names, "node_modules/a/b.md", "src/__pycache__/c.txt"], "x"))
    library(tmp_path, {".~lock.report.docx#": "x", ".git/a.txt": "x", "report.txt": "x"})

    assert kept(tmp_path) == ["report.txt"]
    assert reasons(tmp_path).keys() == {*names, "node_modules", "src/__pycache__"}
    assert reasons(tmp_path)["y.tmp"] == (
        "a temporary file; the line '!*.tmp' in .qaignore takes such in"
    )


def test_what_custom_leaves_out_can_be_taken_in(tmp_path: Path) -> None:
    library(tmp_path, {"y.tmp": "x", "node_modules/a.md": "x", ".qaignore": "!*.tmp\r\n"})

    assert kept(tmp_path) == ["y.tmp"]


@pytest.mark.parametrize("line", ["[", "a[z-a]", "x[[:nonsense:]]", "\\"])
def test_a_line_that_is_no_pattern_is_named(tmp_path: Path, line: str) -> None:
    library(tmp_path, {"a.txt": "x", "sub/.qaignore": f"*.md\n{line}\n"})

    with pytest.raises(FolderError) as caught:
        list_folder(tmp_path)

    assert str(caught.value) == (
        f"Expected a pattern as in .gitignore in line 2 of 'sub/.qaignore', found '{line}'."
        " Correct or remove it"
    )


def test_an_ignore_file_that_cannot_be_read_stops_the_listing(tmp_path: Path) -> None:
    library(tmp_path, {"secret.txt": "x"})
    (tmp_path / ".qaignore").write_bytes(b"secr\xe9t.txt")

    with pytest.raises(FolderError, match=r"in '.qaignore' of .* could not read them"):
        list_folder(tmp_path)


LINES = st.one_of(
    st.sampled_from(
        [
            *("*.txt", "!a.txt", "/a.txt", "drafts", "drafts/", "!drafts/", "**/b.md", "x/**"),
            *("**/drafts/**", "/x/drafts", "a?b.txt", "[ab].*", "[!a].*", "\\#", "#", "x/*"),
            *("*", "!*/", "drafts/**/b.md", "a.txt  ", "!x", "deep/", "*/deep", "x/a\\ b.txt"),
        ]
    ),
    st.text("ab.*?/[]!dx", min_size=1, max_size=6),
)


@pytest.mark.skipif(shutil.which("git") is None, reason="git itself is the oracle")
@settings(max_examples=60, deadline=None)
@given(top=st.lists(LINES, max_size=5), nested=st.lists(LINES, max_size=3))
def test_what_is_left_out_is_what_git_leaves_out(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], nested: list[str]
) -> None:
    folder = library(tmp_path_factory.mktemp("git"), dict.fromkeys(FILES, "text"))
    for place, lines in (("", top), ("drafts", nested)):
        for name in (".qaignore", ".gitignore"):
            (folder / place / name).write_text("\n".join(lines) + "\n")
    try:
        found = kept(folder)
    except FolderError:
        return  # git takes no notice of such a line

    assert untracked(folder) == found


def untracked(folder: Path) -> list[str]:
    """Return what git would add."""
    environment = {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "PATH": "/usr/bin:/bin"}
    command = ["git", "-c", "core.excludesFile=", "-C", str(folder)]
    subprocess.run([*command, "init", "-q"], check=True, env=environment)
    listed = subprocess.run(
        [*command, "ls-files", "-z", "--others", "--exclude-standard"],
        check=True, capture_output=True, env=environment,
    )  # fmt: skip
    return sorted(
        s for s in listed.stdout.decode().split("\0") if s and ".qa" not in s and ".git" not in s
    )
