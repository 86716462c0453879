"""Networks run in the precisions that the processor computes itself."""

from types import SimpleNamespace

import pytest

from index.devices import multiplies_bytes, quickest_dtype


@pytest.mark.parametrize(
    ("able", "expected"),
    [
        ({"avx512_bf16": True}, True),
        ({"amx_bf16": True, "avx512_bf16": False}, True),
        ({"avx512_f": True, "avx512_bf16": False, "amx_bf16": False}, False),
        ({}, False),
    ],
)
def test_bfloat16_is_used_only_where_the_processor_computes_it(
    able: dict[str, bool], expected: bool
) -> None:
    torch = SimpleNamespace(
        cpu=SimpleNamespace(get_capabilities=lambda: able), bfloat16=True, float32=False
    )

    assert expected == quickest_dtype(torch, "cpu")


@pytest.mark.parametrize(
    ("able", "device", "expected"),
    [
        ({"avx512_vnni": True, "amx_int8": False}, "cpu", True),
        ({"avx512_vnni": True, "amx_int8": True}, "cpu", False),
        ({"avx512_vnni": True}, "cuda", False),
        ({"avx512_vnni": False}, "cpu", False),
        ({}, "cpu", False),
    ],
)
def test_bytes_are_multiplied_only_where_that_was_seen_to_be_quicker(
    able: dict[str, bool], device: str, expected: bool
) -> None:
    torch = SimpleNamespace(cpu=SimpleNamespace(get_capabilities=lambda: able))

    assert expected == multiplies_bytes(torch, device)
