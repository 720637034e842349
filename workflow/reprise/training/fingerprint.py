"""Digests of the settings, the data, the code and the versions that decide the bits of runs."""

import hashlib
import json
import sys
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from reprise.data.framing import Framing
from reprise.paths import LIBRARY
from reprise.provenance import code_digests
from reprise.settings import RunSettings

# The code that decides the bits of a run is what this module imports. The module neither shows
# progress nor plans jobs.
TRAINING_CODE = LIBRARY / "training" / "single_run.py"
VERSIONED_PACKAGES = ("tensorflow", "keras", "numpy")


def fingerprint(run: RunSettings, framing: Framing, family_path: str | None = None) -> str:
    """SHA-256 of everything that decides the runs of a configuration, besides their seeds.

    Parameters
    ----------
    run : RunSettings
    framing : Framing
    family_path : str, optional
        The file of a model family of the user's own.
    """
    parts = {
        "settings": run.to_json(),
        "data": data_digest(framing),
        "code": code_digests(TRAINING_CODE),
        "family": file_digest(family_path) if family_path else None,
        "versions": versions(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def data_digest(framing: Framing) -> str:
    """SHA-256 of the rows that a run is trained and measured on."""
    digest = hashlib.sha256()
    for name, value in sorted(vars(framing).items()):
        array = np.ascontiguousarray(value)
        digest.update(f"{name} {array.shape}".encode() + array.tobytes())
    return digest.hexdigest()


def file_digest(path: str | Path) -> str:
    """SHA-256 of the bytes of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """The versions that a run's bits may depend on."""
    python = ".".join(map(str, sys.version_info[:2]))
    return {"python": python} | {name: version(name) for name in VERSIONED_PACKAGES}


def program_key(run: RunSettings) -> str:
    """A key that is equal for configurations that one compiled program can train.

    The number of epochs, whether every epoch is recorded, how the state is treated, and the number
    of epochs of each update between the forecasts are arguments of the program.
    """
    training = replace(run.training, epochs=0)
    update_epochs = 1 if run.evaluation.update_epochs else None
    evaluation = replace(
        run.evaluation, every_epoch=False, state="carried", update_epochs=update_epochs
    )
    program = replace(run, training=training, evaluation=evaluation)
    return json.dumps(program.to_json(), sort_keys=True)
