"""Runs: one configuration trained for one repeat, each stored in a file of its own.

A run is a function of its study file and its repeat number. Its file carries a fingerprint of
all that decided it, so that a job of any size trains the runs that are missing or stale and
leaves the others alone.
"""

import hashlib
import json
import logging
import os
import platform
import sys
import time
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import numpy as np

from reprise.costs import SECONDS_A_PROGRAM, expected_seconds
from reprise.framing import load_framings
from reprise.storage import write_whole

log = logging.getLogger(__name__)
CODE = Path(__file__).resolve().parent
# The modules that decide a run's bits.
TRAINING_MODULES = ("backend", "engine", "eras", "framing", "models", "runs", "storage")
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
    history_path: str | None

    def __str__(self):
        return f"{self.study} / {self.configuration}, repeat {self.repeat}"


def run_seed(study, configuration, repeat):
    """The seed of one run, from the names alone: a whole number below 2**31."""
    digest = hashlib.sha256(f"{study}/{configuration}/{repeat}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def train_runs(planned, progress):
    """Train and store the runs of one job that are missing or stale.

    Parameters
    ----------
    planned : list of PlannedRun
    progress : callable
        Takes the work to do, in expected seconds, and returns a console.Progress or the like.

    Returns
    -------
    int
        How many were trained.
    """
    settings = {p: json.loads(Path(p).read_text()) for p in {r.settings_path for r in planned}}
    framings = {p: load_framings(p) for p in {r.framing_path for r in planned}}

    def framing_of(run):
        return framings[run.framing_path][settings[run.settings_path]["framing_number"]]

    one_of_each = {run.settings_path: run for run in planned}
    fingerprints = {
        path: fingerprint(settings[path]["settings"], framing_of(run))
        for path, run in one_of_each.items()
    }
    stale = [run for run in planned if not _keep(run, fingerprints[run.settings_path])]
    log.info("%d of %d runs to train", len(stale), len(planned))
    if not stale:
        return 0

    from reprise.engine import CompiledTraining  # TensorFlow, only when something is to train
    from reprise.models import build_model

    def program_of(run):
        said = settings[run.settings_path]["settings"]
        return program_key(said) + _data_digest(framing_of(run))

    programs = len({program_of(run) for run in stale})
    work = sum(
        expected_seconds(settings[r.settings_path]["settings"], framing_of(r).train_rows)
        for r in stale
    )
    meter = progress(work + programs * SECONDS_A_PROGRAM)
    for _, group in groupby(sorted(stale, key=program_of), key=program_of):
        program = None
        for run in group:
            described = settings[run.settings_path]
            said, framing = described["settings"], framing_of(run)
            if program is None:
                program = CompiledTraining(
                    lambda size, said=said, framing=framing: build_model(
                        said, framing.x.shape[1:], framing.y.shape[1], size
                    ),
                    framing.x,
                    framing.y,
                    framing.train_rows,
                    said["training"]["batch_size"],
                    shuffle=said["training"]["shuffle"],
                    forecast_batch_size=said["evaluation"].get("batch_size"),
                )
                program.compile()
                meter.advance(SECONDS_A_PROGRAM, str(run))
            began = time.perf_counter()
            seed = run_seed(run.study, run.configuration, run.repeat)
            program.start(seed)
            parts = program.train(
                said["training"]["epochs"],
                every_epoch=said["evaluation"]["every_epoch"],
                carry_state=said["evaluation"]["state"] == "carried",
            )
            forecasts = np.concatenate([framing.forecasts(part[..., 0]) for part in parts])
            store_run(
                run,
                seed,
                framing,
                forecasts,
                described["varied"],
                fingerprints[run.settings_path],
                time.perf_counter() - began,
            )
            meter.advance(expected_seconds(said, framing.train_rows), str(run))
    return len(stale)


def store_run(run, seed, framing, forecasts, varied, made_from, seconds):
    """Write a run's file and, where the study records every epoch, its history.

    Parameters
    ----------
    run : PlannedRun
    seed : int
    framing : Framing
    forecasts : ndarray, shape (epochs recorded, rows), in the dataset's units
    varied : dict
        Column name to value.
    made_from : str
        The fingerprint.
    seconds : float
    """
    errors = framing.errors(forecasts)
    result = {
        "study": run.study,
        "configuration": run.configuration,
        "repeat": run.repeat,
        "seed": seed,
        "parameters": varied,
        "state": "ok" if all(np.isfinite(e[-1]) for e in errors.values()) else "diverged",
        "metrics": {name: _finite(error[-1]) for name, error in errors.items()},
        "forecasts": [_finite(f) for f in forecasts[-1, framing.train_rows :]],
        "fingerprint": made_from,
    }
    if run.history_path:
        lines = ["epoch," + ",".join(errors)]
        columns = zip(*(e.tolist() for e in errors.values()), strict=True)
        lines += [f"{k},{','.join(map(repr, row))}" for k, row in enumerate(columns, start=1)]
        history = "\n".join(lines) + "\n"
        result["history_checksum"] = hashlib.sha256(history.encode()).hexdigest()
        write_whole(run.history_path, history)
    if result["state"] == "diverged":
        log.warning("%s diverged", run)
    document = result | {
        "checksum": checksum(result),
        "provenance": {
            "versions": versions(),
            "machine": {"host": platform.node(), "processor": platform.machine()},
            "seconds": round(seconds, 4),
        },
    }
    write_whole(run.run_path, json.dumps(document, indent=1) + "\n")


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


def checksum(result):
    """SHA-256 of what a run produced, free of when and where it ran."""
    return hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()


def fingerprint(settings, framing):
    """SHA-256 of all that decides a configuration's runs: settings, data, code and versions."""
    digest = hashlib.sha256()
    digest.update(json.dumps(settings, sort_keys=True).encode())
    digest.update(_data_digest(framing).encode())
    for module in TRAINING_MODULES:
        digest.update((CODE / f"{module}.py").read_bytes())
    digest.update(json.dumps(versions(), sort_keys=True).encode())
    return digest.hexdigest()


def _data_digest(framing):
    digest = hashlib.sha256()
    for array in (framing.x, framing.y, framing.actual, framing.level):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@cache
def versions():
    """The versions that a run's bits may depend on."""
    return {"python": ".".join(map(str, sys.version_info[:2]))} | {n: version(n) for n in VERSIONED}


def program_key(settings):
    """Equal for configurations that one compiled program can train."""
    training = {k: v for k, v in settings["training"].items() if k != "epochs"}
    evaluation = {"batch_size": settings["evaluation"].get("batch_size")}
    return json.dumps(settings | {"training": training, "evaluation": evaluation}, sort_keys=True)


def _keep(run, expected):
    """Whether a stored run is whole and made from what would be used now."""
    try:
        stored = read_run(run.run_path)
        if stored["fingerprint"] != expected:
            log.info("%s: made from something else; trained anew", run)
            return False
        if run.history_path:
            history = Path(run.history_path).read_bytes()
            if hashlib.sha256(history).hexdigest() != stored["history_checksum"]:
                log.warning("%s: its history was changed; trained anew", run)
                return False
    except FileNotFoundError:
        return False
    except (ValueError, KeyError) as error:
        log.warning("%s: trained anew: %s", run, error)
        return False
    for path in filter(None, (run.run_path, run.history_path)):
        os.utime(path)  # newer than the inputs it was held against
    return True


def _finite(number):
    return float(number) if np.isfinite(number) else None
