"""Where networks run, and in which precision they run quickest there."""

from typing import Any


def quickest_device(torch: Any) -> str:
    """Return `cuda`, `mps` or `cpu`: the first that this machine has."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def quickest_dtype(torch: Any, device: str) -> Any:
    """Return bfloat16 where the device computes it itself; emulated, it is slower than float32."""
    if device == "cuda":
        able = bool(torch.cuda.is_bf16_supported(including_emulation=False))
    else:
        found = torch.cpu.get_capabilities() if device == "cpu" else {}
        able = any(found.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))
    return torch.bfloat16 if able else torch.float32


def multiplies_bytes(torch: Any, device: str) -> bool:
    """Return whether products of bytes are quicker there than bfloat16's.

    They are twice as quick with AVX-512's units for bytes. Units for matrices (AMX) multiply bytes
    as well, but that has not been measured here.
    """
    able = torch.cpu.get_capabilities() if device == "cpu" else {}
    return bool(able.get("avx512_vnni", False)) and not able.get("amx_int8", False)
