"""Python's collector rests while large libraries are imported, and goes on as it was."""

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from index import heavy_imports as imports
from index.heavy_imports import freeze_after_imports, heavy_imports


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_the_collector_rests_within_and_goes_on_afterwards() -> None:
    with heavy_imports():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_import_that_failed() -> None:
    with pytest.raises(ModuleNotFoundError), heavy_imports():
        raise ModuleNotFoundError
    assert gc.isenabled()


def test_one_that_rested_before_is_not_woken() -> None:
    gc.disable()
    with heavy_imports():
        pass
    assert not gc.isenabled()


def test_only_a_program_of_our_own_freezes_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    before = gc.get_freeze_count()
    with heavy_imports():
        pass
    assert gc.get_freeze_count() == before

    monkeypatch.setattr(imports, "_frozen_afterwards", False)
    freeze_after_imports()
    with heavy_imports():
        pass
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    assert frozen > before


def test_the_installed_command_freezes_and_importing_its_module_does_not() -> None:
    asked = (
        "import gc, sys; from qa import cli; from index.heavy_imports import heavy_imports\n"
        "{}\n"
        "with heavy_imports(): pass\n"
        "print(gc.get_freeze_count() > 0)"
    )
    console = "sys.argv = ['qa', 'nothing']\ntry: cli.console()\nexcept SystemExit: pass"

    assert _printed(asked.format("")) == "False"
    assert _printed(asked.format(console)) == "True"


def _printed(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()
