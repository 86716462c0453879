import stat
from pathlib import Path

from qa.web.library_key import FILE, library_key


def test_a_library_keeps_its_key_and_no_other_has_it(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()

    key = library_key(one)

    assert key == library_key(one)
    assert key != library_key(other)
    assert stat.S_IMODE((one / FILE).stat().st_mode) == 0o600


def test_a_key_moves_with_its_store(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    key = library_key(tmp_path / "one")

    assert key == library_key((tmp_path / "one").rename(tmp_path / "two"))


def test_a_key_nobody_can_keep_is_of_the_store_s_path(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / FILE).write_text("<b>")
    missing = tmp_path / "missing"

    assert library_key(damaged) == library_key(damaged) != library_key(missing)
    assert library_key(damaged).isalnum()
