"""Lines are typed or piped in until they end."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from qa.prompt import HISTORY, typed_lines


@pytest.mark.parametrize("ending", ["", "exit\nignored\n", "quit\nignored\n"])
def test_lines_come_until_the_end_without_empty_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"one\n\n  two \n{ending}"))

    assert list(typed_lines(tmp_path)) == ["one", "two"]
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_prompted_and_its_lines_are_kept_for_their_author(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from qa.prompt import typed_lines\n"
        "folder = Path(sys.argv[1])\n"
        "(folder / 'told').write_text('|'.join(typed_lines(folder)))"
    )
    primary, secondary = pty.openpty()
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdin=secondary, stdout=secondary, stderr=secondary) as run:
        os.write(primary, b"where is it?\nexit\n")
        code = run.wait(timeout=60)
    os.close(primary)
    os.close(secondary)

    kept = tmp_path / HISTORY
    assert code == 0
    assert (tmp_path / "told").read_text("utf-8") == "where is it?"
    assert "where is it?" in kept.read_text("utf-8").replace("\\040", " ")
    assert kept.stat().st_mode & 0o077 == 0
