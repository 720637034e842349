"""Run files: one JSON file per run, with its metrics, its forecasts and its fingerprint.

The fingerprint in the file tells whether the run was made from the current settings, data, code
and versions.
"""

import csv
import hashlib
import io
import json
import logging
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reprise.data.framing import Framing
from reprise.digests import file_digest
from reprise.errors import DamagedFileError
from reprise.evaluation.metrics import is_finite, run_metrics, step_metrics
from reprise.storage import complete_file, write_text_file
from reprise.training.planned_run import PlannedRun
from reprise.training.versions import versions

log = logging.getLogger(__name__)
# Keys of a run file that are not a part of the result; `provenance` tells when and where the run
# was trained.
OUTSIDE_RESULT = ("checksum", "provenance")
TRAIN_AGAIN = "to train this run again"
# What can be wrong with a stored run although nobody has damaged or exchanged it.
MISSING = "is missing"
STALE = "was made from other settings, data, code or versions"


@dataclass(frozen=True)
class TrainedRun:
    """What training one run gave.

    Attributes
    ----------
    seed : int
    outputs : ndarray, shape (rows, outputs)
        After training: forecasts in the dataset's units, or probabilities of classes.
    trained_epochs : int
    kept_epoch : int
        The epoch whose weights the network ends with.
    history : dict of str to ndarray, shape (epochs,)
        Metrics after every epoch; empty if only the end was recorded.
    fit : dict of str to float
        What `model.fit` reports for the last epoch; empty for forecasts.
    layers : str
        A CSV of layer statistics, or an empty text.
    network : bytes
        The content of the file of the trained network, or nothing.
    seconds : float
        How long all of its epochs took, with those that it shares with other runs of its training.
        Therefore the seconds of runs that were trained together add up to more than the job took.
    """

    seed: int
    outputs: np.ndarray
    trained_epochs: int
    kept_epoch: int
    history: dict[str, np.ndarray]
    fit: dict[str, float]
    layers: str
    network: bytes
    seconds: float


def store_run(
    run: PlannedRun,
    trained: TrainedRun,
    framing: Framing,
    varied: dict[str, Any],
    fingerprint: str,
) -> None:
    """Write the file of a run and the files of what it recorded.

    Parameters
    ----------
    run : PlannedRun
    trained : TrainedRun
    framing : Framing
    varied : dict
        Column name to value.
    fingerprint : str
    """
    metrics = run_metrics(framing, trained.outputs) | trained.fit
    result: dict[str, Any] = {
        "study": run.study,
        "configuration": run.configuration,
        "repeat": run.repeat,
        "seed": trained.seed,
        "parameters": varied,
        "state": "ok" if _has_converged(metrics, trained.outputs) else "diverged",
        "trained_epochs": trained.trained_epochs,
        "kept_epoch": trained.kept_epoch,
        "metrics": {name: _finite_or_none(value) for name, value in metrics.items()},
    }
    test_outputs = trained.outputs[framing.split("test")]
    if run.stores_probabilities:
        result["probabilities"] = _finite_rows(test_outputs)
    else:
        result |= _test_outputs(framing, test_outputs)
    result["fingerprint"] = fingerprint
    contents = {
        "history": _history_csv(trained.history).encode(),
        "layers": trained.layers.encode(),
        "network": trained.network,
    }
    result["records"] = {kind: _digest(contents[kind]) for kind in run.record_paths}
    for kind, path in run.record_paths.items():
        with complete_file(path, durable=False) as handle:
            handle.write(contents[kind])
    if result["state"] == "diverged":
        log.warning("%s diverged", run)
    document = result | {
        "checksum": checksum(result),
        "provenance": {
            "versions": versions(),
            "machine": {"host": platform.node(), "processor": platform.machine()},
            "seconds": round(trained.seconds, 4),
        },
    }
    write_text_file(run.run_path, json.dumps(document, indent=1) + "\n", durable=False)


def read_run(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read the file of a run.

    Raises
    ------
    DamagedFileError
        If the file is not complete or was changed after it was written.
    """
    try:
        document = json.loads(Path(path).read_text())
        result = {k: v for k, v in document.items() if k not in OUTSIDE_RESULT}
        is_unchanged = document["checksum"] == checksum(result)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFileError(path, f"is not a complete run file ({error})", TRAIN_AGAIN) from None
    if not is_unchanged:
        raise DamagedFileError(path, "was changed after it was written", TRAIN_AGAIN)
    return document


def read_planned_run(run: PlannedRun, fingerprint: str) -> dict[str, Any]:
    """Read the file of a run, and check that it is the planned run.

    Raises
    ------
    FileNotFoundError
    DamagedFileError
        If the file is not complete, was changed, or contains another run: of another study,
        configuration, repeat or seed, or made from other settings, data, code or versions.
    """
    stored = read_run(run.run_path)
    for key in ("study", "configuration", "repeat", "seed"):
        if stored.get(key) != getattr(run, key):
            problem = f"contains the run of {key} {stored.get(key)}, not of {getattr(run, key)}"
            raise DamagedFileError(run.run_path, problem, TRAIN_AGAIN)
    if stored.get("fingerprint") != fingerprint:
        raise DamagedFileError(run.run_path, STALE, TRAIN_AGAIN)
    check_records(run, stored)
    return stored


def check_records(run: PlannedRun, stored: dict[str, Any]) -> None:
    """Compare the files of what a run recorded with the digests in the run's file.

    Raises
    ------
    FileNotFoundError
    DamagedFileError
        If one of them was changed after it was written.
    """
    for kind, path in run.record_paths.items():
        if file_digest(path) != stored.get("records", {}).get(kind):
            raise DamagedFileError(path, "was changed after it was written", TRAIN_AGAIN)


def find_fault(run: PlannedRun, fingerprint: str) -> str | None:
    """Tell why the stored run cannot be used; None if it is the planned run.

    Returns
    -------
    str or None
        `MISSING`, `STALE`, or the file and what is wrong with it.
    """
    try:
        read_planned_run(run, fingerprint)
    except FileNotFoundError:
        return MISSING
    except DamagedFileError as error:
        return STALE if error.problem == STALE else f"{error.path} {error.problem}"
    return None


def checksum(result: dict[str, Any]) -> str:
    """SHA-256 of what a run produced, independent of when and where it ran."""
    return _digest(json.dumps(result, sort_keys=True).encode())


def _has_converged(metrics: dict[str, float], outputs: np.ndarray) -> bool:
    """Whether all metrics and outputs of a run are finite.

    The outputs count alone if no target of the run is observed.
    """
    return is_finite(metrics) and bool(np.isfinite(outputs).all())


def _test_outputs(framing: Framing, outputs: np.ndarray) -> dict[str, Any]:
    """The outputs for the test rows, as the run file stores them."""
    if framing.classes:
        return {"predictions": _predictions(outputs)}
    forecasts = _finite_rows(outputs)
    if outputs.shape[1] == 1:
        return {"forecasts": [row[0] for row in forecasts]}
    if framing.horizon == 1:
        return {"forecasts": forecasts}
    steps = step_metrics(framing, outputs)
    return {
        "forecasts": forecasts,
        "steps": {name: [_finite_or_none(e) for e in errors] for name, errors in steps.items()},
    }


def _finite_rows(outputs: np.ndarray) -> list[list[float | None]]:
    return [[_finite_or_none(output) for output in row] for row in outputs.tolist()]


def _predictions(probabilities: np.ndarray) -> list[Any]:
    """For two classes the probability of the second, for more the number of the most likely.

    If each step of a row has a class, the prediction of a row is a list of numbers.
    """
    if probabilities.ndim == 3:
        return [_predictions(steps) for steps in probabilities]
    if probabilities.shape[1] == 1:
        return [_finite_or_none(p) for p in probabilities[:, 0]]
    are_finite = np.isfinite(probabilities).all(axis=1)
    chosen = probabilities.argmax(axis=1).tolist()
    return [c if ok else None for c, ok in zip(chosen, are_finite, strict=True)]


def _history_csv(history: dict[str, np.ndarray]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *history])
    rows = zip(*(values.tolist() for values in history.values()), strict=True)
    writer.writerows([epoch, *row] for epoch, row in enumerate(rows, start=1))
    return text.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _finite_or_none(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None
