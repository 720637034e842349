"""Where a run that takes long goes on, should its job end before it does.

A checkpoint holds all that decides the rest of a run (every variable of the model and its
optimizer, the random numbers' states, the best weights so far) and what was recorded on the way.
It stands beside the run's file until that is written, and is only believed for the same
fingerprint.
"""

import logging
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from reprise.storage import whole_file

log = logging.getLogger(__name__)


@dataclass
class Checkpoint:
    """How far a run has come.

    Attributes
    ----------
    epoch : int
    state : list of ndarray
        As CompiledTraining.state gives it.
    history : dict of str to ndarray, shape (epoch,)
        Metrics after every epoch, where these are recorded.
    fit, layers : ndarray
        As `engine.Epochs` has them, from the first epoch on.
    seconds : float
        Spent so far.
    """

    epoch: int = 0
    state: list = field(default_factory=list)
    history: dict = field(default_factory=dict)
    fit: np.ndarray | None = None
    layers: np.ndarray | None = None
    seconds: float = 0.0


def checkpoint_path(run):
    """The file of a run's checkpoint: hidden, beside the run's own."""
    path = Path(run.run_path)
    return path.with_name(f".{path.stem}.checkpoint.npz")


def save_checkpoint(run, made_from, checkpoint):
    """Write a checkpoint, whole or not at all.

    Parameters
    ----------
    run : runs.PlannedRun
    made_from : str
        The fingerprint.
    checkpoint : Checkpoint
    """
    arrays = {f"state.{k}": values for k, values in enumerate(checkpoint.state)}
    arrays |= {f"history.{name}": values for name, values in checkpoint.history.items()}
    arrays |= {"fit": checkpoint.fit, "layers": checkpoint.layers}
    arrays |= {"epoch": checkpoint.epoch, "seconds": checkpoint.seconds, "made_from": made_from}
    with whole_file(checkpoint_path(run)) as handle:
        np.savez(handle, **arrays)
    log.info("%s: checkpoint after epoch %d", run, checkpoint.epoch)


def load_checkpoint(run, made_from):
    """The checkpoint of a run, or None where there is none that holds for it."""
    path = checkpoint_path(run)
    try:
        with open(path, "rb") as handle, np.load(handle) as stored:
            arrays = dict(stored)
        if arrays["made_from"] != made_from:
            log.info("%s: its checkpoint was made from something else", run)
            return None
        state = [arrays[f"state.{k}"] for k in range(sum(n.startswith("state.") for n in arrays))]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("%s: its checkpoint is not whole (%s); trained from the start", run, error)
        return None
    history = {n.partition(".")[2]: v for n, v in arrays.items() if n.startswith("history.")}
    epoch, seconds = int(arrays["epoch"]), float(arrays["seconds"])
    log.info("%s: goes on after epoch %d", run, epoch)
    return Checkpoint(epoch, state, history, arrays["fit"], arrays["layers"], seconds)


def remove_checkpoint(run):
    """Forget a run's checkpoint: the run itself is stored."""
    checkpoint_path(run).unlink(missing_ok=True)
