"""Training on an emulated processor without AVX-512."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

QEMU = shutil.which("qemu-x86_64")


@pytest.mark.skipif(QEMU is None, reason="qemu-x86_64 is not installed (apt install qemu-user)")
def test_an_older_processor_trains_the_same_bits():
    """An Intel Haswell has AVX2 and no AVX-512; on a processor like it, this test cannot fail."""
    command = [sys.executable, str(Path(__file__).parent / "train_families.py")]
    here = subprocess.run(command, capture_output=True, text=True, check=True)
    emulated = subprocess.run(
        [QEMU, "-cpu", "Haswell", *command], capture_output=True, text=True, timeout=1800
    )
    assert emulated.returncode == 0, emulated.stderr
    checksums = json.loads(here.stdout)
    assert len(checksums) == 5
    assert json.loads(emulated.stdout) == checksums
