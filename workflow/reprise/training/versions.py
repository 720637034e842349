"""The versions and the kind of processor that the bits of a run depend on."""

import platform
import sys
from functools import cache
from importlib.metadata import version

import numpy as np

VERSIONED_PACKAGES = ("tensorflow", "keras", "numpy")


@cache
def versions() -> dict[str, str]:
    """The versions that a run's bits may depend on."""
    python = ".".join(map(str, sys.version_info[:2]))
    return {"python": python} | {name: version(name) for name in VERSIONED_PACKAGES}


@cache
def processor() -> str:
    """The kind of processor that a run's bits depend on, as in `x86_64 with AVX2`.

    The compiler of the networks uses AVX2 and nothing newer, so all processors with AVX2 give the
    same bits.
    """
    found = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    has_avx2 = not {"AVX2", "X86_V3"}.isdisjoint(found)  # before NumPy 2.4 and since
    return platform.machine() + (" with AVX2" if has_avx2 else "")
