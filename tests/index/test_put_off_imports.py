"""Embedding loads neither scikit-learn nor scipy, and their functions do what they do."""

import subprocess
import sys
from importlib import import_module
from json import dumps
from pathlib import Path

import pytest

from index import put_off_imports as imports
from index.put_off_imports import put_off_imports

_LARGE = '("sklearn", "scipy.sparse", "scipy.optimize", "pandas")'


def _printed(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_embedding_loads_none_of_them() -> None:
    code = (
        "import sys\n"
        "from index.embedding import open_embedder\n"
        "print(open_embedder().embed_queries(['Who repairs the lighthouse?']).shape)\n"
        f"print([name for name in {_LARGE} if name in sys.modules])"
    )
    assert _printed(code) == "(1, 384)\n[]"


def test_what_was_put_off_works_when_it_is_called() -> None:
    code = (
        "import torch\n"
        "from index.heavy_imports import heavy_imports\n"
        "with heavy_imports():\n"
        "    from sentence_transformers.util import manhattan_sim\n"
        "    from transformers.loss.loss_rt_detr import linear_sum_assignment\n"
        "rows = torch.tensor([[1.0, 0.0], [0.0, 3.0]]).to_sparse()\n"
        "print(manhattan_sim(rows, rows).abs().tolist())\n"
        "print(linear_sum_assignment([[4, 1], [2, 0]])[1].tolist())"
    )
    assert _printed(code) == "[[0.0, 4.0], [4.0, 0.0]]\n[1, 0]"


def test_others_import_as_ever_meanwhile() -> None:
    code = (
        "from index.put_off_imports import put_off_imports\n"
        "with put_off_imports():\n"
        "    import sentence_transformers\n"
        "    from sklearn.metrics import pairwise_distances\n"
        "import sklearn.metrics\n"
        "print(pairwise_distances is sklearn.metrics.pairwise_distances)"
    )
    assert _printed(code) == "True"


def test_a_module_imported_after_a_failure_is_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "fruit"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in ("within", "later"):
        (package / f"{name}.py").write_text("import json\nfrom json import dumps\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(imports, "PUT_OFF", {"fruit": frozenset({"json"})})
    before = list(sys.meta_path)

    with put_off_imports():
        within = import_module("fruit.within")
    with pytest.raises(ModuleNotFoundError), put_off_imports():
        import_module("fruit.missing")
    assert sys.meta_path == before
    later = import_module("fruit.later")

    assert later.dumps is dumps
    assert within.dumps is not dumps
    assert within.dumps([1]) == within.json.dumps([1]) == dumps([1])
    assert within.json is later.json
