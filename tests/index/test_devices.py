"""Networks run in the precision that the processor computes itself."""

from types import SimpleNamespace

import pytest

from index.devices import quickest_dtype


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
