"""Work beside the caller's is done wherever a search may be asked for."""

import os
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.beside import beside


def test_work_is_done_in_another_thread() -> None:
    assert beside(threading.get_ident)() != threading.get_ident()


def test_an_error_is_raised_where_the_result_is_waited_for() -> None:
    waiting = beside(int, "seven")

    with pytest.raises(ValueError, match="seven"):
        waiting()


def test_what_no_thread_can_be_had_for_is_done_at_once_and_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Taken:
        """What a search would hold on to."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("index.beside._pool", ThreadPoolExecutor())
    monkeypatch.setattr(threading.Thread, "start", refuse)
    taken = Taken()
    held = weakref.ref(taken)

    assert beside(type, taken)() is Taken
    del taken
    assert held() is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("moment", ["in a forked process", "while the interpreter ends"])
def test_work_is_done_even(moment: str) -> None:
    later = {
        "in a forked process": """
if os.fork() == 0:
    print(beside(len, "beside")(), flush=True)
    os._exit(0)
os.wait()""",
        "while the interpreter ends": """
import atexit
atexit.register(lambda: print(beside(len, "beside")(), flush=True))""",
    }
    program = f"import os\nfrom index.beside import beside\nbeside(len, '')(){later[moment]}"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )

    assert (done.stdout, done.stderr) == ("6\n", "")
