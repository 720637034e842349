import numpy as np
import pytest

from reprise.training import versions as module


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["X86_V3", "X86_V4"], "x86_64 with AVX2"),
        (["SSE42", "AVX", "AVX2", "FMA3"], "x86_64 with AVX2"),
        (["SSE42", "AVX"], "x86_64"),
    ],
)
def test_processors_with_other_instructions_than_avx2_train_other_bits(
    monkeypatch, found, expected
):
    monkeypatch.setattr(module.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(np, "show_config", lambda mode: {"SIMD Extensions": {"found": found}})
    assert module.processor.__wrapped__() == expected
