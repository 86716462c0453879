"""Makes the environment that each system of `peers.py` runs in.

They lend torch, sentence-transformers and FAISS from the environment that runs the benchmark, so
all have the same of those.
"""

import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from pathlib import Path

import numpy as np

TORCH = "torch==2.13.0"
"""A range pulls gigabytes of CUDA where a CPU build is at hand."""

HAYSTACK = ("haystack-ai", "sentence-transformers-haystack")

ENVIRONMENTS: Mapping[str, tuple[str, ...]] = {
    "txtai": ("txtai",),
    "haystack": (*HAYSTACK, "faiss-haystack"),
    "llama_index": (
        "llama-index-core",
        "llama-index-vector-stores-faiss",
        "llama-index-embeddings-huggingface",
        "llama-index-retrievers-bm25",
    ),
    "langchain": ("langchain-community", "langchain-huggingface", "langchain-classic", "rank-bm25"),
    "chroma": ("chromadb",),
}

SYSTEMS: Mapping[str, str | None] = {
    "qa_itself": None,
    "txtai_faiss": "txtai",
    "txtai_wide": "txtai",
    "haystack_memory": "haystack",
    "haystack_faiss": "haystack",
    "llama_index_faiss": "llama_index",
    "langchain_faiss": "langchain",
    "chroma": "chroma",
}
"""Each system's environment; None is the one that runs this."""

BY_DEFAULT = [system for system in SYSTEMS if system != "txtai_wide"]
"""Those that are measured as they come."""

LENT = "numpy==" + np.__version__
"""faiss-haystack asks for an older numpy, with which what is lent does not load."""

QUIET = {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "HAYSTACK_TELEMETRY_ENABLED": "0"}
"""What keeps every system from asking the network for anything."""


def environment_python(cache: Path, system: str) -> str:
    """Return the interpreter a system runs in, made if it is not there yet."""
    name = SYSTEMS[system]
    if name is None:
        return sys.executable
    place = cache / name
    python = place / "bin" / "python"
    if not (place / "made").exists():
        venv.create(place, with_pip=True, clear=True)
        [packages] = (place / "lib").glob("python*/site-packages")
        (packages / "zz_lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
        pip = [str(python), "-m", "pip", "install", "-q"]
        subprocess.run([*pip, TORCH, *ENVIRONMENTS[name]], check=True)
        subprocess.run([*pip, "--no-deps", LENT], check=True)
        (place / "made").touch()
    return str(python)
