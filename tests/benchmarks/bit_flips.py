"""Changes random single bytes of a store's files: each must be found, or change no answer.

    python -m tests.benchmarks.bit_flips [--changes 200] [--files 40] [--seed 1]

Prints every change that deceived, crashed or could not be mended, then the counts.
"""

import argparse
import tempfile
from contextlib import closing
from pathlib import Path

from index.store import PassageStore
from index.syncing import sync
from tests.index.byte_changes import all_of, changed, drawn_places, files_of_store, made_library
from tests.word_embedder import WordEmbedder


def main() -> int:
    """Change bytes one after the other; return 1 if one of them went wrong."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        work, embedder = Path(place), WordEmbedder()
        docs = made_library(work / "docs", options.files, options.seed)
        with closing(PassageStore.open_or_create(work / "store", embedder.identity)) as store:
            sync(docs, store, embedder)
        oracle = all_of(work / "store")
        paths = files_of_store(work / "store")
        n_bytes = sum(path.stat().st_size for path in paths)
        print(f"{len(paths)} files of {n_bytes:,} bytes, {len(oracle['passages'])} passages")
        outcomes = [
            changed(docs, work / "store", oracle, work / "changed", drawn)
            for drawn in drawn_places(work / "store", options.changes, options.seed)
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
