"""Syncs in a forked process that `faults.c`, or a clock, ends or disturbs at one moment.

    LD_PRELOAD=faults.so python -m tests.index.syncing_process

Reads one order a line, as JSON: `docs`, `store`, `log`, and either `mode` and `n` of the call to
meet, or `after_s` for SIGKILL at a time. Writes one line for each: how the process ended, how many
calls it made, how long it took, and the error a user would have seen.
"""

import ctypes
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from index import survey, syncing
from index.errors import ReportableError
from index.store import PassageStore
from tests.word_embedder import WordEmbedder

MODES = ("off", "count", "kill before", "kill after", "ENOSPC", "EIO")

FEW_PASSAGES = 2
FEW_CHARACTERS = 200


def sync(order: dict[str, Any]) -> str:
    """Sync as ordered; return the error a user would see, or an empty string."""
    shim = ctypes.CDLL(None)
    n, store, log = order.get("n", 0), order["store"], order["log"]
    shim.faults_arm(MODES.index(order["mode"]), ctypes.c_long(n), store.encode(), log.encode())
    embedder = WordEmbedder()
    try:
        opened = PassageStore.open_or_create(Path(store), embedder.identity)
        syncing.sync(Path(order["docs"]), opened, embedder)
    except ReportableError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        shim.faults_arm(0, ctypes.c_long(0), b"", b"")
    return ""


def obey(order: dict[str, Any]) -> dict[str, Any]:
    """Fork, let the fork sync, and say how it ended."""
    reading, writing = os.pipe()
    started = time.perf_counter()
    if not (child := os.fork()):
        os.close(reading)
        try:
            os.write(writing, sync(order).encode())
        except BaseException as error:
            os.write(writing, f"TRACEBACK {error!r}".encode())
        os._exit(0)
    os.close(writing)
    timer = threading.Timer(order.get("after_s", 60.0), os.kill, (child, signal.SIGKILL))
    timer.start()
    with os.fdopen(reading) as pipe:
        error = pipe.read()
    _, status = os.waitpid(child, 0)
    timer.cancel()
    took_s = time.perf_counter() - started
    return {"killed": os.WIFSIGNALED(status), "error": error, "took_s": took_s}


def main() -> None:
    """Obey every order of standard input."""
    syncing._EMBED_BATCH = FEW_PASSAGES  # many commits in a small folder
    survey._STAGE_CHARACTERS = FEW_CHARACTERS
    for line in sys.stdin:
        sys.stdout.write(json.dumps(obey(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
