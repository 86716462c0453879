"""Changes random single bytes of a store's files: each must be found, or change no answer.

    python -m tests.benchmarks.bit_flips [--changes 200] [--files 40] [--seed 1] [--open]

With --open the bytes are those of a store that a process has open: then most of the catalog stands
in SQLite's log, and an earlier state that was published counts as harmless.

Prints every change that deceived, crashed or could not be mended, then the counts.
"""

import argparse
import logging
import tempfile
from pathlib import Path

from tests.index.byte_changes import changed, drawn_places, files_of_store, made_store


def main() -> int:
    """Change bytes one after the other; return 1 if one of them went wrong."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--open", action="store_true")
    options = parser.parse_args()
    logging.disable()  # each repair would say so
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        pristine = made_store(work, n_files=options.files, seed=options.seed, is_open=options.open)
        sizes = [path.stat().st_size for path in files_of_store(pristine.folder)]
        n_passages = len(pristine.states[-1]["passages"])
        print(f"{len(sizes)} files of {sum(sizes):,} bytes, {n_passages} passages")
        outcomes = [
            changed(pristine, work / "changed", drawn)
            for drawn in drawn_places(pristine.folder, options.changes, options.seed)
        ]
    bad = [o for o in outcomes if o.deceives or o.crash or not o.mended]
    print("\n".join(map(str, bad)), end="\n" if bad else "")
    counts = {
        "changes": len(outcomes),
        "found by qa doctor": sum(o.detected for o in outcomes),
        "harmless and not found": sum(not o.detected and o.same for o in outcomes),
        "refused when opened or searched": sum(o.refused for o in outcomes),
        "wrong answers in silence, before qa doctor": sum(not o.same for o in outcomes),
        "wrong answers that qa doctor does not explain": sum(o.deceives for o in outcomes),
        "tracebacks": sum(bool(o.crash) for o in outcomes),
        "not mended": sum(not o.mended for o in outcomes),
    }
    print("\n".join(f"{n:5} {what}" for what, n in counts.items()))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
