"""Digests of the settings, the data, the code, the versions and the processor that decide runs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from reprise.digests import document_digest
from reprise.paths import LIBRARY
from reprise.provenance import code_digest, code_digests
from reprise.settings import RunSettings
from reprise.training.versions import processor, versions

# The code that decides the bits of a run is what this module imports. The module neither shows
# progress nor plans jobs.
TRAINING_CODE = LIBRARY / "training" / "single_run.py"


def fingerprint(run: dict[str, Any], data: str, family_path: str | None = None) -> str:
    """SHA-256 of everything that decides the runs of a configuration, besides their seeds.

    Parameters
    ----------
    run : dict
        The settings of the run, as its settings file contains them.
    data : str
        The digest of the framing.
    family_path : str, optional
        The file of a model family of the user's own.
    """
    parts = {
        "settings": run,
        "data": data,
        "code": code_digests(TRAINING_CODE),
        "family": family_digests(run["model"]["family"], Path(family_path))
        if family_path
        else None,
        "versions": versions(),
        "processor": processor(),
    }
    return document_digest(parts)


def family_digests(family: str, path: Path) -> dict[str, str]:
    """Digest the code of a model family of the user's own, and of the user's modules it imports.

    Parameters
    ----------
    family : str
        As in a study file, `module:function`.
    path : Path
        The file of the module.

    Returns
    -------
    dict of str to str
        File to digest. Of an installed package, only the file itself counts.
    """
    if "site-packages" in path.parts:
        return {path.name: code_digest(path)}
    parts_of_module = family.partition(":")[0].split(".")
    is_package = path.name == "__init__.py"
    return code_digests(path, path.parents[len(parts_of_module) - 1 + is_package])


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
