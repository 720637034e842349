"""Runs: one configuration trained for one repeat, each stored in a file of its own.

A run is a function of its study file and its repeat number. Its file carries a fingerprint of
all that decided it, by which a job knows the runs that are stale.
"""

import hashlib
import json
import logging
import os
import platform
import sys
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from reprise.evaluation.metrics import is_finite, run_metrics, step_metrics
from reprise.paths import LIBRARY
from reprise.provenance import code_digests
from reprise.storage import write_whole

log = logging.getLogger(__name__)
# What a compiled program takes as an argument, besides the number of epochs.
FREE_IN_EVALUATION = ("every_epoch", "state")
SINGLE_RUN = LIBRARY / "training" / "single_run.py"  # what it imports decides the bits of a run
VERSIONED = ("tensorflow", "keras", "numpy")


@dataclass(frozen=True)
class PlannedRun:
    """A run to be trained: what it is, what it is made from and where it goes."""

    study: str
    configuration: str
    repeat: int
    settings_path: str
    framing_path: str
    run_path: str
    history_path: str | None = None
    layers_path: str | None = None
    family_path: str | None = None  # the file of a model family that is not the library's

    @property
    def beside(self):
        """What is stored beside the run's own file, by name."""
        paths = {"history": self.history_path, "layers": self.layers_path}
        return {name: path for name, path in paths.items() if path}

    @property
    def files(self):
        """The files that training it makes."""
        return [self.run_path, *self.beside.values()]

    def __str__(self):
        return f"{self.study} / {self.configuration}, repeat {self.repeat}"


def run_seed(study, configuration, repeat):
    """The seed of one run, from the names alone: a whole number below 2**31."""
    digest = hashlib.sha256(f"{study}/{configuration}/{repeat}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


@dataclass(frozen=True)
class Trained:
    """What training one run gave.

    Attributes
    ----------
    seed : int
    outputs : ndarray, shape (rows, outputs)
        At the end, forecasts in the dataset's units or probabilities of classes.
    kept_epoch : int
        The epoch that the weights are of.
    history : dict of str to ndarray, shape (epochs,)
        Metrics after every epoch; empty where only the end was recorded.
    fit : dict of str to float
        What `model.fit` reports for the last epoch; empty for forecasts.
    layers : str
        A CSV of layer statistics, or nothing.
    seconds : float
    """

    seed: int
    outputs: np.ndarray
    kept_epoch: int
    history: dict
    fit: dict
    layers: str
    seconds: float


def store_run(run, trained, framing, varied, made_from):
    """Write a run's file and what belongs to it.

    Parameters
    ----------
    run : PlannedRun
    trained : Trained
    framing : framing.Framing
    varied : dict
        Column name to value.
    made_from : str
        The fingerprint.
    """
    metrics = run_metrics(framing, trained.outputs) | trained.fit
    result = {
        "study": run.study,
        "configuration": run.configuration,
        "repeat": run.repeat,
        "seed": trained.seed,
        "parameters": varied,
        "state": "ok" if is_finite(metrics) else "diverged",
        "kept_epoch": trained.kept_epoch,
        "metrics": {name: _finite(value) for name, value in metrics.items()},
    }
    test = trained.outputs[framing.split("test")]
    if framing.classes:
        result["predictions"] = _predictions(test)
    else:
        result["forecasts"] = [[_finite(f) for f in row] for row in test.tolist()]
        if test.shape[1] == 1:
            result["forecasts"] = [row[0] for row in result["forecasts"]]
        else:
            steps = step_metrics(framing, test)
            result["steps"] = {k: [_finite(e) for e in errors] for k, errors in steps.items()}
    result["fingerprint"] = made_from
    texts = {"history": _history_csv(trained), "layers": trained.layers}
    result["beside"] = {name: _digest(texts[name].encode()) for name in run.beside}
    for name, path in run.beside.items():
        write_whole(path, texts[name], lasting=False)
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
    write_whole(run.run_path, json.dumps(document, indent=1) + "\n", lasting=False)


def _history_csv(trained):
    lines = ["epoch," + ",".join(trained.history)]
    columns = zip(*(values.tolist() for values in trained.history.values()), strict=True)
    lines += [f"{k},{','.join(map(repr, row))}" for k, row in enumerate(columns, start=1)]
    return "\n".join(lines) + "\n"


def _predictions(probabilities):
    """Of two classes the probability of the second, of more the number of the likeliest."""
    if probabilities.shape[1] == 1:
        return [_finite(p) for p in probabilities[:, 0]]
    whole = np.isfinite(probabilities).all(axis=1)
    chosen = probabilities.argmax(axis=1).tolist()
    return [c if ok else None for c, ok in zip(chosen, whole, strict=True)]


def read_run(path):
    """Read a run's file.

    Raises
    ------
    ValueError
        If it is not whole or was changed after it was written; the message says what to do.
    """
    advice = f"{path}: {{}}; delete it and run the same command again to train it anew."
    try:
        document = json.loads(Path(path).read_text())
        result = {k: v for k, v in document.items() if k not in ("checksum", "provenance")}
        intact = document["checksum"] == checksum(result)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(advice.format(f"is not a whole run file ({error})")) from None
    if not intact:
        raise ValueError(advice.format("was changed after it was written"))
    return document


def check_beside(run, stored):
    """Hold what is stored beside a run against what the run's file says of it.

    Raises
    ------
    ValueError
        If it is not whole or was changed; the message says what to do.
    """
    for name, path in run.beside.items():
        if _digest(Path(path).read_bytes()) != stored["beside"][name]:
            raise ValueError(
                f"{path}: was changed after it was written; delete it and run the same command"
                " again to train its run anew."
            )


def checksum(result):
    """SHA-256 of what a run produced, free of when and where it ran."""
    return hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()


def fingerprint(settings, framing, family_path=None):
    """SHA-256 of all that decides a configuration's runs: settings, data, code and versions."""
    digest = hashlib.sha256()
    digest.update(json.dumps(settings, sort_keys=True).encode())
    digest.update(data_digest(framing).encode())
    digest.update(json.dumps(code_digests(SINGLE_RUN), sort_keys=True).encode())
    if family_path:
        digest.update(Path(family_path).read_bytes())
    digest.update(json.dumps(versions(), sort_keys=True).encode())
    return digest.hexdigest()


def data_digest(framing):
    """SHA-256 of the rows that a run is trained and measured on."""
    digest = hashlib.sha256()
    for name, value in sorted(vars(framing).items()):
        array = np.ascontiguousarray(value)
        digest.update(f"{name} {array.shape}".encode() + array.tobytes())
    return digest.hexdigest()


@cache
def versions():
    """The versions that a run's bits may depend on."""
    return {"python": ".".join(map(str, sys.version_info[:2]))} | {n: version(n) for n in VERSIONED}


def program_key(settings):
    """Equal for configurations that one compiled program can train."""
    training = {k: v for k, v in settings["training"].items() if k != "epochs"}
    evaluation = {k: v for k, v in settings["evaluation"].items() if k not in FREE_IN_EVALUATION}
    return json.dumps(settings | {"training": training, "evaluation": evaluation}, sort_keys=True)


def is_current(run, expected):
    """Whether a stored run is whole and made from what would be used now."""
    try:
        stored = read_run(run.run_path)
        if stored["fingerprint"] != expected:
            log.info("%s: made from something else; trained anew", run)
            return False
        check_beside(run, stored)
    except FileNotFoundError:
        return False
    except (ValueError, KeyError) as error:
        log.warning("%s: trained anew: %s", run, error)
        return False
    for path in run.files:
        os.utime(path)  # newer than the inputs it was held against
    return True


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def _finite(number):
    return float(number) if np.isfinite(number) else None
